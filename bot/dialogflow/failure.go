package dialogflow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/chat"
)

// errUnsent marks a failure to connect, which may be tried again.
var errUnsent = errors.New("dialogflow: cannot connect")

// noResponse names the failure of a request without a response.
func noResponse(ctx context.Context, l *call.Link, err error) error {
	unsent, ended := l.Unsent(err), ctx.Err() != nil
	var timed interface{ Timeout() bool }
	late := errors.As(err, &timed) && timed.Timeout()
	err = bare(err)
	switch {
	case unsent && ended:
		return bot.Unreached(fmt.Errorf("%w: %w", context.Cause(ctx), err))
	case unsent:
		return bot.Unreached(fmt.Errorf("%w: %w", errUnsent, err))
	case ended:
		return stopped(ctx, err)
	case late: // the client has a timeout of its own
		return bot.TimedOut(err)
	}
	return bot.Failed(fmt.Errorf("dialogflow: the connection broke, or there are no credentials: %w", err))
}

// stopped names the failure of a request that ended with its ctx. It is the
// turn's end, unless it is that of the Bot's own time.
func stopped(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, errLate) {
		return bot.TimedOut(fmt.Errorf("%w: %w", cause, err))
	}
	return fmt.Errorf("dialogflow: the turn ended before the answer: %w", cause)
}

// brokenBody names the failure of a body that ended after n bytes.
func brokenBody(ctx context.Context, n int64, err error) error {
	if ctx.Err() != nil {
		return stopped(ctx, fmt.Errorf("the answer stalled after %d bytes: %w", n, err))
	}
	return bot.BadReply(fmt.Errorf("dialogflow: the answer broke off after %d bytes: %w", n, err))
}

// badStatus names the failure of a response that is not 200.
func badStatus(resp *http.Response) error {
	status := bodyStatus(resp)
	err := statusError(resp.StatusCode, status)
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		after := call.RetryAfter(resp.Header.Get("Retry-After"))
		if after == 0 {
			after = status.retryDelay()
		}
		return bot.Busy(after, err)
	case resp.StatusCode == http.StatusGatewayTimeout || resp.StatusCode == http.StatusRequestTimeout:
		return bot.TimedOut(err)
	case resp.StatusCode >= 500 || resp.StatusCode == 499: // of Google: cancelled
		return bot.Failed(err)
	case resp.StatusCode < 300:
		return bot.BadReply(err)
	}
	return bot.Unreached(err)
}

// bodyStatus reads what the body of an error says.
func bodyStatus(resp *http.Response) rpcStatus {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	if err != nil {
		return rpcStatus{}
	}
	return readStatus(body)
}

// hints tell operators what to do about a status.
var hints = map[int]string{
	http.StatusBadRequest:      "check the agent's name, its language and what WithQuery sets",
	http.StatusUnauthorized:    "give New a client that adds valid credentials",
	http.StatusForbidden:       "enable the Dialogflow API and grant the client's account the role Dialogflow API Client",
	http.StatusNotFound:        "check the agent's name, its location and its environment",
	http.StatusTooManyRequests: "raise the project's quota",
}

func statusError(status int, s rpcStatus) error {
	text := fmt.Sprintf("dialogflow: the server answered %d %s", status, http.StatusText(status))
	if name := s.name(); name != "" {
		text += " (" + name + ")"
	}
	hint := hints[status]
	if status >= 300 && status < 400 {
		hint = "give WithEndpoint the URL that it redirects to"
	}
	if hint != "" {
		text += ": " + hint
	}
	return errors.New(text)
}

// retry counts what was tried for one question.
type retry struct{ dials, refusals int }

// How often and how fast a question is asked again.
const (
	maxDials     = 2
	firstDial    = 300 * time.Millisecond
	firstRefusal = time.Second
	doublings    = 5 // of the pause after a refusal: 32 s at most
)

// wait waits until a question that failed with err may be asked again. It
// returns false when it must not, or when there is no time left for it.
func (r *retry) wait(c *clock, err error) bool {
	var public *chat.Error
	switch {
	case bot.MayHaveActed(err):
		return false
	case errors.Is(err, errUnsent) && r.dials < maxDials:
		pause := call.Jitter(firstDial << r.dials)
		r.dials++
		return c.sleep(pause)
	case errors.As(err, &public) && public.Code == chat.CodeRateLimited:
		pause := public.RetryAfter
		if pause == 0 {
			pause = call.Jitter(firstRefusal << min(r.refusals, doublings))
		}
		r.refusals++
		return c.sleep(pause)
	}
	return false
}

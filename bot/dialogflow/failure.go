package dialogflow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// link notes how far a request came.
type link struct {
	wanted atomic.Bool // a connection was asked for
	got    atomic.Bool // and there was one: the server may have read the request
}

// traced returns a ctx under which a request notes how far it comes.
func traced(ctx context.Context) (context.Context, *link) {
	l := &link{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { l.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { l.got.Store(true) },
	}), l
}

// unsent reports whether a request that failed with err surely never left. A
// RoundTripper that does not trace proves it only by the error of a dial.
func (l *link) unsent(err error) bool {
	var op *net.OpError
	return !l.got.Load() && (l.wanted.Load() || errors.As(err, &op) && op.Op == "dial")
}

// errUnsent marks a failure to connect, which may be tried again.
var errUnsent = errors.New("dialogflow: cannot connect")

// noResponse names the failure of a request without a response.
func noResponse(ctx context.Context, l *link, err error) error {
	unsent, ended := l.unsent(err), ctx.Err() != nil
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
		after := retryAfter(resp.Header.Get("Retry-After"))
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

// retryAfter returns how long a header asks to wait: seconds or a date.
func retryAfter(header string) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		return max(0, min(time.Duration(seconds), 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, time.Until(at))
	}
	return 0
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
		pause := jitter(firstDial << r.dials)
		r.dials++
		return c.sleep(pause)
	case errors.As(err, &public) && public.Code == chat.CodeRateLimited:
		pause := public.RetryAfter
		if pause == 0 {
			pause = jitter(firstRefusal << min(r.refusals, doublings))
		}
		r.refusals++
		return c.sleep(pause)
	}
	return false
}

// jitter returns a duration between three quarters of d and five quarters.
func jitter(d time.Duration) time.Duration { return d*3/4 + rand.N(d/2+1) }

package rasa

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/chat"
)

// errUnsent marks a failure to connect, which may be tried again.
var errUnsent = errors.New("rasa: cannot connect")

// noResponse names the failure of a request without a response.
func noResponse(ctx context.Context, l *call.Link, err error) error {
	ended := ctx.Err() != nil
	switch {
	case l.Unsent(err) && ended:
		return bot.Unreached(fmt.Errorf("%w: %w", context.Cause(ctx), err))
	case l.Unsent(err):
		return bot.Unreached(fmt.Errorf("%w: %w", errUnsent, err))
	case ended:
		return stopped(ctx, err)
	}
	return bot.Failed(fmt.Errorf("rasa: the connection broke: %w", err))
}

// stopped names the failure of a request that ended with its ctx. It is the
// turn's end, unless it is that of the Bot's own time.
func stopped(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, errLate) || errors.Is(cause, errIdle) {
		return bot.TimedOut(fmt.Errorf("%w: %w", cause, err))
	}
	return fmt.Errorf("rasa: the turn ended before the answer: %w", cause)
}

// brokenBody names the failure of a body that ended after n bytes.
func brokenBody(ctx context.Context, n int, err error) error {
	if ctx.Err() != nil {
		return stopped(ctx, fmt.Errorf("the answer stalled after %d bytes: %w", n, err))
	}
	return bot.BadReply(fmt.Errorf("rasa: the answer broke off after %d bytes: %w", n, err))
}

// brokenStream names the failure of a stream that ended within the answer.
func brokenStream(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return stopped(ctx, err)
	}
	return bot.Failed(fmt.Errorf("rasa: the answer broke off: %w", err))
}

// badStatus names the failure of a response that is not 200.
func badStatus(resp *http.Response, missing string) error {
	err := statusError(resp.StatusCode, missing)
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return bot.Busy(call.RetryAfter(resp.Header.Get("Retry-After")), err)
	case resp.StatusCode >= 500:
		return bot.Failed(err)
	case resp.StatusCode < 300:
		return bot.BadReply(err)
	}
	return bot.Unreached(err)
}

// statusError says what to do about a status; missing is what to do about a 404.
func statusError(status int, missing string) error {
	hint := ""
	switch {
	case status == http.StatusNotFound:
		hint = ": " + missing + ", and check the base URL"
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		hint = ": give the base URL or WithTransport the credentials that it asks for"
	case status >= 300 && status < 400:
		hint = ": give the base URL that it redirects to"
	}
	return fmt.Errorf("rasa: the server answered %d %s%s", status, http.StatusText(status), hint)
}

// retry counts what was tried in one turn.
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
func (r *retry) wait(ctx context.Context, err error) bool {
	var public *chat.Error
	switch {
	case bot.MayHaveActed(err):
		return false
	case errors.Is(err, errUnsent) && r.dials < maxDials:
		pause := call.Jitter(firstDial << r.dials)
		r.dials++
		return sleep(ctx, pause)
	case errors.As(err, &public) && public.Code == chat.CodeRateLimited:
		pause := public.RetryAfter
		if pause == 0 {
			pause = call.Jitter(firstRefusal << min(r.refusals, doublings))
		}
		r.refusals++
		return sleep(ctx, pause)
	}
	return false
}

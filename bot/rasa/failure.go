package rasa

import (
	"context"
	"errors"
	"fmt"
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
var errUnsent = errors.New("rasa: cannot connect")

// noResponse names the failure of a request without a response.
func noResponse(ctx context.Context, l *link, err error) error {
	ended := ctx.Err() != nil
	switch {
	case l.unsent(err) && ended:
		return bot.Unreached(fmt.Errorf("%w: %w", context.Cause(ctx), err))
	case l.unsent(err):
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
		return bot.Busy(retryAfter(resp.Header.Get("Retry-After")), err)
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
		pause := jitter(firstDial << r.dials)
		r.dials++
		return sleep(ctx, pause)
	case errors.As(err, &public) && public.Code == chat.CodeRateLimited:
		pause := public.RetryAfter
		if pause == 0 {
			pause = jitter(firstRefusal << min(r.refusals, doublings))
		}
		r.refusals++
		return sleep(ctx, pause)
	}
	return false
}

// jitter returns a duration between three quarters of d and five quarters.
func jitter(d time.Duration) time.Duration { return d*3/4 + rand.N(d/2+1) }

package call

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"

	"github.com/chatmount/chatmount/bot"
)

// What may be tried again: a failure to connect, and a failure that is harmless to
// repeat where the Service says so.
var (
	errUnsent = errors.New("cannot connect")
	errBroken = errors.New("the service failed")
)

// noResponse names the failure of a request without a response.
func (s *Service) noResponse(ctx context.Context, l *Link, err error) error {
	var with *url.Error
	if errors.As(err, &with) {
		err = with.Err // its URL may have a secret
	}
	ended := ctx.Err() != nil
	switch {
	case l.Unsent(err) && ended:
		return bot.Unreached(fmt.Errorf("%s: %w: %w", s.Name, context.Cause(ctx), err))
	case l.Unsent(err):
		return bot.Unreached(fmt.Errorf("%s: %w: %w", s.Name, errUnsent, err))
	case ended:
		return s.stopped(ctx, err)
	}
	return bot.Failed(fmt.Errorf("%s: %w: the connection broke: %w", s.Name, errBroken, err))
}

// stopped names the failure of a request that ended with its ctx: by a bound of
// time, or because the turn was over.
func (s *Service) stopped(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, errIdle) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return bot.TimedOut(fmt.Errorf("%s: %w: %w", s.Name, cause, err))
	}
	return fmt.Errorf("%s: the turn ended before the answer: %w", s.Name, cause)
}

// statusOverloaded is what some services answer when they have too much to do.
const statusOverloaded = 529

// maxRefusal is how much of a refusal's body is read.
const maxRefusal = 64 << 10

// badStatus names the failure of a response that is not 2xx.
func (s *Service) badStatus(a *Answer) error {
	code, hint := "", ""
	if s.Explain != nil {
		body, err := a.All(maxRefusal)
		if err != nil {
			body = nil // a refusal is one without an explanation, too
		}
		code, hint = s.Explain(a.Status, body)
	}
	if a.Status >= 300 && a.Status < 400 && hint == "" {
		hint = "give the URL that it redirects to"
	}
	err := fmt.Errorf("%s: the service answered %d %s%s%s", s.Name, a.Status, http.StatusText(a.Status), said(" ", code), said(": ", hint))
	switch {
	case a.Status == http.StatusTooManyRequests && hint != "":
		return bot.Unreached(err)
	case a.Status == http.StatusTooManyRequests, a.Status == statusOverloaded:
		return bot.Busy(RetryAfter(a.Header.Get("Retry-After")), err)
	case a.Status >= 500:
		return bot.Failed(fmt.Errorf("%w: %w", errBroken, err))
	}
	return bot.Unreached(err)
}

// said returns before and s, or nothing when there is no s.
func said(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

var codeLike = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// Code returns s when it looks like the code of an error, and else nothing, so that
// nothing of a conversation gets into logs by way of an error.
func Code(s string) string {
	if !codeLike.MatchString(s) {
		return ""
	}
	return s
}

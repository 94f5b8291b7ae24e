package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// The pauses of Retry double from firstPause up to longestPause, each with a jitter
// of a quarter.
const (
	firstPause   = time.Second
	longestPause = 32 * time.Second
)

// Retry asks a bot again, at most so many times, when it failed and that is safe: it
// had not begun to speak, and by its *Error it surely has not acted, or it is
// repeatable. An error that would only come again (CodeInvalid, CodeForbidden and
// the like) is not repeated, and neither is anything once the turn is over.
//
// Before each repeat it waits for the error's RetryAfter, else 1 s, 2 s, 4 s and so
// on up to 32 s; when the turn's time would be over by then, it returns the error at
// once. The adapters of this module repeat by themselves what is worth it: Retry is for
// functions of your own.
func Retry(times int) Middleware {
	return func(next chat.Bot) chat.Bot {
		repeatable := IsRepeatable(next)
		return Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			w := &witness{Responder: r}
			for again := 0; ; again++ {
				err := next.Reply(ctx, t, w)
				if err == nil || again >= times || w.spoke || !passing(err) || !repeatable && MayHaveActed(err) {
					return err
				}
				if !pause(ctx, err, again) {
					return err
				}
			}
		})
	}
}

// passing reports whether asking again may help against an error.
func passing(err error) bool {
	switch chat.CodeOf(err) {
	case chat.CodeUnavailable, chat.CodeRateLimited, chat.CodeInternal:
		return true
	}
	return false
}

// pause waits before a repeat, or returns false when there is no time for it.
func pause(ctx context.Context, err error, again int) bool {
	d := min(firstPause<<min(again, 10), longestPause)
	d = d*3/4 + rand.N(d/2+1)
	var public *chat.Error
	if errors.As(err, &public) && public.RetryAfter > 0 {
		d = public.RetryAfter
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

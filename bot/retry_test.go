package bot_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// failsFirst returns a bot that fails so many times before it says hello, and how
// often it was asked.
func failsFirst(times int, fail func(ctx context.Context, r chat.Responder) error) (bot.Func, *int) {
	asked := new(int)
	return func(ctx context.Context, t chat.Turn, r chat.Responder) error {
		if *asked++; *asked <= times {
			return fail(ctx, r)
		}
		return hello(ctx, t, r)
	}, asked
}

// Retry repeats only what is safe: nothing was said, and the bot surely has not
// acted or is repeatable; and only what may pass.
func TestRetry(t *testing.T) {
	unreached, failed := bot.Unreached(errors.New("dial")), bot.Failed(errors.New("500"))
	for name, c := range map[string]struct {
		err        error
		spoke      bool
		repeatable bool
		times      int
		asked      int
	}{
		"not reached":                        {unreached, false, false, 1, 2},
		"not reached twice":                  {unreached, false, false, 2, 3},
		"not reached too often":              {unreached, false, false, 9, 3},
		"may have acted":                     {failed, false, false, 9, 1},
		"may have acted, but repeatable":     {failed, false, true, 1, 2},
		"an error that does not say":         {errors.New("odd"), false, false, 9, 1},
		"an error that does not say, again":  {errors.New("odd"), false, true, 1, 2},
		"after a word":                       {unreached, true, true, 9, 1},
		"an error that would only come back": {&bot.Error{Err: &chat.Error{Code: chat.CodeForbidden}}, false, true, 9, 1},
		"somebody else answers":              {&bot.Error{Err: &chat.Error{Code: chat.CodeConflict}}, false, true, 9, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			inner, asked := failsFirst(c.times, func(ctx context.Context, r chat.Responder) error {
				if c.spoke {
					_ = r.Send(ctx, chat.Text("so"))
				}
				return c.err
			})
			var b chat.Bot = inner
			if c.repeatable {
				b = bot.Repeatable(b)
			}
			_, err := ask(t, bot.Retry(2)(b))
			if *asked != c.asked || (err == nil) != (c.times < c.asked) {
				t.Errorf("%s: asked %d times, want %d: %v", name, *asked, c.asked, err)
			}
		})
	}
}

// Retry waits as long as the error says, else about 1, 2, 4 s; and not at all when
// the turn's time would be over by then, or is.
func TestRetryPauses(t *testing.T) {
	run := func(t *testing.T, err error, times int, most time.Duration) (asked int, took time.Duration) {
		b, n := failsFirst(times, func(context.Context, chat.Responder) error { return err })
		ctx, cancel := context.WithTimeout(t.Context(), most)
		defer cancel()
		start := time.Now()
		_ = (&bottest.Recorder{}).Ask(ctx, bot.Retry(9)(b), bottest.Says("hi"))
		return *n, time.Since(start)
	}
	synctest.Test(t, func(t *testing.T) {
		if n, took := run(t, bot.Busy(20*time.Second, nil), 2, time.Minute); n != 3 || took != 40*time.Second {
			t.Errorf("with Retry-After: %d times in %v", n, took)
		}
		if n, took := run(t, bot.Busy(20*time.Second, nil), 2, 30*time.Second); n != 2 || took != 20*time.Second {
			t.Errorf("beyond the turn's time: %d times in %v", n, took)
		}
		if n, took := run(t, bot.Unreached(nil), 3, time.Minute); n != 4 || took < 5*time.Second || took > 9*time.Second {
			t.Errorf("backing off: %d times in %v", n, took)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		err := (&bottest.Recorder{}).Ask(ctx, bot.Retry(9)(failing(bot.Busy(time.Hour, nil))), bottest.Says("hi"))
		if time.Since(start) != time.Second || chat.CodeOf(err) != chat.CodeRateLimited {
			t.Errorf("cancelled: %v after %v", err, time.Since(start))
		}
	})
}

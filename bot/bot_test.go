package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// hello says hello.
var hello = bot.Func(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
	return r.Send(ctx, chat.Text("hello"))
})

// failing returns a bot with one error.
func failing(err error) bot.Func {
	return func(context.Context, chat.Turn, chat.Responder) error { return err }
}

// ask lets b answer a turn, recorded.
func ask(t *testing.T, b chat.Bot) (*bottest.Recorder, error) {
	t.Helper()
	rec := &bottest.Recorder{}
	err := rec.Ask(t.Context(), b, bottest.Says("hi"))
	if faults := rec.Faults(); len(faults) > 0 {
		t.Errorf("faults: %q", faults)
	}
	return rec, err
}

// A bot inside all the middleware keeps the contract of every bot.
func TestContract(t *testing.T) {
	wrapped := func(b chat.Bot) chat.Bot {
		quiet := bot.Log(slog.New(slog.DiscardHandler))
		return bot.Chain(b, quiet, bot.Retry(1), bot.RateLimit(bot.Quota{}, bot.Quota{}), bot.Recover, bot.Timeout(time.Minute, time.Second))
	}
	bottest.Run(t, bottest.Adapter{
		Bot: func(testing.TB) chat.Bot { return wrapped(hello) },
		Hanging: func(_ testing.TB, asked func()) chat.Bot {
			return wrapped(bot.Func(func(ctx context.Context, _ chat.Turn, _ chat.Responder) error {
				asked()
				<-ctx.Done()
				return ctx.Err()
			}))
		},
		Failing: map[string]func(testing.TB, string) chat.Bot{
			"a panic": func(_ testing.TB, secret string) chat.Bot {
				return wrapped(bot.Func(func(context.Context, chat.Turn, chat.Responder) error { panic(secret) }))
			},
		},
		Deterministic: true,
	})
}

// Only a bot that says so may be asked again, and middleware keeps its word.
func TestRepeatable(t *testing.T) {
	layers := []bot.Middleware{bot.Recover, bot.Timeout(time.Second, time.Second), bot.Retry(1), bot.RateLimit(bot.Quota{}, bot.Quota{}), bot.Log(nil)}
	for name, c := range map[string]struct {
		b    chat.Bot
		want bool
	}{
		"a function":                   {hello, false},
		"a wrapped function":           {bot.Chain(hello, layers...), false},
		"a declared one":               {bot.Repeatable(hello), true},
		"a wrapped declared one":       {bot.Chain(bot.Repeatable(hello), layers...), true},
		"a wrapped one, then declared": {bot.Repeatable(bot.Chain(hello, layers...)), true},
	} {
		if got := bot.IsRepeatable(c.b); got != c.want {
			t.Errorf("%s: repeatable is %v", name, got)
		}
	}
	if _, ok := chat.Bot(hello).(chat.Repeater); ok {
		t.Error("a Func has a word on being repeatable")
	}
}

// Chain: the first middleware sees the turn first and the error last.
func TestChainOrder(t *testing.T) {
	var seen []string
	trace := func(name string) bot.Middleware {
		return func(next chat.Bot) chat.Bot {
			return bot.Wrap(next, func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
				seen = append(seen, name)
				defer func() { seen = append(seen, "/"+name) }()
				return next.Reply(ctx, turn, r)
			})
		}
	}
	if _, err := ask(t, bot.Chain(hello, trace("a"), trace("b"))); err != nil {
		t.Fatal(err)
	}
	if want := []string{"a", "b", "/b", "/a"}; !slices.Equal(seen, want) {
		t.Errorf("order %q, want %q", seen, want)
	}
	if _, err := ask(t, bot.Chain(hello)); err != nil {
		t.Errorf("a chain of nothing: %v", err)
	}
}

// Recover: a panic is an error with the stack for logs, and nothing of it for
// the visitor; a panic with an error can be told by errors.As.
func TestRecover(t *testing.T) {
	var nothing map[string]int
	_, err := ask(t, bot.Recover(bot.Func(func(context.Context, chat.Turn, chat.Responder) error {
		nothing["here"] = 1
		return nil
	})))
	var public *chat.Error
	if !errors.As(err, &public) || strings.Contains(public.Message, "nil map") || !bot.MayHaveActed(err) {
		t.Errorf("got %v", err)
	}
	var cause runtime.Error
	if !errors.As(err, &cause) {
		t.Errorf("the panic is not in the chain of %v", err)
	}
	if !strings.Contains(err.Error(), "bot_test.go") {
		t.Errorf("the stack is not in %v", err)
	}
	if _, err := ask(t, bot.Recover(bot.Func(func(context.Context, chat.Turn, chat.Responder) error { panic("a word") }))); err == nil {
		t.Error("a panic with a string is no error")
	}
	if _, err := ask(t, bot.Recover(failing(public))); !errors.Is(err, public) {
		t.Errorf("an error came out as %v", err)
	}
}

// obedient waits for its ctx and returns its error.
var obedient = bot.Func(func(ctx context.Context, _ chat.Turn, _ chat.Responder) error {
	<-ctx.Done()
	return ctx.Err()
})

// Timeout, in all: the bot's ctx ends at the bound, which it can see, and the
// error tells that it may have acted.
func TestTimeoutTotal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := ask(t, bot.Timeout(30*time.Second, 0)(bot.Func(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
			if deadline, ok := ctx.Deadline(); !ok || deadline != start.Add(30*time.Second) {
				t.Errorf("the bot sees the deadline %v, %v", deadline, ok)
			}
			return obedient(ctx, turn, r)
		})))
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("took %v", took)
		}
		if !bot.MayHaveActed(err) || chat.CodeOf(err) != chat.CodeUnavailable || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// Timeout changes neither an answer that is given nor an error that tells more,
// and takes no blame for a ctx that the engine ended.
func TestTimeoutKeepsOtherResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := bot.Timeout(time.Second, time.Second)
		if _, err := ask(t, late(hello)); err != nil {
			t.Errorf("an answer came with %v", err)
		}
		if _, err := ask(t, late(bot.Func(func(ctx context.Context, _ chat.Turn, _ chat.Responder) error {
			<-ctx.Done()
			return bot.Unreached(ctx.Err())
		}))); bot.MayHaveActed(err) {
			t.Errorf("a bot that surely did not act came out as %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := (&bottest.Recorder{}).Ask(ctx, late(obedient), bottest.Says("hi")); !errors.Is(err, context.Canceled) || chat.CodeOf(err) != chat.CodeInternal {
			t.Errorf("a cancelled turn came out as %v", err)
		}
		if _, err := ask(t, bot.Timeout(0, 0)(bot.Func(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			time.Sleep(24 * time.Hour)
			return r.Send(ctx, chat.Text("at last"))
		}))); err != nil {
			t.Errorf("without bounds: %v", err)
		}
	})
}

// Timeout, idle: a stream may take long, but not pause long; what it had said
// stays. A bot without a stream may be silent for long.
func TestTimeoutIdle(t *testing.T) {
	streaming := func(pauses ...time.Duration) bot.Func {
		return func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			s, err := r.Stream(ctx)
			if err != nil {
				return err
			}
			for _, pause := range pauses {
				select {
				case <-time.After(pause):
				case <-ctx.Done():
					return ctx.Err()
				}
				if err := s.Write("x"); err != nil {
					return err
				}
			}
			if err := s.Close(ctx); err != nil {
				return err
			}
			time.Sleep(time.Minute) // silent, with no stream open
			return ctx.Err()
		}
	}
	synctest.Test(t, func(t *testing.T) {
		idle := bot.Timeout(0, 15*time.Second)
		if rec, err := ask(t, idle(streaming(14*time.Second, 14*time.Second, 14*time.Second))); err != nil || rec.Texts()[0] != "xxx" {
			t.Errorf("short pauses: %v after %q", err, rec.Texts())
		}
		start := time.Now()
		rec, err := ask(t, idle(streaming(14*time.Second, 16*time.Second)))
		if took := time.Since(start); took != 29*time.Second {
			t.Errorf("a long pause ended after %v, want 29s", took)
		}
		if !bot.MayHaveActed(err) || chat.CodeOf(err) != chat.CodeUnavailable || rec.Texts()[0] != "x" {
			t.Errorf("a long pause: %v after %q", err, rec.Texts())
		}
		start = time.Now()
		if _, err := ask(t, idle(streaming(16*time.Second))); err == nil || time.Since(start) != 15*time.Second {
			t.Errorf("no first word: %v after %v", err, time.Since(start))
		}
	})
}

// The errors of package bot: a code and words for the visitor, the cause for the
// log, and whether the bot may have acted.
func TestErrors(t *testing.T) {
	cause := errors.New("dial 10.0.0.1: refused")
	for name, c := range map[string]struct {
		err   error
		code  chat.Code
		acted bool
	}{
		"unreached": {bot.Unreached(cause), chat.CodeUnavailable, false},
		"busy":      {bot.Busy(time.Minute, cause), chat.CodeRateLimited, false},
		"failed":    {bot.Failed(cause), chat.CodeUnavailable, true},
		"timed out": {bot.TimedOut(cause), chat.CodeUnavailable, true},
		"bad reply": {bot.BadReply(cause), chat.CodeUnavailable, true},
	} {
		var public *chat.Error
		if !errors.As(c.err, &public) || public.Code != c.code || public.Message == "" || strings.Contains(public.Message, "10.0.0.1") {
			t.Errorf("%s: the visitor gets %+v", name, public)
		}
		if bot.MayHaveActed(c.err) != c.acted {
			t.Errorf("%s: may have acted is %v", name, !c.acted)
		}
		if !errors.Is(c.err, cause) || !strings.Contains(c.err.Error(), "10.0.0.1") {
			t.Errorf("%s: the cause is not in %q", name, c.err)
		}
	}
	var public *chat.Error
	if errors.As(bot.Busy(time.Minute, nil), &public); public.RetryAfter != time.Minute {
		t.Errorf("busy: retry after %v", public.RetryAfter)
	}
	if bot.MayHaveActed(nil) || !bot.MayHaveActed(errors.New("who knows")) {
		t.Error("no error counts as an action, or an unknown one does not")
	}
	empty := &bot.Error{}
	if empty.Error() == "" || errors.Unwrap(empty) != nil {
		t.Errorf("the zero Error: %q, %v", empty, errors.Unwrap(empty))
	}
}

package bottest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// botFunc is a bot made of a function, as package bot has it.
type botFunc func(context.Context, chat.Turn, chat.Responder) error

func (f botFunc) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error { return f(ctx, t, r) }

// sound is a bot that keeps every rule.
func sound(ctx context.Context, _ chat.Turn, r chat.Responder) error {
	r.Typing(true)
	if err := r.Send(ctx, chat.Text("one")); err != nil {
		return err
	}
	s, err := r.Stream(ctx)
	if err != nil {
		return err
	}
	if err := s.Write("two"); err != nil {
		return err
	}
	return s.Close(ctx)
}

func adapterOf(f botFunc) Adapter {
	return Adapter{Bot: func(testing.TB) chat.Bot { return f }}
}

// A bot that keeps every rule passes.
func TestRunPassesASoundBot(t *testing.T) {
	a := adapterOf(sound)
	a.Deterministic = true
	a.Hanging = func(_ testing.TB, asked func()) chat.Bot {
		return botFunc(func(ctx context.Context, _ chat.Turn, _ chat.Responder) error {
			asked()
			<-ctx.Done()
			return ctx.Err()
		})
	}
	a.Failing = map[string]func(testing.TB, string) chat.Bot{
		"secret in the cause": func(_ testing.TB, secret string) chat.Bot {
			return botFunc(func(context.Context, chat.Turn, chat.Responder) error {
				return &chat.Error{Code: chat.CodeInternal, Message: "No answer.", Err: errors.New(secret)}
			})
		},
	}
	Run(t, a)
}

// Each rule of the suite is broken by a bot, and the case of that rule notices.
func TestRunCatchesBrokenBots(t *testing.T) {
	var calls atomic.Int64
	for _, broken := range []struct {
		rule    string
		how     string
		adapter Adapter
	}{
		{"answers a message", "stays silent", adapterOf(func(context.Context, chat.Turn, chat.Responder) error { return nil })},
		{"answers a message", "fails", adapterOf(func(context.Context, chat.Turn, chat.Responder) error { return errTaken })},
		{"answers a message", "says nothing well-formed", adapterOf(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			return r.Send(ctx, chat.Text(" "))
		})},
		{"answers a message", "speaks after Reply", adapterOf(speaksLate)},
		{"answers a message", "speaks with two voices", adapterOf(speaksTwice)},
		{"answers a message", "panics", adapterOf(func(context.Context, chat.Turn, chat.Responder) error { panic("oh") })},
		{"answers a pressed button", "knows no buttons", adapterOf(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			if t.Event.Kind == chat.KindAction {
				return nil
			}
			return sound(ctx, t, r)
		})},
		{"survives any text", "panics for the empty text", adapterOf(func(_ context.Context, t chat.Turn, _ chat.Responder) error {
			return fmt.Errorf("%w%c", errTaken, t.Text[0])
		})},
		{"survives any text", "has an error without a code", adapterOf(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			_, err := t.History(ctx, 1)
			return err
		})},
		{"survives any text", "has an error without a message", adapterOf(func(context.Context, chat.Turn, chat.Responder) error {
			return &chat.Error{Code: chat.CodeInternal}
		})},
		{"closes its streams", "leaves one open", adapterOf(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			s, err := r.Stream(ctx)
			if err != nil {
				return err
			}
			return s.Write("so")
		})},
		{"returns soon when its ctx ends while it speaks", "speaks with a ctx of its own", adapterOf(func(_ context.Context, _ chat.Turn, r chat.Responder) error {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute/2)
			defer cancel()
			return r.Send(ctx, chat.Text("so"))
		})},
		{"returns soon when its ctx ends while it speaks", "swallows the error", adapterOf(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			_ = r.Send(ctx, chat.Text("so"))
			return nil
		})},
		{"returns soon when its ctx ends while it waits", "waits without its ctx", Adapter{Hanging: hanging(func(context.Context) error {
			time.Sleep(10 * time.Second)
			return errTaken
		}, nil)}},
		{"returns soon when its ctx ends while it waits", "apologises afterwards", Adapter{Hanging: hanging(func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}, context.WithoutCancel)}},
		{"says nothing when its ctx has ended before", "does not look", adapterOf(func(context.Context, chat.Turn, chat.Responder) error { return nil })},
		{"says nothing when its ctx has ended before", "speaks with a ctx of its own", adapterOf(func(_ context.Context, _ chat.Turn, r chat.Responder) error {
			return r.Send(context.Background(), chat.Text("so"))
		})},
		{"stops at the first refusal", "insists", adapterOf(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			_ = r.Send(ctx, chat.Text("so"))
			return r.Send(ctx, chat.Text("so"))
		})},
		{"stops at the first refusal", "hides the refusal", adapterOf(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			_ = r.Send(ctx, chat.Text("so"))
			return nil
		})},
		{"fails with a code and without internals", "does not fail", failing(func(string) error { return nil })},
		{"fails with a code and without internals", "has no code", failing(func(string) error { return errors.New("no answer") })},
		{"fails with a code and without internals", "tells the secret", failing(func(secret string) error {
			return &chat.Error{Code: chat.CodeInternal, Message: "Nothing at " + secret}
		})},
		{"answers conversations concurrently", "knows one conversation", adapterOf(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			if t.Conversation != "conversation-0" {
				return nil
			}
			return sound(ctx, t, r)
		})},
		{"says the same to the same", "counts", Adapter{Deterministic: true, Bot: func(testing.TB) chat.Bot {
			return botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
				return r.Send(ctx, chat.Text(fmt.Sprint(calls.Add(1))))
			})
		}}},
		{"has one word on being repeatable", "changes its mind", Adapter{Bot: func(testing.TB) chat.Bot { return &fickle{} }}},
	} {
		t.Run(broken.rule+"/"+broken.how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if v := judge(t, broken.rule, broken.adapter); len(v.errors) == 0 {
					t.Errorf("the suite did not notice")
				}
			})
		})
	}
}

// speaksLate speaks once more when Reply has returned.
func speaksLate(ctx context.Context, t chat.Turn, r chat.Responder) error {
	context.AfterFunc(ctx, func() { _ = r.Send(context.WithoutCancel(ctx), chat.Text("so")) })
	return sound(ctx, t, r)
}

// speaksTwice speaks from two goroutines at once.
func speaksTwice(ctx context.Context, _ chat.Turn, r chat.Responder) error {
	r.(*Recorder).Hook = func(context.Context, Op) error { time.Sleep(time.Second); return nil }
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { _ = r.Send(ctx, chat.Text("so")) })
	}
	wg.Wait()
	return nil
}

// hanging makes bots that wait for a service, and speak after it when after is set.
func hanging(wait func(context.Context) error, after func(context.Context) context.Context) func(testing.TB, func()) chat.Bot {
	return func(_ testing.TB, asked func()) chat.Bot {
		return botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			asked()
			err := wait(ctx)
			if after != nil {
				_ = r.Send(after(ctx), chat.Text("sorry"))
			}
			return err
		})
	}
}

func failing(fail func(secret string) error) Adapter {
	return Adapter{Failing: map[string]func(testing.TB, string) chat.Bot{
		"it": func(_ testing.TB, secret string) chat.Bot {
			return botFunc(func(context.Context, chat.Turn, chat.Responder) error { return fail(secret) })
		},
	}}
}

type fickle struct{ asked bool }

func (f *fickle) Repeatable() bool { f.asked = !f.asked; return f.asked }

func (f *fickle) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	return sound(ctx, t, r)
}

// judge runs the case of one rule and returns what it found.
func judge(t *testing.T, rule string, a Adapter) *verdict {
	v := &verdict{TB: t}
	for _, c := range cases {
		if c.rule != rule {
			continue
		}
		c.check(v, a)
		v.finish()
		return v
	}
	t.Fatalf("the suite has no rule %q", rule)
	return nil
}

// verdict is a testing.TB that notes errors instead of failing the test.
type verdict struct {
	testing.TB
	mu       sync.Mutex // guards what follows
	errors   []string
	cleanups []func()
}

func (v *verdict) Errorf(format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.errors = append(v.errors, fmt.Sprintf(format, args...))
}

func (v *verdict) Cleanup(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.cleanups = append(v.cleanups, f)
}

func (v *verdict) finish() {
	synctest.Wait()
	for i := len(v.cleanups) - 1; i >= 0; i-- {
		v.cleanups[i]()
	}
	synctest.Wait()
}

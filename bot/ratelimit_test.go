package bot_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// asVisitor asks b once for a visitor.
func asVisitor(t *testing.T, b chat.Bot, visitor string) error {
	t.Helper()
	turn := bottest.Says("hi")
	turn.Visitor.ID = visitor
	return (&bottest.Recorder{}).Ask(t.Context(), b, turn)
}

// RateLimit bounds each visitor and all together; who is over is told when to come
// back, was surely not asked, and costs the others nothing.
func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := bot.RateLimit(bot.Quota{Turns: 2, Per: time.Minute}, bot.Quota{Turns: 4, Per: time.Minute})(hello)
		over := func(visitor string, after time.Duration) {
			t.Helper()
			err := asVisitor(t, b, visitor)
			var public *chat.Error
			if !errors.As(err, &public) || public.Code != chat.CodeRateLimited || public.RetryAfter != after || bot.MayHaveActed(err) {
				t.Errorf("%s: %v, again in %v, want in %v", visitor, err, public.RetryAfter, after)
			}
		}
		for _, visitor := range []string{"a", "a", "b", "c"} {
			if err := asVisitor(t, b, visitor); err != nil {
				t.Errorf("%s: %v", visitor, err)
			}
		}
		over("a", 30*time.Second)
		over("b", 15*time.Second) // all together
		over("b", 15*time.Second) // which has not cost b its own
		time.Sleep(15 * time.Second)
		if err := asVisitor(t, b, "b"); err != nil {
			t.Errorf("after a while: %v", err)
		}
		over("a", 15*time.Second)
	})
}

// The zero Quota bounds nothing.
func TestNoRateLimit(t *testing.T) {
	free := bot.RateLimit(bot.Quota{}, bot.Quota{Turns: 1})(hello)
	for range 100 {
		if err := asVisitor(t, free, "0"); err != nil {
			t.Fatal(err)
		}
	}
}

// Log writes one line a turn, with how it went and without what was said.
func TestLog(t *testing.T) {
	cancelled := bot.Func(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		return errors.Join(r.Handoff(ctx, "a secret reason"), ctx.Err())
	})
	streams := bot.Func(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		s, err := r.Stream(ctx)
		if err != nil {
			return err
		}
		return errors.Join(s.Write("secret"), s.Close(ctx), r.Send(ctx, chat.Text("secret")), r.End(ctx))
	})
	for name, c := range map[string]struct {
		b    chat.Bot
		want []string
	}{
		"an answer": {streams, []string{"level=INFO", "bot: answered", "conversation=conversation-1", "turn=conversation-1.2", "kind=message", "took=0s", "messages=2", "handoff=false", "ended=true"}},
		"a failure": {bot.Func(half), []string{"level=ERROR", "bot: failed", "messages=1", "may_have_acted=true", "broken"}},
		"no person": {cancelled, []string{"level=INFO", "bot: cancelled", "messages=0", "handoff=true"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			turn := bottest.Says("a secret question")
			_ = (&bottest.Recorder{}).Ask(t.Context(), bot.Log(slog.New(slog.NewTextHandler(&log, nil)))(c.b), turn)
			got := log.String()
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("%s: the log says %s, want %s", name, got, want)
				}
			}
			if strings.Count(got, "\n") != 1 || strings.Contains(got, "secret") {
				t.Errorf("%s: the log says %s", name, got)
			}
		})
	}
}

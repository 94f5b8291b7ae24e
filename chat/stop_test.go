package chat_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// A visitor stops the answer under way: what was said so far stays and is marked, what
// the bot says later is refused, nobody apologises, and the next message is answered.
// A repeatable bot is not asked again.
func TestStop(t *testing.T) {
	for name, again := range map[string]bool{"careful": false, "repeatable": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked atomic.Int32
				late := make(chan error, 1)
				e := start(t, chat.Options{Bot: either(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
					if asked.Add(1) > 1 {
						return echo(ctx, turn, r)
					}
					s, err := r.Stream(ctx)
					if err != nil {
						return err
					}
					for ctx.Err() == nil {
						if err := s.Write("on "); err != nil {
							t.Errorf("Write: %v", err)
						}
						time.Sleep(time.Second)
					}
					late <- s.Write("and on")
					return r.Send(context.WithoutCancel(ctx), chat.Text("late"))
				}, again)})
				v := visitor("v")
				sub, _ := attach(t, e, v, chat.Attach{})
				ack := send(t, e, v, "1", "tell me")
				time.Sleep(1500 * time.Millisecond)
				mustDo(t, e, v, chat.Stop{Offset: ack.Offset + 1}) // another answer
				mustDo(t, e, v, chat.Stop{Draft: chat.EventID(ack.Conversation, ack.Offset+10) + ".1"})
				_, err := e.Do(t.Context(), visitor("w"), chat.Stop{Conversation: ack.Conversation})
				wantCode(t, err, chat.CodeNotFound)
				time.Sleep(time.Second)
				mustDo(t, e, v, chat.Stop{Offset: ack.Offset})
				got := events(t, sub, 2)[1]
				if text := chat.PlainText(got.Parts); text != "on on on " || !got.Truncated || got.Reply != ack.Offset {
					t.Errorf("got %+v", got)
				}
				wantCode(t, <-late, chat.CodeConflict)
				mustDo(t, e, v, chat.Stop{}) // again, when nothing is said
				send(t, e, v, "2", "fine")
				if got := events(t, sub, 2)[1]; chat.PlainText(got.Parts) != "You said fine" {
					t.Errorf("got %+v", got)
				}
				if asked.Load() != 2 {
					t.Errorf("the bot was asked %d times", asked.Load())
				}
			})
		})
	}
}

// An answer is stopped by the draft that a reader sees, however many messages its turn has.
func TestStopDraft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := start(t, chat.Options{Bot: either(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			for range 2 {
				s, err := r.Stream(ctx)
				if err == nil {
					err = s.Write("a word")
				}
				if err != nil {
					return err
				}
			}
			<-ctx.Done()
			return ctx.Err()
		}, false)})
		v := visitor("v")
		sub, _ := attach(t, e, v, chat.Attach{})
		send(t, e, v, "1", "tell me")
		synctest.Wait()
		b, err := sub.Pull(t.Context(), 1<<20)
		if err != nil || len(b.Deltas) != 2 {
			t.Fatalf("got %+v, %v", b, err)
		}
		mustDo(t, e, v, chat.Stop{Draft: b.Deltas[1].Draft})
		for _, got := range events(t, sub, 2) {
			if !got.Truncated {
				t.Errorf("got %+v", got)
			}
		}
	})
}

// Where nothing is said there is nothing to stop.
func TestStopNothing(t *testing.T) {
	e := start(t, chat.Options{})
	mustDo(t, e, visitor("v"), chat.Stop{})
	c := send(t, e, visitor("v"), "1", "hello").Conversation
	mustDo(t, e, agent("anna"), chat.Stop{Conversation: c})
	mustDo(t, e, chat.System(""), chat.Stop{Conversation: c})
}

package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// stuckBot does not return for "hang", whatever becomes of its ctx, until it is
// released; then it speaks.
type stuckBot struct {
	asked   chan struct{} // closed when it hangs
	release chan struct{}
	late    chan error
}

func newStuckBot() *stuckBot {
	return &stuckBot{make(chan struct{}), make(chan struct{}), make(chan error, 10)}
}

func (b *stuckBot) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if t.Text != "hang" {
		return echo(ctx, t, r)
	}
	s, err := r.Stream(ctx)
	if err != nil {
		return err
	}
	close(b.asked)
	<-b.release
	r.Typing(true)
	b.late <- errors.Join(s.Write("x"), r.Send(context.WithoutCancel(ctx), chat.Text("late")))
	return nil
}

// A bot that hangs for ever, deaf to its ctx, costs one bounded turn: the visitor
// is told, the next turn is answered, and what the bot says later is refused.
func TestHangingBotCostsOneTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newStuckBot()
		e := start(t, chat.Options{Bot: b, Limits: chat.Limits{Turns: 1}})
		v := visitor("v")
		sub, _ := attach(t, e, v, chat.Attach{})
		begin := time.Now()
		send(t, e, v, "1", "hang")
		send(t, e, v, "2", "next")
		got := events(t, sub, 4)
		if took := time.Since(begin); took != 2*time.Minute+5*time.Second {
			t.Errorf("the turn took %v", took)
		}
		if got[2].Author.Role != chat.RoleSystem || !strings.Contains(got[2].Parts[0].Text, "in time") || got[2].Reply != got[0].Offset {
			t.Errorf("the visitor reads %+v", got[2])
		}
		// The one call that may run at once is stuck, so the bot is not asked any more.
		if got[3].Author.Role != chat.RoleSystem || !strings.Contains(got[3].Parts[0].Text, "cannot be reached") {
			t.Errorf("with every call stuck the visitor reads %+v", got[3])
		}
		close(b.release)
		wantCode(t, <-b.late, chat.CodeConflict)
		synctest.Wait()
		late, _ := attach(t, e, v, chat.Attach{})
		if b, err := late.Pull(t.Context(), 1<<16); err != nil || len(b.Typing) > 0 {
			t.Errorf("a bot whose turn is over types: %+v, %v", b.Typing, err)
		}
		send(t, e, v, "3", "fine")
		if got := events(t, sub, 2); chat.PlainText(got[1].Parts) != "You said fine" {
			t.Errorf("once it has returned the bot is asked again: %+v", got)
		}
	})
}

// Turns of different conversations run at once, up to Limits.Turns, and each is
// answered in the end; those that hang delay nobody else while there is room.
func TestTurnsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int32
		e := start(t, chat.Options{Limits: chat.Limits{Turns: 3}, Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(2 * time.Second)
			return echo(ctx, turn, r)
		})})
		const visitors = 10
		var subs []*chat.Subscription
		begin := time.Now()
		for i := range visitors {
			v := visitor(fmt.Sprint(i))
			sub, _ := attach(t, e, v, chat.Attach{})
			subs = append(subs, sub)
			send(t, e, v, "1", "hello")
		}
		for _, sub := range subs {
			events(t, sub, 2)
		}
		if most.Load() != 3 || time.Since(begin) != 8*time.Second {
			t.Errorf("%d turns ran at once, all took %v", most.Load(), time.Since(begin))
		}
	})
}

// Typing starts by itself when a turn begins, is shown again before it is
// forgotten, and ends with the turn, answered or not.
func TestBotTypesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := start(t, chat.Options{Bot: botFunc(func(context.Context, chat.Turn, chat.Responder) error {
			time.Sleep(10 * time.Second)
			return nil
		})})
		v := visitor("v")
		sub, _ := attach(t, e, v, chat.Attach{})
		begin := time.Now()
		send(t, e, v, "1", "hello")
		var got []string
		for len(got) < 4 {
			for _, s := range pull(t, sub).Typing {
				got = append(got, fmt.Sprint(s.Author.ID, " ", s.On, " ", time.Since(begin)))
			}
		}
		if want := "bot true 0s, bot true 4s, bot true 8s, bot false 10s"; strings.Join(got, ", ") != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// A turn's ctx ends when the bot hands off or ends the conversation itself, when an
// agent does, and not before; the cause never is a message for the visitor.
func TestTurnIsCancelled(t *testing.T) {
	a := agent("anna")
	for name, end := range map[string]func(e *chat.Engine, conversation string) error{
		"assigned": func(e *chat.Engine, c string) error {
			_, err := e.Do(context.Background(), a, chat.Assign{Conversation: c, To: "anna"})
			return err
		},
		"ended": func(e *chat.Engine, c string) error {
			_, err := e.Do(context.Background(), a, chat.End{Conversation: c})
			return err
		},
		"handed off by the host": func(e *chat.Engine, c string) error {
			_, err := e.Do(context.Background(), chat.System(""), chat.Handoff{Conversation: c, Key: "k"})
			return err
		},
		"handed off by the bot": nil,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var late error
				e := start(t, chat.Options{Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
					if end == nil {
						if err := r.Handoff(ctx, ""); err != nil {
							t.Error(err)
						}
					}
					<-ctx.Done()
					late = r.Send(context.WithoutCancel(ctx), chat.Text("late"))
					return ctx.Err()
				})})
				begin := time.Now()
				c := send(t, e, visitor("v"), "1", "hello").Conversation
				synctest.Wait()
				if end != nil {
					if err := end(e, c); err != nil {
						t.Fatal(err)
					}
				}
				synctest.Wait()
				if chat.CodeOf(late) != chat.CodeConflict || time.Since(begin) != 0 {
					t.Errorf("a late answer: %v after %v", late, time.Since(begin))
				}
				records, err := e.Events(t.Context(), visitor("v"), c, chat.Page{})
				if err != nil || len(records) != 2 {
					t.Errorf("the log has %d events: %v", len(records), err)
				}
			})
		})
	}
}

// From bot to person and back to the bot: an answer that was begun before the
// person came is refused even though the conversation is the bot's again.
func TestAnswerFromBeforeThePerson(t *testing.T) {
	b := newStuckBot()
	e := start(t, chat.Options{Bot: b, Limits: fast})
	v, a := visitor("v"), agent("anna")
	sub, _ := attach(t, e, v, chat.Attach{})
	c := send(t, e, v, "1", "hang").Conversation
	<-b.asked
	mustDo(t, e, a, chat.Assign{Conversation: c, To: "anna"})
	mustDo(t, e, a, chat.Assign{Conversation: c})
	close(b.release)
	wantCode(t, <-b.late, chat.CodeConflict)
	send(t, e, v, "2", "hello")
	var fences []int64
	for _, ev := range events(t, sub, 5) {
		if ev.Kind == chat.KindAssigned {
			fences = append(fences, ev.Fence)
		}
		if strings.Contains(chat.PlainText(ev.Parts), "late") {
			t.Errorf("the late answer is in the log: %+v", ev)
		}
	}
	if len(fences) != 2 || fences[0] >= fences[1] {
		t.Errorf("the changes of who answers have the fences %v", fences)
	}
}

// A bot that floods is cut at the cap of the turn, and the visitor is told.
func TestFloodingBotIsCut(t *testing.T) {
	e := start(t, chat.Options{Limits: chat.Limits{TurnMessages: 7}, Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		for {
			if err := r.Send(ctx, chat.Text("spam")); err != nil {
				return err
			}
		}
	})})
	sub, _ := attach(t, e, visitor("v"), chat.Attach{})
	send(t, e, visitor("v"), "1", "go")
	got := events(t, sub, 9)
	if n := len(got) - 1; got[n].Author.Role != chat.RoleSystem || got[n-1].Author.Role != chat.RoleBot {
		t.Errorf("got %+v", got)
	}
	if c, err := e.Conversation(t.Context(), visitor("v"), ""); err != nil || c.Head != 9 {
		t.Errorf("head %d, %v", c.Head, err)
	}
}

// A bot that has said all that it may still asks for a person, or ends; once.
func TestBotLeavesAfterItsLastMessage(t *testing.T) {
	for kind, leave := range map[chat.Kind]func(context.Context, chat.Responder) error{
		chat.KindHandoff: func(ctx context.Context, r chat.Responder) error { return r.Handoff(ctx, "it is too much for me") },
		chat.KindEnded:   func(ctx context.Context, r chat.Responder) error { return r.End(ctx) },
	} {
		e := start(t, chat.Options{Limits: chat.Limits{TurnMessages: 3}, Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			var err error
			for range 5 {
				err = r.Send(ctx, chat.Text("one of many"))
			}
			if chat.CodeOf(err) != chat.CodeTooLarge {
				t.Errorf("too many messages: %v", err)
			}
			if err := leave(ctx, r); err != nil {
				return err
			}
			if err := leave(context.WithoutCancel(ctx), r); err == nil {
				t.Error("it leaves twice")
			}
			return nil
		})})
		sub, _ := attach(t, e, visitor("v"), chat.Attach{})
		send(t, e, visitor("v"), "1", "go")
		if got := events(t, sub, 5); got[4].Kind != kind {
			t.Errorf("the turn ends with %+v, want %s", got[4], kind)
		}
	}
}

// A bot that floods and does not listen to refusals costs its turn, and hardly any time
// of the processor: not within the turn, and not when it was left behind.
func TestDeafFloodIsSlowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls, writes atomic.Int64
		over := make(chan struct{})
		e := start(t, chat.Options{Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			s, err := r.Stream(ctx)
			if err != nil {
				return err
			}
			for {
				select {
				case <-over:
					return nil
				default:
					_ = r.Send(context.WithoutCancel(ctx), chat.Text("spam"))
					calls.Add(1)
					if s.Write(strings.Repeat("spam", 1<<10)) == nil {
						writes.Add(1)
					}
				}
			}
		})})
		send(t, e, visitor("v"), "1", "go")
		time.Sleep(10 * time.Minute) // virtual: it passes only while nobody spins
		if n := calls.Load(); n > 10*60*10 {
			t.Errorf("the bot was refused %d times in ten minutes", n)
		}
		if n := writes.Load(); n > 16 {
			t.Errorf("the bot's stream took %d writes", n)
		}
		close(over)
		synctest.Wait()
		if c, err := e.Conversation(t.Context(), visitor("v"), ""); err != nil || c.Head != 1+50+1 {
			t.Errorf("head %d, %v", c.Head, err)
		}
	})
}

// Shutdown waits for a call that was left behind as long as its ctx allows.
func TestShutdownWithAStuckBot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		defer store.Close()
		b := newStuckBot()
		e, err := chat.New(chat.Options{Store: store, Bot: b, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		c := send(t, e, visitor("v"), "1", "hang").Conversation
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if err := e.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown returned %v while a call was at work", err)
		}
		if turns, err := store.Turns(t.Context()); err != nil || len(turns) > 0 {
			t.Errorf("the turn was not closed: %+v, %v", turns, err)
		}
		log := logOf(t, store, c)
		if n := len(log); n != 2 || log[1].Author.Role != chat.RoleSystem {
			t.Errorf("the log has %+v", log)
		}
		close(b.release)
		if err := e.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

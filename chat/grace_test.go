package chat_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// streamer is a bot that sends something and then streams an answer; at its
// first word it waits until it is cancelled, the first time that it is asked.
func streamer() botFunc {
	var asked atomic.Bool
	return func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		if err := r.Send(ctx, chat.Text("Let me see.")); err != nil {
			return err
		}
		s, err := r.Stream(ctx)
		if err != nil {
			return err
		}
		if err := s.Write("One"); err != nil {
			return err
		}
		if !asked.Swap(true) {
			<-ctx.Done()
			return ctx.Err()
		}
		if err := s.Write(" two"); err != nil {
			return err
		}
		return s.Close(ctx)
	}
}

// A bot that is still at work after the grace is cancelled, and Shutdown returns
// without an error once it has come back. The next process asks a bot that is
// repeatable again, whose answer is then whole; of another the visitor has what it had
// said, marked as truncated, and a note.
func TestShutdownCancelsBotsAfterTheGrace(t *testing.T) {
	for name, again := range map[string]bool{"careful": false, "repeatable": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := memory.New()
				defer store.Close()
				var b chat.Bot = streamer()
				if again {
					b = repeatable{streamer()}
				}
				o := chat.Options{Store: store, Bot: b, Limits: chat.Limits{TurnGrace: 2 * time.Second}}
				e := start(t, o)
				ack := send(t, e, visitor("v"), "1", "hello")
				synctest.Wait()
				began := time.Now()
				stop(t, e)
				if took := time.Since(began); took != 2*time.Second {
					t.Errorf("Shutdown took %v", took)
				}

				next := start(t, o)
				synctest.Wait()
				stop(t, next)
				var got []string
				for _, ev := range logOf(t, store, ack.Conversation)[1:] {
					got = append(got, fmt.Sprintf("%s %s %t", ev.Author.Role, ev.Parts[0].Text, ev.Truncated))
				}
				want := "bot Let me see. false, bot One two false"
				if !again {
					want = "bot Let me see. false, bot One true, system The assistant was interrupted, " +
						"and its answer may not be complete. Please check before you ask for it again. false"
				}
				if s := strings.Join(got, ", "); s != want {
					t.Errorf("got  %s\nwant %s", s, want)
				}
				if turns, _ := store.Turns(t.Context()); len(turns) > 0 {
					t.Errorf("open turns: %v", turns)
				}
			})
		})
	}
}

// An answer that is complete when the shutdown cancels its turn counts: the turn
// is over, and nothing is said about it after the restart.
func TestAnswerAtTheLastMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		defer store.Close()
		e := start(t, chat.Options{Store: store, Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
			<-ctx.Done()
			return echo(context.WithoutCancel(ctx), turn, r)
		})})
		ack := send(t, e, visitor("v"), "1", "hello")
		synctest.Wait()
		stop(t, e)
		if turns, _ := store.Turns(t.Context()); len(turns) > 0 {
			t.Errorf("open turns: %v", turns)
		}
		if log := logOf(t, store, ack.Conversation); len(log) != 2 || chat.PlainText(log[1].Parts) != "You said hello" {
			t.Errorf("the log is %+v", log)
		}
	})
}

// A streamed message that an earlier process has completed does not grow before
// its readers' eyes a second time.
func TestCompletedStreamIsNotShownAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		defer store.Close()
		b := repeatable{func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			time.Sleep(time.Second) // until its reader is there
			s, err := r.Stream(ctx)
			if err != nil {
				return err
			}
			if err := s.Write("whole"); err != nil {
				return err
			}
			time.Sleep(time.Second) // the reader looks at what has grown
			if err := s.Close(ctx); err != nil {
				return err
			}
			select {
			case <-time.After(time.Minute):
				return r.Send(ctx, chat.Text("more"))
			case <-ctx.Done():
				return ctx.Err()
			}
		}}
		o := chat.Options{Store: store, Bot: b, Limits: chat.Limits{TurnGrace: 10 * time.Second}}
		var cursor string
		for process, shown := range []bool{true, false} {
			e := start(t, o)
			sub, w := attach(t, e, visitor("v"), chat.Attach{Cursor: cursor})
			if process == 0 {
				send(t, e, visitor("v"), "1", "hello")
			} else if w.Head != 2 {
				t.Fatalf("the first process left %d events", w.Head)
			}
			grew := false
			for range 3 {
				time.Sleep(700 * time.Millisecond)
				synctest.Wait()
				batch, err := sub.Pull(t.Context(), 64<<10)
				if err != nil {
					t.Fatal(err)
				}
				grew = grew || len(batch.Deltas) > 0
			}
			if grew != shown {
				t.Errorf("process %d: the text grew for its reader: %t", process, grew)
			}
			stop(t, closing(e, sub))
		}
	})
}

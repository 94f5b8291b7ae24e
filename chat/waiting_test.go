package chat_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// A turn that has waited goes on from what the ones before it were answered meanwhile, each
// answer behind its question.
func TestHistoryOfATurnThatWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		histories := map[string][]string{}
		e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
			time.Sleep(time.Second)
			events, err := turn.History(ctx, 4)
			if err != nil {
				return err
			}
			for _, ev := range events {
				histories[turn.Text] = append(histories[turn.Text], chat.PlainText(ev.Parts))
			}
			return r.Send(ctx, chat.Text("answer to "+turn.Text))
		})})
		v := visitor("v")
		for i := range 4 {
			send(t, e, v, fmt.Sprint(i), fmt.Sprint(i))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		for text, want := range map[string][]string{
			"0": nil,
			"1": {"0", "answer to 0"},
			"2": {"0", "answer to 0", "1", "answer to 1"},
			"3": {"1", "answer to 1", "2", "answer to 2"},
		} {
			if got := histories[text]; !slices.Equal(got, want) {
				t.Errorf("before %q there was %q, want %q", text, got, want)
			}
		}
	})
}

// A turn that waits when the conversation is ended, by a person or by the bot, is not answered;
// what the visitor says then is.
func TestTurnThatWaitsWhenTheConversationEnds(t *testing.T) {
	for _, byBot := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var asked []string
			e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
				asked = append(asked, turn.Text)
				time.Sleep(time.Second)
				if byBot && turn.Text == "first" {
					return r.End(ctx)
				}
				return nil
			})})
			v := visitor("v")
			id := send(t, e, v, "1", "first").Conversation
			send(t, e, v, "2", "waits")
			time.Sleep(time.Second / 2)
			if !byBot {
				mustDo(t, e, agent("a"), chat.End{Conversation: id, Key: "end"})
			}
			time.Sleep(time.Minute)
			send(t, e, v, "3", "again")
			time.Sleep(time.Minute)
			synctest.Wait()
			if want := []string{"first", "again"}; !slices.Equal(asked, want) {
				t.Errorf("by the bot %v: it was asked %q, want %q", byBot, asked, want)
			}
		})
	}
}

// What a bot has begun to say when it hands over or ends the conversation is kept, as truncated.
func TestOpenStreamIsKept(t *testing.T) {
	for _, leave := range []func(chat.Responder, context.Context) error{
		func(r chat.Responder, ctx context.Context) error { return r.Handoff(ctx, "") },
		chat.Responder.End,
	} {
		e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			s, err := r.Stream(ctx)
			if err != nil {
				return err
			}
			if err := s.Write("Let me get a colleague."); err != nil {
				return err
			}
			return leave(r, ctx)
		})})
		v := visitor("v")
		sub, _ := attach(t, e, v, chat.Attach{})
		send(t, e, v, "1", "help")
		got := events(t, sub, 3)
		if chat.PlainText(got[1].Parts) != "Let me get a colleague." || !got[1].Truncated || got[2].Kind == chat.KindMessage {
			t.Errorf("got %+v, then %s", got[1], got[2].Kind)
		}
	}
}

// While a turn goes on after a message, it is shown that the bot types; once it is over, no more.
func TestTypingGoesOnAfterAMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			if err := r.Send(ctx, chat.Text("Let me look...")); err != nil {
				return err
			}
			time.Sleep(3 * time.Second)
			return r.Send(ctx, chat.Text("Found it."))
		})})
		v := visitor("v")
		sub, _ := attach(t, e, v, chat.Attach{})
		send(t, e, v, "1", "look")
		states := func() (on []bool) {
			synctest.Wait()
			b, err := sub.Pull(t.Context(), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range b.Typing {
				on = append(on, s.On)
			}
			return on
		}
		states()
		time.Sleep(time.Second)
		if got := states(); !slices.Equal(got, []bool{true}) {
			t.Errorf("a second after the message typing was told as %v", got)
		}
		time.Sleep(3 * time.Second)
		if got := states(); !slices.Equal(got, []bool{false}) {
			t.Errorf("after the turn typing was told as %v", got)
		}
	})
}

// A bot that shows and hides without end that it types does not flood its readers.
func TestTypingFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			for ctx.Err() == nil && calls.Load() < 1e6 {
				r.Typing(calls.Add(1)%2 == 0)
			}
			return nil
		})})
		send(t, e, visitor("v"), "1", "flood")
		time.Sleep(2 * time.Second)
		if n := calls.Load(); n > 100 {
			t.Errorf("%d calls in two seconds", n)
		}
		mustDo(t, e, visitor("v"), chat.Stop{})
		time.Sleep(time.Second)
	})
}

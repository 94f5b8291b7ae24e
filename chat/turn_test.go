package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

type botFunc func(ctx context.Context, t chat.Turn, r chat.Responder) error

func (f botFunc) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error { return f(ctx, t, r) }

type repeatable struct{ botFunc }

func (repeatable) Repeatable() bool { return true }

func echo(ctx context.Context, t chat.Turn, r chat.Responder) error {
	return r.Send(ctx, chat.Text("You said "+t.Text))
}

// A bot answers each message once, in order, as a participant whose messages
// name what they answer.
func TestBotAnswersInOrder(t *testing.T) {
	var running atomic.Int32
	e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
		if running.Add(1) != 1 {
			t.Error("turns of one conversation overlap")
		}
		defer running.Add(-1)
		return echo(ctx, turn, r)
	})})
	sub, _ := attach(t, e, visitor("v"), chat.Attach{})
	const n = 20
	for i := range n {
		send(t, e, visitor("v"), fmt.Sprint(i), fmt.Sprint(i))
	}
	said := map[int64]string{}
	var last int64
	for _, ev := range events(t, sub, 2*n) {
		text := chat.PlainText(ev.Parts)
		if ev.Author.Role == chat.RoleVisitor {
			said[ev.Offset] = text
			continue
		}
		if ev.Author != (chat.Participant{ID: "bot", Name: "Assistant", Role: chat.RoleBot}) {
			t.Fatalf("author %+v", ev.Author)
		}
		if ev.Reply <= last || text != "You said "+said[ev.Reply] {
			t.Fatalf("answer %q to %d after %d", text, ev.Reply, last)
		}
		last = ev.Reply
	}
}

// A turn that fails, panics or takes too long is told to the visitor once, in
// words that reveal nothing, and the next one is answered.
func TestFailedTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := start(t, chat.Options{Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
			switch turn.Text {
			case "error":
				return errors.New("dial tcp 10.0.0.1: secret")
			case "coded":
				return &chat.Error{Code: chat.CodeUnavailable, Message: "The bot sleeps.", Err: errors.New("secret")}
			case "panic":
				panic("secret")
			case "misuse":
				return fmt.Errorf("secret: %w", r.Send(ctx, chat.Text(" ")))
			case "nil in an error":
				var none *chat.Error
				return none
			case "error that panics":
				return badError{}
			case "goexit":
				runtime.Goexit()
			case "hang":
				<-ctx.Done()
				return ctx.Err()
			}
			return echo(ctx, turn, r)
		})})
		v := visitor("v")
		sub, _ := attach(t, e, v, chat.Attach{})
		for _, text := range []string{"error", "coded", "panic", "misuse", "nil in an error", "error that panics", "goexit", "hang", "fine"} {
			ack := send(t, e, v, text, text)
			got := events(t, sub, 2)[1]
			said := got.Parts[0].Text
			if got.Reply != ack.Offset || strings.Contains(said, "secret") {
				t.Errorf("%s: %+v", text, got)
			}
			if text == "misuse" && strings.Contains(said, "empty") {
				t.Errorf("what is wrong with the bot is shown: %q", said)
			}
			if text == "coded" && said != "The bot sleeps." {
				t.Errorf("the words of a coded error are shown: %q", said)
			}
			if failed := got.Author.Role == chat.RoleSystem && got.Parts[0].Type == chat.PartSystem; failed == (text == "fine") {
				t.Errorf("%s: %+v", text, got)
			}
		}
	})
}

// badError is an error that cannot be looked at.
type badError struct{}

func (badError) Error() string { return "bad" }
func (badError) Unwrap() error { panic("secret") }

// A button works when a stored message offers it, and the bot gets its value.
func TestAction(t *testing.T) {
	e := start(t, chat.Options{Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
		if turn.Event.Kind == chat.KindAction {
			return echo(ctx, turn, r)
		}
		return r.Send(ctx, chat.Text("Choose"), chat.Choices(chat.Button{Title: "Yes", Value: "/yes"}))
	})})
	v := visitor("v")
	sub, _ := attach(t, e, v, chat.Attach{})
	send(t, e, v, "1", "hello")
	offer := events(t, sub, 2)[1]
	for i, bad := range []chat.Action{
		{Target: chat.Target{ID: offer.ID()}, Value: "/no"},
		{Target: chat.Target{ID: "x"}, Value: "/yes"},
		{Target: chat.Target{Offset: 1}, Value: "/yes"},
		{Target: chat.Target{Offset: 99}, Value: "/yes"},
		{Value: "/yes"},
	} {
		bad.Key = fmt.Sprint("bad", i)
		_, err := e.Do(t.Context(), v, bad)
		wantCode(t, err, chat.CodeInvalid)
	}
	for i, target := range []chat.Target{{ID: offer.ID()}, {Offset: offer.Offset}} {
		a := chat.Action{Key: fmt.Sprint("press", i), Target: target, Value: "/yes"}
		if first, again := mustDo(t, e, v, a), mustDo(t, e, v, a); again.Offset != first.Offset || !again.Repeat {
			t.Fatalf("first %+v, again %+v", first, again)
		}
		got := events(t, sub, 2)
		if got[0].Kind != chat.KindAction || got[0].Target != target || got[0].Value != "/yes" {
			t.Fatalf("%+v", got[0])
		}
		if text := chat.PlainText(got[1].Parts); text != "You said /yes" {
			t.Fatalf("%q", text)
		}
	}
}

// A streamed answer grows for its readers, each from where it is, and enters
// the log once.
func TestStream(t *testing.T) {
	more := make(chan string)
	e := start(t, chat.Options{Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		s, err := r.Stream(ctx)
		if err != nil {
			return err
		}
		for text := range more {
			if err := s.Write(text); err != nil {
				return err
			}
		}
		return s.Close(ctx)
	})})
	v := visitor("v")
	early, _ := attach(t, e, v, chat.Attach{})
	send(t, e, v, "1", "go on")
	events(t, early, 1)
	more <- "One 😀"[:6] // cut within a character
	more <- "One 😀"[6:]
	grown := deltas(t, early, "One 😀")
	late, _ := attach(t, e, v, chat.Attach{})
	if d := pullDelta(t, late); d.From != 0 || d.Text != "One 😀" {
		t.Fatalf("late reader: %+v", d)
	}
	more <- " two"
	if d := pullDelta(t, early); d.From != 6 || d.Text != " two" || d.Draft != grown {
		t.Fatalf("offsets count UTF-16 units: %+v", d)
	}
	close(more)
	for _, sub := range []*chat.Subscription{early, late} {
		b := pull(t, sub)
		for len(b.Records) == 0 {
			b = pull(t, sub)
		}
		ev, err := b.Records[0].Event(b.Conversation)
		if err != nil || chat.PlainText(ev.Parts) != "One 😀 two" || ev.Draft != grown || ev.Truncated {
			t.Fatalf("%+v, %v", ev, err)
		}
		if n := len(b.Deltas); n == 0 || !b.Deltas[n-1].Done {
			t.Fatalf("the draft is over: %+v", b.Deltas)
		}
	}
}

func pullDelta(t *testing.T, sub *chat.Subscription) chat.Delta {
	t.Helper()
	for {
		if b := pull(t, sub); len(b.Deltas) > 0 {
			return b.Deltas[0]
		}
	}
}

// deltas pulls until the draft reads want, and returns its id.
func deltas(t *testing.T, sub *chat.Subscription, want string) string {
	t.Helper()
	text := ""
	for {
		d := pullDelta(t, sub)
		if text += d.Text; text == want {
			return d.Draft
		}
	}
}

// When a person takes over, the bot's turn is cancelled, what it says late is
// refused, and it stays silent until the conversation is given back.
func TestHandover(t *testing.T) {
	asked, late := make(chan struct{}, 10), make(chan error, 1)
	e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
		asked <- struct{}{}
		switch turn.Text {
		case "slow":
			<-ctx.Done()
			late <- r.Send(context.WithoutCancel(ctx), chat.Text("too late"))
			return ctx.Err()
		case "person":
			return r.Handoff(ctx, "asked for one")
		}
		return echo(ctx, turn, r)
	})})
	v, a := visitor("v"), agent("anna")
	sub, _ := attach(t, e, v, chat.Attach{})
	id := send(t, e, v, "1", "slow").Conversation
	<-asked
	mustDo(t, e, a, chat.Assign{Conversation: id, To: "anna"})
	wantCode(t, <-late, chat.CodeConflict)
	mustDo(t, e, a, chat.Send{Conversation: id, Key: "a1", Parts: []chat.Part{chat.Text("Hello, Anna here")}})
	send(t, e, v, "2", "thanks")
	mustDo(t, e, a, chat.Assign{Conversation: id})
	send(t, e, v, "3", "person")
	<-asked
	var kinds []string
	for _, ev := range events(t, sub, 7) {
		kinds = append(kinds, string(ev.Kind)+" "+ev.Author.ID)
	}
	want := "message v, assigned anna, message anna, message v, assigned anna, message v, handoff bot"
	if got := strings.Join(kinds, ", "); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	send(t, e, v, "4", "anybody?")
	events(t, sub, 1)
	stop(t, closing(e, sub))
	if len(asked) != 0 {
		t.Fatal("the bot was asked although it had handed over")
	}
}

func closing(e *chat.Engine, subs ...*chat.Subscription) *chat.Engine {
	for _, s := range subs {
		s.Close()
	}
	return e
}

// An ended conversation is opened again by the visitor's next message.
func TestEndedConversationOpensAgain(t *testing.T) {
	e := start(t, chat.Options{Bot: botFunc(echo)})
	v := visitor("v")
	sub, _ := attach(t, e, v, chat.Attach{})
	id := send(t, e, v, "1", "one").Conversation
	events(t, sub, 2)
	_, err := e.Do(t.Context(), v, chat.End{Conversation: id})
	wantCode(t, err, chat.CodeForbidden)
	mustDo(t, e, agent("anna"), chat.End{Conversation: id})
	_, err = e.Do(t.Context(), agent("anna"), chat.End{Conversation: id})
	wantCode(t, err, chat.CodeConflict)
	if c, _ := e.Conversation(t.Context(), v, ""); !c.State.Ended {
		t.Fatalf("%+v", c)
	}
	if again := send(t, e, v, "2", "two"); again.Conversation != id {
		t.Fatalf("%+v", again)
	}
	if got := events(t, sub, 3); got[2].Author.Role != chat.RoleBot {
		t.Fatalf("the bot answers again: %+v", got[2])
	}
}

// What was open when a process died is answered after the restart: a message
// that waited is answered; one that the bot may have acted on is closed with a
// note, unless the bot may be asked again; nothing is said twice.
func TestTurnsAcrossACrash(t *testing.T) {
	for name, again := range map[string]bool{"careful": false, "repeatable": true} {
		t.Run(name, func(t *testing.T) {
			store := memory.New()
			defer store.Close()
			reached, release := make(chan struct{}), make(chan struct{})
			var calls sync.Map
			answer := botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
				if err := r.Send(ctx, chat.Text("first of "+turn.Text)); err != nil {
					return err
				}
				if _, asked := calls.LoadOrStore(turn.Text, true); !asked && turn.Text == "a" {
					close(reached)
					<-release
					return nil
				}
				return r.Send(ctx, chat.Text("second of "+turn.Text))
			})
			var b chat.Bot = answer
			if again {
				b = repeatable{answer}
			}
			died, err := chat.New(chat.Options{Store: frozen{store, reached}, Bot: b, Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			v := visitor("v")
			send(t, died, v, "1", "a")
			<-reached
			send(t, died, v, "2", "b")
			defer func() { close(release); stop(t, died) }()

			e := start(t, chat.Options{Store: store, Bot: b})
			sub, _ := attach(t, e, v, chat.Attach{Cursor: e.Cursor("", 0)})
			var got []string
			for _, ev := range events(t, sub, 6) {
				got = append(got, fmt.Sprintf("%s %d", ev.Parts[0].Text, ev.Reply))
			}
			second := "second of a 1"
			if !again {
				second = "The assistant was interrupted, and its answer may not be complete. Please check before you ask for it again. 1"
			}
			want := "a 0, first of a 1, b 0, " + second + ", first of b 3, second of b 3"
			if s := strings.Join(got, ", "); s != want {
				t.Fatalf("got  %s\nwant %s", s, want)
			}
		})
	}
}

// frozen is a store whose turns can not be moved any more once its process has
// "died".
type frozen struct {
	chat.Store
	died chan struct{}
}

func (f frozen) SetTurn(ctx context.Context, c string, offset int64, s chat.TurnState) error {
	select {
	case <-f.died:
		return errors.New("dead")
	default:
		return f.Store.SetTurn(ctx, c, offset, s)
	}
}

// Shutdown waits for the bot at work, and cancels it only when its own time is
// over; such a turn stays open for the next process.
func TestShutdownWaitsForTheBot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		e := start(t, chat.Options{Store: store, Bot: repeatable{func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
			select {
			case <-time.After(10 * time.Second):
				return echo(ctx, turn, r)
			case <-ctx.Done():
				return ctx.Err()
			}
		}}})
		send(t, e, visitor("v"), "1", "patience")
		synctest.Wait()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := e.Shutdown(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("Shutdown: %v", err)
		}
		synctest.Wait()
		if turns, err := store.Turns(t.Context()); err != nil || len(turns) != 1 {
			t.Fatalf("%+v, %v", turns, err)
		}
	})
}

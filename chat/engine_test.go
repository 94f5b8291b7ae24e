package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// start returns an engine over a new store; it is shut down when the test ends.
func start(t *testing.T, o chat.Options) *chat.Engine {
	t.Helper()
	if o.Store == nil {
		s := memory.New()
		o.Store = s
		t.Cleanup(func() { s.Close() })
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	e, err := chat.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, e) })
	return e
}

func stop(t *testing.T, e *chat.Engine) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := e.Shutdown(ctx); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}

func visitor(id string) chat.Session {
	return chat.Session{ID: "s_" + id, Participant: chat.Participant{ID: id, Name: "Visitor", Role: chat.RoleVisitor}}
}

func agent(id string) chat.Session {
	return chat.Session{ID: "s_" + id, Participant: chat.Participant{ID: id, Name: "Agent " + id, Role: chat.RoleAgent}}
}

func send(t *testing.T, e *chat.Engine, s chat.Session, key, text string) chat.Ack {
	t.Helper()
	a, err := e.Do(t.Context(), s, chat.Send{Key: key, Parts: []chat.Part{chat.Text(text)}})
	if err != nil {
		t.Fatalf("send %s: %v", key, err)
	}
	return a
}

func attach(t *testing.T, e *chat.Engine, s chat.Session, a chat.Attach) (*chat.Subscription, chat.Welcome) {
	t.Helper()
	sub, w, err := e.Attach(t.Context(), s, a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sub.Close)
	return sub, w
}

// pull waits until a batch tells something.
func pull(t *testing.T, sub *chat.Subscription) chat.Batch {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		b, err := sub.Pull(ctx, 64<<10)
		if err != nil {
			t.Fatal(err)
		}
		if !b.Empty() {
			return b
		}
		if err := sub.Wait(ctx); err != nil {
			t.Fatalf("nothing came: %v", err)
		}
	}
}

// events pulls until n events have come.
func events(t *testing.T, sub *chat.Subscription, n int) []chat.Event {
	t.Helper()
	var out []chat.Event
	for len(out) < n {
		b := pull(t, sub)
		for _, r := range b.Records {
			e, err := r.Event(b.Conversation)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, e)
		}
	}
	return out
}

func wantCode(t *testing.T, err error, code chat.Code) {
	t.Helper()
	if got := chat.CodeOf(err); got != code {
		t.Errorf("code %q (%v), want %q", got, err, code)
	}
}

var fast = chat.Limits{Rate: 1e6, Burst: 1e6}

// The first message makes the conversation, and a connection that was there
// before sees it.
func TestConversationBeginsWithTheFirstMessage(t *testing.T) {
	e := start(t, chat.Options{})
	sub, w := attach(t, e, visitor("v"), chat.Attach{})
	if w.Conversation != "" || w.Head != 0 || w.Cursor == "" || w.Recovered || w.Reset {
		t.Fatalf("welcome before anything: %+v", w)
	}
	ack := send(t, e, visitor("v"), "k1", "hello")
	if ack.Offset != 1 || ack.Key != "k1" || ack.ID != chat.EventID(ack.Conversation, 1) || ack.At.IsZero() {
		t.Fatalf("ack %+v", ack)
	}
	got := events(t, sub, 1)[0]
	if got.Conversation != ack.Conversation || got.Key != "k1" || chat.PlainText(got.Parts) != "hello" || !got.At.Equal(ack.At) {
		t.Fatalf("event %+v", got)
	}
	_, w2 := attach(t, e, visitor("v"), chat.Attach{Cursor: w.Cursor})
	if !w2.Recovered || w2.Conversation != ack.Conversation || w2.Head != 1 {
		t.Fatalf("the cursor from before the conversation must be taken: %+v", w2)
	}
}

// However many tabs begin at once, a visitor gets one conversation, and every
// tab sees every message once and in order.
func TestManyTabsBeginAtOnce(t *testing.T) {
	for range 50 {
		e := start(t, chat.Options{Limits: fast})
		const tabs = 5
		var subs []*chat.Subscription
		for range tabs {
			sub, _ := attach(t, e, visitor("v"), chat.Attach{})
			subs = append(subs, sub)
		}
		var wg sync.WaitGroup
		for i := range tabs {
			wg.Go(func() {
				if _, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: fmt.Sprint(i), Parts: []chat.Part{chat.Text("hi")}}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, sub := range subs {
			for i, ev := range events(t, sub, tabs) {
				if ev.Offset != int64(i+1) {
					t.Fatalf("event %d has offset %d", i, ev.Offset)
				}
			}
		}
		cs, err := e.Conversations(t.Context(), visitor("v"), chat.Query{})
		if err != nil || len(cs) != 1 {
			t.Fatalf("%d conversations, %v", len(cs), err)
		}
	}
}

// A repeated key gets the first ack, appends nothing and costs no rate limit.
func TestRepeatedKey(t *testing.T) {
	e := start(t, chat.Options{Limits: chat.Limits{Rate: 0.001, Burst: 2}})
	first := send(t, e, visitor("v"), "k", "one")
	for range 20 {
		again := send(t, e, visitor("v"), "k", "something else")
		if !again.Repeat || again.Offset != first.Offset || again.ID != first.ID || !again.At.Equal(first.At) {
			t.Fatalf("first %+v, again %+v", first, again)
		}
	}
	if second := send(t, e, visitor("v"), "k2", "two"); second.Offset != 2 {
		t.Fatalf("second message at %d", second.Offset)
	}
	_, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: "k3", Parts: []chat.Part{chat.Text("three")}})
	wantCode(t, err, chat.CodeRateLimited)
	var coded *chat.Error
	if !errors.As(err, &coded) || coded.RetryAfter <= 0 {
		t.Fatalf("a refusal for the rate says when to come back: %+v", coded)
	}
	if a, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: "k2", OnlyRepeat: true}); err != nil || a.Offset != 2 {
		t.Fatalf("repeat of a message while limited: %+v, %v", a, err)
	}
	_, err = e.Do(t.Context(), visitor("v"), chat.Send{Key: "k9", OnlyRepeat: true, Parts: []chat.Part{chat.Text("x")}})
	wantCode(t, err, chat.CodeRateLimited)
}

// Repeats that come at the same moment are one message, which costs once.
func TestConcurrentRepeats(t *testing.T) {
	for range 20 {
		e := start(t, chat.Options{Limits: chat.Limits{Rate: 0.001, Burst: 2}})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if a, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: "k", Parts: []chat.Part{chat.Text("hi")}}); err != nil || a.Offset != 1 {
					t.Errorf("%+v, %v", a, err)
				}
			})
		}
		wg.Wait()
		send(t, e, visitor("v"), "k2", "the second token is still there")
	}
}

// Who answers is changed at the rate of messages, and repeats cost nothing.
func TestChangesAreLimited(t *testing.T) {
	e := start(t, chat.Options{Limits: chat.Limits{Rate: 0.001, Burst: 3}, Bot: botFunc(echo)})
	id := send(t, e, visitor("v"), "k", "hi").Conversation
	a := agent("anna")
	for range 5 {
		mustDo(t, e, a, chat.Assign{Conversation: id, Key: "take", To: "anna"})
	}
	mustDo(t, e, a, chat.Assign{Conversation: id, To: ""})
	mustDo(t, e, a, chat.End{Conversation: id})
	_, err := e.Do(t.Context(), a, chat.Assign{Conversation: id, To: "anna"})
	wantCode(t, err, chat.CodeRateLimited)
}

// The ids of agents are as long as those that a session may have: characters count,
// in whatever script.
func TestAssignToALongID(t *testing.T) {
	e := start(t, chat.Options{})
	id := send(t, e, visitor("v"), "k", "hi").Conversation
	longest := strings.Repeat("я", chat.MaxIDLength)
	mustDo(t, e, agent(longest), chat.Assign{Conversation: id, To: longest})
	if c, err := e.Conversation(t.Context(), agent("a"), id); err != nil || c.State.Assigned != longest {
		t.Errorf("it is assigned to %q, %v", c.State.Assigned, err)
	}
	_, err := e.Do(t.Context(), agent("a"), chat.Assign{Conversation: id, To: longest + "я"})
	wantCode(t, err, chat.CodeInvalid)
}

// Somebody else's conversation and a missing one look the same, on every way in.
func TestForeignConversation(t *testing.T) {
	e := start(t, chat.Options{})
	mine := send(t, e, visitor("a"), "k", "mine").Conversation
	b := visitor("b")
	send(t, e, b, "k", "other")
	for _, id := range []string{mine, "c_missing"} {
		for _, cmd := range []chat.Command{
			chat.Send{Conversation: id, Key: "x", Parts: []chat.Part{chat.Text("x")}},
			chat.Action{Conversation: id, Key: "x", Value: "x"},
			chat.Typing{Conversation: id, On: true},
			chat.Read{Conversation: id, Offset: 1},
			chat.End{Conversation: id},
			chat.Assign{Conversation: id},
		} {
			_, err := e.Do(t.Context(), b, cmd)
			wantCode(t, err, chat.CodeNotFound)
		}
		_, err := e.Events(t.Context(), b, id, chat.Page{})
		wantCode(t, err, chat.CodeNotFound)
		_, err = e.Conversation(t.Context(), b, id)
		wantCode(t, err, chat.CodeNotFound)
		_, _, err = e.Attach(t.Context(), b, chat.Attach{Conversation: id})
		wantCode(t, err, chat.CodeNotFound)
	}
	cs, err := e.Conversations(t.Context(), b, chat.Query{Visitor: "a"})
	if err != nil || len(cs) != 1 || cs[0].Visitor != "b" {
		t.Fatalf("a visitor lists only their own: %+v, %v", cs, err)
	}
}

// A cursor of another place in the world is not taken: the reader is told to
// reload and goes on from the head.
func TestForeignCursor(t *testing.T) {
	e := start(t, chat.Options{})
	mine := send(t, e, visitor("a"), "1", "one").Conversation
	other := send(t, e, visitor("b"), "1", "one").Conversation
	for _, bad := range []string{
		"garbage", "..", e.Cursor(other, 1), e.Cursor(mine, 2), "other." + mine + ".1",
		e.Cursor(mine, 1) + " ", strings.Replace(e.Cursor(mine, 1), ".1", ".01", 1), strings.Repeat("x", 4000), e.Cursor(mine, -1),
	} {
		sub, w := attach(t, e, visitor("a"), chat.Attach{Cursor: bad})
		if w.Recovered || !w.Reset || w.Cursor != e.Cursor(mine, 1) {
			t.Errorf("cursor %.40q: welcome %+v", bad, w)
		}
		b, err := sub.Pull(t.Context(), 1000)
		if err != nil || !b.Reset || b.Head != 1 || b.Cursor != w.Cursor {
			t.Errorf("cursor %.40q: batch %+v, %v", bad, b, err)
		}
		sub.Close()
	}
}

// A reader that comes late, in small bites, gets every event once and in order
// while others keep writing.
func TestSlowReader(t *testing.T) {
	e := start(t, chat.Options{Limits: fast})
	sub, w := attach(t, e, visitor("v"), chat.Attach{})
	const n = 500
	var wg sync.WaitGroup
	for g := range 5 {
		wg.Go(func() {
			for i := range n / 5 {
				send(t, e, visitor("v"), fmt.Sprintf("%d.%d", g, i), "hello")
			}
		})
	}
	next := int64(1)
	for next <= n {
		b, err := sub.Pull(t.Context(), 300)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range b.Records {
			if r.Offset != next {
				t.Fatalf("offset %d, want %d", r.Offset, next)
			}
			next++
		}
		if b.Empty() {
			if err := sub.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	wg.Wait()
	if taken, err := sub.Seek(t.Context(), w.Cursor); err != nil || !taken {
		t.Fatalf("Seek to the beginning: %v, %v", taken, err)
	}
	if b, _ := sub.Pull(t.Context(), 1000); len(b.Records) == 0 || b.Records[0].Offset != 1 {
		t.Fatalf("after Seek: %+v", b)
	}
}

// A connection learns of typing and read marks of others, the latest value
// only, and not of what it said itself.
func TestConflatedState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := start(t, chat.Options{Limits: fast})
		v := visitor("v")
		send(t, e, v, "1", "one")
		send(t, e, v, "2", "two")
		tab1, _ := attach(t, e, v, chat.Attach{})
		tab2, _ := attach(t, e, v, chat.Attach{})
		for i := range 3 {
			time.Sleep(time.Second)
			mustDo(t, e, v, chat.Typing{On: i != 1, From: tab1})
		}
		mustDo(t, e, v, chat.Read{Offset: 1, From: tab1})
		mustDo(t, e, v, chat.Read{Offset: 2, From: tab1})
		mustDo(t, e, v, chat.Read{Offset: 1, From: tab1})
		b := pull(t, tab2)
		if len(b.Typing) != 1 || !b.Typing[0].On || len(b.Reads) != 1 || b.Reads[0].Offset != 2 {
			t.Fatalf("second tab: %+v", b)
		}
		if b, _ := tab1.Pull(t.Context(), 1000); !b.Empty() {
			t.Fatalf("first tab hears itself: %+v", b)
		}
		late, w := attach(t, e, v, chat.Attach{})
		if len(w.Reads) != 1 || w.Reads[0].Offset != 2 {
			t.Fatalf("read marks in welcome: %+v", w)
		}
		if b := pull(t, late); len(b.Typing) != 1 || len(b.Reads) != 0 {
			t.Fatalf("late tab: %+v", b)
		}
		_, err := e.Do(t.Context(), v, chat.Read{Offset: 3})
		wantCode(t, err, chat.CodeInvalid)
	})
}

// Who stops to type, or sends, right after having said to type, does not seem to
// type on. Nobody makes others look more often than that: the changes that follow at
// once are dropped.
func TestTypingStopsAtOnce(t *testing.T) {
	for _, sends := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			e := start(t, chat.Options{Limits: fast})
			id := send(t, e, visitor("v"), "1", "one").Conversation
			anna := agent("anna")
			mustDo(t, e, anna, chat.Send{Conversation: id, Key: "1", Parts: []chat.Part{chat.Text("hello")}})
			rings := 0
			sub, _ := attach(t, e, visitor("v"), chat.Attach{Ring: func() { rings++ }})
			look := func() chat.Batch {
				t.Helper()
				b, err := sub.Pull(t.Context(), 64<<10)
				if err != nil {
					t.Fatal(err)
				}
				return b
			}
			look()
			mustDo(t, e, anna, chat.Typing{Conversation: id, On: true})
			if b := look(); len(b.Typing) != 1 || !b.Typing[0].On {
				t.Fatalf("the reader is told %+v", b)
			}
			if sends {
				mustDo(t, e, anna, chat.Send{Conversation: id, Key: "2", Parts: []chat.Part{chat.Text("x")}})
			} else {
				mustDo(t, e, anna, chat.Typing{Conversation: id, On: false})
			}
			if b := look(); len(b.Typing) != 1 || b.Typing[0].On {
				t.Errorf("the reader is told %+v, and not that the typing is over", b.Typing)
			}
			rings = 0
			for i := range 20 {
				mustDo(t, e, anna, chat.Typing{Conversation: id, On: i%2 == 0})
				look()
			}
			if rings > 0 {
				t.Errorf("it rings %d times at once", rings)
			}
		})
	}
}

func mustDo(t *testing.T, e *chat.Engine, s chat.Session, cmd chat.Command) chat.Ack {
	t.Helper()
	a, err := e.Do(t.Context(), s, cmd)
	if err != nil {
		t.Fatalf("%T: %v", cmd, err)
	}
	return a
}

// Connections of one session are counted, and a closed one frees its place.
func TestConnectionLimit(t *testing.T) {
	e := start(t, chat.Options{Limits: chat.Limits{Connections: 2}})
	a, _ := attach(t, e, visitor("v"), chat.Attach{})
	attach(t, e, visitor("v"), chat.Attach{})
	_, _, err := e.Attach(t.Context(), visitor("v"), chat.Attach{})
	wantCode(t, err, chat.CodeRateLimited)
	a.Close()
	a.Close()
	attach(t, e, visitor("v"), chat.Attach{})
}

// check is a session manager in which nobody, or everybody, has been revoked.
type check struct{ revoked atomic.Bool }

func (c *check) Resolve(ctx context.Context, token string) (chat.Session, error) {
	return c.Check(ctx, token)
}

func (c *check) Check(context.Context, string) (chat.Session, error) {
	if c.revoked.Load() {
		return chat.Session{}, &chat.Error{Code: chat.CodeUnauthenticated}
	}
	return chat.Session{}, nil
}

// A session that was revoked loses its connections: at once by SignOut, within
// Limits.Recheck when somebody else revoked it.
func TestRevokedSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sessions := &check{}
		e := start(t, chat.Options{Sessions: sessions})
		a, _ := attach(t, e, visitor("a"), chat.Attach{})
		b, _ := attach(t, e, visitor("b"), chat.Attach{})
		e.SignOut("s_a")
		if got := pull(t, a); got.Bye == nil || got.Bye.Code != chat.ByeSignedOut {
			t.Fatalf("%+v", got)
		}
		time.Sleep(61 * time.Second)
		if got, _ := b.Pull(t.Context(), 1000); got.Bye != nil {
			t.Fatalf("b ended early: %+v", got.Bye)
		}
		sessions.revoked.Store(true)
		time.Sleep(61 * time.Second)
		if got := pull(t, b); got.Bye == nil || got.Bye.Code != chat.ByeUnauthenticated {
			t.Fatalf("%+v", got)
		}
	})
}

// Shutdown refuses new work, tells connections to come back, and returns when
// they have gone.
func TestShutdown(t *testing.T) {
	e := start(t, chat.Options{})
	sub, _ := attach(t, e, visitor("v"), chat.Attach{})
	done := make(chan error)
	go func() { done <- e.Shutdown(context.WithoutCancel(t.Context())) }()
	b := pull(t, sub)
	if b.Bye == nil || b.Bye.Code != chat.ByeRestart || b.Bye.RetryAfter <= 0 {
		t.Fatalf("%+v", b)
	}
	_, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: "k", Parts: []chat.Part{chat.Text("x")}})
	wantCode(t, err, chat.CodeUnavailable)
	_, _, err = e.Attach(t.Context(), visitor("v"), chat.Attach{})
	wantCode(t, err, chat.CodeUnavailable)
	select {
	case err := <-done:
		t.Fatalf("Shutdown returned before the subscription was closed: %v", err)
	default:
	}
	sub.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

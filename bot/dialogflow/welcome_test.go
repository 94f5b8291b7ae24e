package dialogflow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

// history is a turn that comes after some events.
func history(events ...chat.Event) chat.Turn {
	turn := bottest.Says("hello")
	turn.History = func(_ context.Context, n int) ([]chat.Event, error) { return events[max(0, len(events)-n):], nil }
	return turn
}

// The welcome event comes before what a visitor says first, and only then.
func TestWelcome(t *testing.T) {
	by := func(r chat.Role, k chat.Kind) chat.Event {
		return chat.Event{Kind: k, Author: chat.Participant{Role: r}}
	}
	host := by(chat.RoleSystem, chat.KindMessage)
	unreadable := bottest.Says("hello")
	unreadable.History = func(context.Context, int) ([]chat.Event, error) { return nil, errors.New("no disk") }
	pressed := history(host)
	pressed.Event.Kind, pressed.Text = chat.KindAction, "event:WELCOME"
	for name, c := range map[string]struct {
		turn chat.Turn
		want string
	}{
		"nothing before":          {history(), "WELCOME hello"},
		"others before":           {history(host, by(chat.RoleAgent, chat.KindMessage)), "WELCOME hello"},
		"the visitor came before": {history(by(chat.RoleVisitor, chat.KindMessage), host), "hello"},
		"the visitor pressed":     {history(by(chat.RoleVisitor, chat.KindAction)), "hello"},
		"much before":             {history(slices.Repeat([]chat.Event{host}, 20)...), "hello"},
		"nobody knows":            {unreadable, "hello"},
		"it is asked for":         {pressed, "WELCOME"},
	} {
		for edition, agent := range editions {
			var s fake.Server
			rec, err := ask(t, serve(t, &s, agent, WithWelcome("WELCOME")), c.turn)
			var asked, heard []string
			for _, q := range s.Questions() {
				asked = append(asked, q.Event+q.Text)
				heard = append(heard, "You said: "+q.Event+q.Text)
			}
			if err != nil || strings.Join(asked, " ") != c.want || !slices.Equal(rec.Texts(), heard) {
				t.Errorf("%s, %s: asked %q, heard %q, %v", edition, name, asked, rec.Texts(), err)
			}
		}
	}
}

// When the greeting fails nothing more is asked; when the question fails behind
// it, the agent has acted; when the greeting hands over, there is no question.
func TestWelcomeFails(t *testing.T) {
	refuse, greeting := fake.Fail(403, "PERMISSION_DENIED", ""), fake.Say(fake.Text("Welcome!"))
	for name, c := range map[string]struct {
		behave []fake.Behavior
		acted  bool
		asked  int
	}{
		"the greeting": {[]fake.Behavior{refuse}, false, 1},
		"the question": {[]fake.Behavior{greeting, refuse}, true, 2},
	} {
		var s fake.Server
		s.Then(c.behave...)
		_, err := ask(t, serve(t, &s, cxAgent, WithWelcome("WELCOME")), bottest.Says("hello"))
		if chat.CodeOf(err) != chat.CodeUnavailable || bot.MayHaveActed(err) != c.acted || len(s.Questions()) != c.asked {
			t.Errorf("%s: %v, may have acted %v, asked %d times", name, err, bot.MayHaveActed(err), len(s.Questions()))
		}
	}
	var s fake.Server
	s.Then(fake.Answer(fake.Response{Messages: []fake.Message{fake.Text("Welcome!")}, Handoff: true}))
	rec, err := ask(t, serve(t, &s, cxAgent, WithWelcome("WELCOME")), bottest.Says("hello"))
	if _, handed := rec.HandedOff(); err != nil || !handed || len(s.Questions()) != 1 {
		t.Errorf("a greeting that hands over: %v, %v, asked %d times", err, handed, len(s.Questions()))
	}
}

// The final response of a question that begins like the greeting's partial ones is
// said in full: each question has its own stream.
func TestWelcomeStreams(t *testing.T) {
	var s fake.Server
	s.Then(fake.Answer(texts("Hi"), texts("Hi", "there")), fake.Answer(texts("Hi", "again")))
	rec, err := ask(t, serve(t, &s, cxAgent, WithWelcome("WELCOME"), WithStreaming(15*time.Second)), bottest.Says("hello"))
	if err != nil || !slices.Equal(rec.Texts(), []string{"Hi", "there", "Hi", "again"}) {
		t.Errorf("%v: %q", err, rec.Texts())
	}
}

// The question behind a greeting may take as long as any other: a stream's bound on pauses
// is for what comes within one answer.
func TestSlowAnswerBehindWelcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s fake.Server
		s.Then(fake.Answer(texts("Hi")), fake.After(20*time.Second, fake.Answer(texts("found"))))
		rec, err := ask(t, serve(t, &s, cxAgent, WithWelcome("WELCOME"), WithStreaming(5*time.Second)), bottest.Says("hello"))
		if err != nil || !slices.Equal(rec.Texts(), []string{"Hi", "found"}) {
			t.Errorf("%v: %q", err, rec.Texts())
		}
	})
}

// An interaction that the greeting ends goes on with the question.
func TestWelcomeEnds(t *testing.T) {
	var s fake.Server
	s.Then(fake.Answer(fake.Response{End: true}), fake.Say(fake.Text("answer")))
	rec, err := ask(t, serve(t, &s, cxAgent, WithWelcome("WELCOME"), WithEnd()), bottest.Says("hello"))
	if err != nil || rec.Ended() || !slices.Equal(rec.Texts(), []string{"answer"}) {
		t.Errorf("%v, ended %v: %q", err, rec.Ended(), rec.Texts())
	}
}

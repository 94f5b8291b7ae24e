package rasa

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
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
)

// asked returns the texts that Rasa got.
func asked(s *rasatest.Server) []string {
	var texts []string
	for _, m := range s.Messages() {
		texts = append(texts, m.Text)
	}
	return texts
}

// From the bot to a person and back: Rasa's tracker is paused when it hands off and
// resumed before it is asked again, once.
func TestTracker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, WithTracker("the token"))
		s.rasa.Token = "the token"
		s.rasa.Then(rasatest.Say(rasatest.Response{Text: "One moment.", Custom: map[string]any{"handoff": true}}))
		c := s.say(t, "1", "person!")
		agent := chat.Session{ID: "a", Participant: chat.Participant{ID: "anna", Role: chat.RoleAgent}}
		s.do(t, agent, chat.Assign{Conversation: c, To: "anna"})
		s.say(t, "2", "hello Anna")
		if got := s.rasa.Events(); !slices.Equal(got, []rasatest.Event{{Conversation: c, Event: "pause"}}) || len(s.rasa.Messages()) != 1 {
			t.Errorf("while a person answers Rasa got %v", got)
		}
		s.do(t, agent, chat.Assign{Conversation: c})
		s.say(t, "3", "bot?")
		s.say(t, "4", "and now?")
		if got := s.rasa.Events(); len(got) != 2 || got[1].Event != "resume" {
			t.Errorf("back again Rasa got %v", got)
		}
		s.want(t, "person!", "One moment. (answers)", "handoff", "assigned", "hello Anna", "assigned", "bot?", "You said: bot? (answers)", "and now?", "You said: and now? (answers)")
	})
}

// A tracker that cannot be paused does not keep a person away; one that cannot be
// resumed fails the turn, because Rasa would be silent, and the next turn tries again.
// The token is in no error.
func TestTrackerFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, WithTracker("wrong token"))
		s.rasa.Token = "the token"
		s.rasa.Then(rasatest.Say(rasatest.Response{Custom: map[string]any{"handoff": true}}))
		c := s.say(t, "1", "person!")
		s.do(t, chat.System(""), chat.Assign{Conversation: c})
		s.say(t, "2", "bot?")
		s.rasa.Token = "wrong token"
		s.say(t, "3", "bot?")
		const failed = "The assistant cannot be reached right now. Please try again in a moment. (answers)"
		s.want(t, "person!", "handoff", "assigned", "bot?", failed, "bot?", "You said: bot? (answers)")
		if got := s.rasa.Events(); len(got) != 1 || got[0].Event != "resume" {
			t.Errorf("Rasa got %v", got)
		}
	})
	b := New("http://127.0.0.1:1", WithTracker("the token"))
	defer b.client.CloseIdleConnections()
	err := b.Pause(t.Context(), "c")
	if err == nil || bot.MayHaveActed(err) || strings.Contains(err.Error(), "the+token") {
		t.Errorf("got %v", err)
	}
}

// A conversation begins with /session_start, whose words come before the answer, and one
// that was ended begins anew with /restart before.
func TestSessions(t *testing.T) {
	for name, opts := range map[string][]Option{"over REST": nil, "over the callback channel": {WithCallback()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSite(t, append(opts, WithSessionStart(), WithRestart())...)
				s.rasa.Started = []rasatest.Response{{Text: "Welcome!"}}
				c := s.say(t, "1", "hello")
				s.say(t, "2", "more")
				s.do(t, chat.System(""), chat.End{Conversation: c})
				s.say(t, "3", "again")
				want := []string{"/session_start", "hello", "more", "/restart", "/session_start", "again"}
				if got := asked(s.rasa); !slices.Equal(got, want) {
					t.Errorf("Rasa got %q, want %q", got, want)
				}
				s.want(t, "hello", "Welcome! (answers)", "You said: hello (answers)", "more", "You said: more (answers)",
					"ended", "again", "Welcome! (answers)", "You said: again (answers)")
			})
		})
	}
}

// What has happened since Rasa was asked last, by the log before a turn.
func TestLookBack(t *testing.T) {
	event := func(kind chat.Kind, role chat.Role, offset, reply int64) chat.Event {
		return chat.Event{Kind: kind, Author: chat.Participant{Role: role}, Offset: offset, Reply: reply}
	}
	said := event(chat.KindMessage, chat.RoleVisitor, 1, 0)
	failed := event(chat.KindMessage, chat.RoleSystem, 2, 1)
	ended, assigned, handoff := event(chat.KindEnded, chat.RoleAgent, 3, 0), event(chat.KindAssigned, chat.RoleAgent, 3, 0), event(chat.KindHandoff, chat.RoleBot, 3, 0)
	joined := event(chat.KindJoined, chat.RoleVisitor, 1, 0)
	for name, c := range map[string]struct {
		log  []chat.Event
		want past
	}{
		"nothing":                      {nil, past{first: true}},
		"a newcomer":                   {[]chat.Event{joined}, past{first: true}},
		"a message":                    {[]chat.Event{said}, past{}},
		"one that failed":              {[]chat.Event{said, failed}, past{first: true}},
		"ended":                        {[]chat.Event{said, ended}, past{ended: true, changed: true}},
		"ended before another":         {[]chat.Event{ended, said}, past{}},
		"ended before one that failed": {[]chat.Event{ended, said, failed}, past{first: true, ended: true, changed: true}},
		"given back":                   {[]chat.Event{said, assigned}, past{changed: true}},
		"handed off":                   {[]chat.Event{said, handoff}, past{changed: true}},
		"so much since":                {slices.Repeat([]chat.Event{event(chat.KindMessage, chat.RoleAgent, 9, 0)}, 50), past{}},
	} {
		turn := bottest.Says("x")
		turn.History = func(context.Context, int) ([]chat.Event, error) { return c.log, nil }
		if got, err := lookBack(t.Context(), turn); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	turn := bottest.Says("x")
	turn.History = func(context.Context, int) ([]chat.Event, error) { return nil, errors.New("unreadable") }
	var s rasatest.Server
	if _, err := ask(t, serve(t, &s, WithSessionStart()), turn); err == nil || bot.MayHaveActed(err) || len(s.Messages()) > 0 {
		t.Errorf("an unreadable history: %v", err)
	}
}

// A host pauses, resumes and restarts a conversation by itself, within the Bot's time.
func TestCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s rasatest.Server
		b := serve(t, &s)
		if err := errors.Join(b.Pause(t.Context(), "c/1"), b.Resume(t.Context(), "c/1"), b.Restart(t.Context(), "c/1")); err != nil {
			t.Error(err)
		}
		if got := s.Events(); len(got) != 2 || got[0] != (rasatest.Event{Conversation: "c/1", Event: "pause"}) {
			t.Errorf("Rasa got %v", got)
		}
		if got := s.Messages(); len(got) != 1 || got[0].Intent != "restart" || got[0].Sender != "c/1" {
			t.Errorf("Rasa got %v", got)
		}
		if err := New("rasa").Pause(t.Context(), "c"); err == nil {
			t.Error("a bad URL is no error")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		defer cancel()
		<-ctx.Done()
		if err := b.Restart(ctx, "c"); err == nil {
			t.Error("a ctx that has ended is no error")
		}
	})
}

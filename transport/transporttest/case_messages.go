package transporttest

import (
	"slices"

	"github.com/chatmount/chatmount/chat"
)

func welcome(s *suite) {
	l := s.visitor()
	w := s.open(l).welcome
	limits := s.Engine.Limits()
	if w.Limits.Connections != limits.Connections || w.Limits.Rate != limits.Rate || w.Limits.Burst != limits.Burst ||
		w.Limits.Payload != limits.Payload || w.Limits.Text != limits.Text || w.Limits.Parts != limits.Parts {
		s.Errorf("limits %+v, want those of the engine, %+v", w.Limits, limits)
	}
	if w.Heartbeat <= 0 || w.Heartbeat > 25 {
		s.Errorf("heartbeat %v, want at most 25 s", w.Heartbeat)
	}
	if w.Conversation != nil || w.Head == nil || *w.Head != 0 || w.Cursor == "" || w.Recovered || w.Participants == nil || w.Reads == nil {
		s.Errorf("welcome without a conversation: %+v", w)
	}

	ack := s.say(l, "k1", "hello")
	w = s.open(l).welcome
	if w.conversation() != ack.Conversation || *w.Head != ack.Offset || w.Cursor != s.Engine.Cursor(ack.Conversation, ack.Offset) || w.Recovered {
		s.Errorf("welcome to a conversation: %+v, want its head, %d", w, ack.Offset)
	}
	if !slices.ContainsFunc(w.Participants, func(p chat.Participant) bool { return p == l.Participant }) {
		s.Errorf("participants %+v do not name the visitor", w.Participants)
	}
}

func lazyConversation(s *suite) {
	l := s.visitor()
	waiting, first := s.open(l), s.open(l)
	first.send(text("k1", "hello"))
	ack := first.ack("k1")
	for _, b := range []*tab{first, waiting} {
		if m := b.message(); m.conversation() != ack.conversation() || m.Offset != ack.Offset {
			s.Errorf("the first message came as %+v, acked as %+v", m, ack)
		}
	}
}

func sendAckEvent(s *suite) {
	b := s.open(s.visitor())
	said := "two\nlines, \"quoted\" \\ é 😀 \u2028 <b>"
	b.send(text("k1", said))
	ack, m := b.ack("k1"), b.message()
	if ack.conversation() != m.conversation() || ack.Offset != m.Offset || ack.ID != m.ID || ack.At != m.At {
		s.Errorf("ack %+v and event %+v differ", ack, m)
	}
	if m.Key != "k1" || *m.Author != b.login.Participant || chat.PlainText(m.Parts) != said {
		s.Errorf("event %+v, want the visitor's own message", m)
	}
	// The cursor may come with the next payload's, but not later.
	if want := s.Engine.Cursor(m.conversation(), m.Offset); b.cursor != want {
		s.Errorf("cursor %q after the event, want %q", b.cursor, want)
	}
}

func orderOfAnswers(s *suite) {
	b := s.open(s.visitor())
	b.send(text("k1", "a"), map[string]any{"type": "ping"}, map[string]any{"type": "send", "key": "k2"}, text("k3", "b"))
	var order []string
	for len(order) < 4 {
		if err := b.read(s.context()); err != nil {
			s.Fatal(err)
		}
		for _, f := range b.unread {
			if f.Type == "ack" || f.Type == "pong" || f.Type == "error" {
				order = append(order, f.Type+f.Key)
			}
		}
		b.unread = nil
	}
	if want := []string{"ackk1", "pong", "errork2", "ackk3"}; !slices.Equal(order, want) {
		s.Errorf("the answers came as %v, want %v", order, want)
	}
}

func twoTabs(s *suite) {
	l := s.visitor()
	a, b := s.open(l), s.open(l)
	a.send(text("k1", "1"))
	a.ack("k1")
	b.send(text("k2", "2"), text("k3", "3"))
	b.ack("k3")
	want := []string{"1", "2", "3"}
	for _, tab := range []*tab{a, b} {
		if got := tab.messages(3); !slices.Equal(got, want) {
			s.Errorf("a tab saw %v, want %v", got, want)
		}
	}
}

func isolation(s *suite) {
	mine, theirs := s.open(s.visitor()), s.open(s.visitor())
	theirs.send(text("k1", "secret"))
	theirs.ack("k1")
	theirs.send(map[string]any{"type": "typing", "on": true}, map[string]any{"type": "read", "offset": 1})
	mine.send(text("k1", "mine"))
	ack := mine.ack("k1")
	if got := mine.messages(1); got[0] != "mine" {
		s.Errorf("another visitor's message came: %v", got)
	}
	mine.usable()
	for _, f := range mine.unread {
		if f.Conversation != nil && f.conversation() != ack.conversation() || f.Type == "typing" || f.Type == "read" {
			s.Errorf("another visitor's frame came: %+v", f)
		}
	}
}

func ownKey(s *suite) {
	l := s.visitor()
	visitor := s.open(l)
	visitor.send(text("secret-1", "question"))
	ack := visitor.ack("secret-1")
	agent := s.open(s.agent(), in(ack.conversation()), at(s.Engine.Cursor(ack.conversation(), 0)))
	if m := agent.message(); m.Key != "" {
		s.Errorf("the agent was told the visitor's key: %+v", m)
	}
	agent.send(text("secret-2", "answer"))
	if m := agent.message(); m.Key != "secret-2" {
		s.Errorf("the agent was not told its own key: %+v", m)
	}
	visitor.message()
	if m := visitor.message(); m.Key != "" || chat.PlainText(m.Parts) != "answer" {
		s.Errorf("the visitor got %+v, want the answer without a key", m)
	}
}

package transporttest

import (
	"slices"
	"time"

	"github.com/chatmount/chatmount/chat"
)

func typing(s *suite) {
	l := s.visitor()
	ack := s.say(l, "k1", "hello")
	me, tab, agent := s.open(l), s.open(l), s.open(s.agent(), in(ack.Conversation))
	me.send(map[string]any{"type": "typing", "on": true})
	for _, b := range []interface {
		until(string, ...func(Frame) bool) Frame
	}{tab, agent} {
		if f := b.until("typing"); !f.On || f.TTL <= 0 || f.Author == nil || *f.Author != l.Participant {
			s.Errorf("typing came as %+v", f)
		}
	}
	agent.send(map[string]any{"type": "typing", "on": true})
	if f := me.until("typing", func(f Frame) bool { return f.Author.Role == chat.RoleAgent }); !f.On {
		s.Errorf("the agent's typing came as %+v", f)
	}
}

func readMarks(s *suite) {
	l := s.visitor()
	ack := s.say(l, "k1", "hello")
	me, tab, agent := s.open(l), s.open(l), s.open(s.agent(), in(ack.Conversation))
	me.send(map[string]any{"type": "read", "offset": ack.Offset}, map[string]any{"type": "read", "offset": 1})
	want := chat.ReadMark{Participant: l.Participant.ID, Offset: ack.Offset}
	for _, b := range []interface {
		until(string, ...func(Frame) bool) Frame
	}{tab, agent} {
		if f := b.until("read"); string(f.Participant) != mustJSON(want.Participant) || f.Offset != want.Offset {
			s.Errorf("the read mark came as %+v, want %+v", f, want)
		}
	}
	me.usable()
	if again := s.open(l).welcome; !slices.Contains(again.Reads, want) {
		s.Errorf("welcome has the read marks %+v, want %+v", again.Reads, want)
	}
	me.send(map[string]any{"type": "read", "offset": ack.Offset + 1})
	if f := me.until("error"); f.Code != "invalid" {
		s.Errorf("a read mark beyond the head: %+v, want invalid", f)
	}
}

func heartbeat(s *suite) {
	b := s.open(s.visitor())
	if b.welcome.Heartbeat > s.setup.Heartbeat.Seconds() {
		s.Errorf("the heartbeat told is %v s, asked for was %v", b.welcome.Heartbeat, s.setup.Heartbeat)
	}
	for range 3 {
		began := time.Now()
		payload, err := b.client.Next(s.context())
		if err != nil {
			s.Fatal(err)
		}
		if frames, err := decode(payload); err != nil || len(frames) > 1 || len(frames) == 1 && frames[0].Type != "cursor" {
			s.Errorf("a heartbeat came as %s: %v", payload, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			s.Errorf("a heartbeat took %v", took)
		}
	}
	b.usable()
}

package longpoll

import (
	"errors"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// A poll that was superseded while it waited for the turn does not use it, even
// where it has got it, and leaves it to the next one.
func TestSupersededPollLeavesTheTurn(t *testing.T) {
	c := &connection{turn: make(chan struct{}, 1)}
	superseded := make(chan struct{})
	close(superseded)
	for range 100 {
		if err := c.enter(t.Context(), superseded); !errors.Is(err, errSuperseded) {
			t.Fatalf("got error %v", err)
		}
	}
	if err := c.enter(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

// A connection that the engine ends after its poll has looked for the last time,
// and before it is parked, is not parked: nobody would hear of it.
func TestConnectionThatHasEndedIsNotParked(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		s.poll(t, v, body{"connection": "a"})
		all := &s.transport.connections
		c, superseded := all.claim(v.Session.ID, "a")
		if err := c.enter(t.Context(), superseded); err != nil {
			t.Fatal(err)
		}
		s.Engine.SignOut(v.Session.ID)
		all.yield(c, true)
		if _, connections := s.held(); connections != 0 {
			t.Error("it is parked")
		}
	})
}

// A timer that fires late, after another poll, does not forget the connection.
func TestLateTimerForgetsNothing(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		s.poll(t, v, body{"connection": "a"})
		all := &s.transport.connections
		c := all.find(v.Session.ID, "a")
		all.expire(c)
		if _, connections := s.held(); connections != 1 {
			t.Error("it was forgotten")
		}
	})
}

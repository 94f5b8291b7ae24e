package session_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

// A revoked session is worth nothing when Revoke returns, and those who hold
// its connections are told only after it is gone.
func TestRevokeIsImmediate(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	g := visit(t, m)
	told := false
	m.OnRevoke(func(id string) {
		told = true
		if id != g.Session.ID || live(t, m, g.Token) {
			t.Errorf("told of %q while its token works", id)
		}
	})
	for range 2 { // revoking again is no error
		if err := m.Revoke(t.Context(), g.Session.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.Check(t.Context(), g.Session.ID); !told || chat.CodeOf(err) != chat.CodeUnauthenticated {
		t.Errorf("told %t, Check = %v", told, err)
	}
}

func TestRevokeAllEndsEverySessionOfOneParticipant(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	user := session.User{ID: "7"}
	phone, err := m.Identify(t.Context(), visit(t, m).Session, user)
	if err != nil {
		t.Fatal(err)
	}
	laptop, err := m.Identify(t.Context(), visit(t, m).Session, user)
	if err != nil {
		t.Fatal(err)
	}
	other := visit(t, m)
	if err := m.RevokeAll(t.Context(), phone.Session.Participant.ID); err != nil {
		t.Fatal(err)
	}
	if live(t, m, phone.Token) || live(t, m, laptop.Token) || !live(t, m, other.Token) {
		t.Error("RevokeAll must end the sessions of that participant and no other")
	}
}

// A request that reads a session while another one revokes it must not bring it
// back by recording its use.
func TestAUseDoesNotBringARevokedSessionBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &spy{Store: memory.New()}
		m := newManager(t, s, session.Options{})
		g := visit(t, m)
		s.touch = func(id string) error { return m.Revoke(t.Context(), id) }
		time.Sleep(time.Hour)
		if live(t, m, g.Token) {
			t.Error("the request that lost the race was let in")
		}
		s.touch = nil
		if live(t, m, g.Token) {
			t.Error("the session is back")
		}
	})
}

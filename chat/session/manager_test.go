package session_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

// spy is a store that tells what is asked of it. A nil func changes nothing.
type spy struct {
	session.Store
	put   func(session.Row)
	touch func(id string) error // before the touch; an error replaces it
	sweep func()
}

func (s *spy) PutSession(ctx context.Context, r session.Row) error {
	if s.put != nil {
		s.put(r)
	}
	return s.Store.PutSession(ctx, r)
}

func (s *spy) TouchSession(ctx context.Context, id string, used time.Time) error {
	if s.touch != nil {
		if err := s.touch(id); err != nil {
			return err
		}
	}
	return s.Store.TouchSession(ctx, id, used)
}

func (s *spy) Sweep(ctx context.Context, stale func(session.Row) bool) (int, error) {
	if s.sweep != nil {
		s.sweep()
	}
	return s.Store.Sweep(ctx, stale)
}

func newManager(t *testing.T, s session.Store, o session.Options) *session.Manager {
	t.Helper()
	m, err := session.New(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func visit(t *testing.T, m *session.Manager) session.Grant {
	t.Helper()
	g, err := m.Visit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// live reports whether a token is good.
func live(t *testing.T, m *session.Manager, token string) bool {
	t.Helper()
	_, err := m.Resolve(t.Context(), token)
	if err != nil && chat.CodeOf(err) != chat.CodeUnauthenticated {
		t.Fatalf("Resolve: %v, want a session or %s", err, chat.CodeUnauthenticated)
	}
	return err == nil
}

func TestNewRefusesBadOptions(t *testing.T) {
	good := memory.New()
	if _, err := session.New(nil, session.Options{}); err == nil {
		t.Error("New without a store succeeded")
	}
	for name, o := range map[string]session.Options{
		"a negative idle time":     {Anonymous: session.Lifetime{Idle: -1}},
		"a negative absolute time": {Agents: session.Lifetime{Absolute: -1}},
		"a negative number":        {PerParticipant: -1},
		"a cookie with a space":    {Cookie: "my chat"},
		"a cookie with a newline":  {Cookie: "chat\r\nSet-Cookie"},
	} {
		if _, err := session.New(good, o); err == nil {
			t.Errorf("New with %s succeeded", name)
		}
	}
}

// A visitor comes back by the token: the same session, the same participant.
func TestResolveKnowsTheVisitor(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	g := visit(t, m)
	s, err := m.Resolve(t.Context(), g.Token)
	if err != nil {
		t.Fatal(err)
	}
	if s != g.Session {
		t.Errorf("Resolve = %+v, want %+v", s, g.Session)
	}
	if s.Participant.Role != chat.RoleVisitor || !strings.HasPrefix(s.Participant.ID, "v_") {
		t.Errorf("the participant is %+v, want an anonymous visitor", s.Participant)
	}
	if other := visit(t, m); other.Token == g.Token || other.Session.Participant == s.Participant {
		t.Error("two visitors are the same")
	}
}

// What is stored and what is shown must not give the token away.
func TestTheTokenIsNotStored(t *testing.T) {
	var stored []session.Row
	m := newManager(t, &spy{Store: memory.New(), put: func(r session.Row) { stored = append(stored, r) }}, session.Options{})
	g := visit(t, m)
	if len(g.Token) < 43 { // 256 bits in base64
		t.Errorf("a token of %d characters is guessable", len(g.Token))
	}
	if len(stored) != 1 {
		t.Fatalf("%d rows stored, want 1", len(stored))
	}
	row := stored[0]
	for _, field := range []string{row.ID, row.Participant.ID, row.Participant.Name} {
		if strings.Contains(field, g.Token) || strings.Contains(g.Token, field) && field != "" {
			t.Errorf("%q gives the token away", field)
		}
	}
	raw, err := base64.RawURLEncoding.DecodeString(g.Token)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := base64.RawURLEncoding.DecodeString(row.ID); err != nil || len(id) != sha256.Size ||
		bytes.Contains(id, []byte(g.Token[:8])) || bytes.Contains(id, raw[:8]) || bytes.Equal(id, sum(raw)) || bytes.Equal(id, sum([]byte(g.Token))) {
		t.Errorf("the ID %q is no hash of the session's own", row.ID)
	}
	if len(row.ID) > chat.MaxIDLength {
		t.Errorf("the ID has %d characters, more than %d", len(row.ID), chat.MaxIDLength)
	}
	if live(t, m, row.ID) {
		t.Error("the stored ID is accepted as a token")
	}
}

func sum(b []byte) []byte {
	h := sha256.Sum256(b)
	return h[:]
}

func TestResolveRefusesWhatIsNoToken(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	good := visit(t, m).Token
	for _, token := range []string{"", "x", good[1:], good + "x", good[:42] + "*", strings.Repeat("A", 43), strings.Repeat("A", 1<<20)} {
		if live(t, m, token) {
			t.Errorf("Resolve(%.50q) found a session", token)
		}
	}
}

// A store that cannot answer is not the same as a session that has ended: a
// client that is told "unauthenticated" throws its identity away.
func TestResolveTellsATroubledStoreFromNoSession(t *testing.T) {
	store := memory.New()
	m := newManager(t, store, session.Options{})
	g := visit(t, m)
	store.Close()
	if _, err := m.Resolve(t.Context(), g.Token); chat.CodeOf(err) != chat.CodeUnavailable {
		t.Errorf("Resolve = %v, want %s", err, chat.CodeUnavailable)
	}
}

func TestParticipantsHaveAtMostTwentySessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, memory.New(), session.Options{})
		agent := chat.Participant{ID: "ada", Name: "Ada", Role: chat.RoleAgent}
		var grants []session.Grant
		for range 22 {
			time.Sleep(time.Second)
			g, err := m.Admit(t.Context(), agent)
			if err != nil {
				t.Fatal(err)
			}
			grants = append(grants, g)
		}
		for i, g := range grants {
			if got, want := live(t, m, g.Token), i >= 2; got != want {
				t.Errorf("session %d of 22 is live: %t, want %t (the oldest go first)", i+1, got, want)
			}
		}
	})
}

// Callers at the same time must not leave more sessions than allowed.
func TestEvictionHoldsForConcurrentCallers(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{PerParticipant: 3})
	agent := chat.Participant{ID: "ada", Role: chat.RoleAgent}
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			if _, err := m.Admit(t.Context(), agent); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	rows, err := m.List(t.Context(), agent.ID)
	if n := len(rows); err != nil || n < 1 || n > 3 {
		t.Errorf("%d sessions are left (%v), want at most 3", n, err)
	}
}

// Rows from the future (a clock that was wrong) must not lock anybody out.
func TestEvictionSparesTheNewSession(t *testing.T) {
	store := memory.New()
	agent := chat.Participant{ID: "ada", Role: chat.RoleAgent}
	for _, id := range []string{"a", "b"} {
		future := time.Now().Add(time.Hour)
		row := session.Row{ID: id, Participant: agent, Created: future, Used: future}
		if err := store.PutSession(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	m := newManager(t, store, session.Options{PerParticipant: 2})
	g, err := m.Admit(t.Context(), agent)
	if err != nil {
		t.Fatal(err)
	}
	if !live(t, m, g.Token) {
		t.Error("the new session was evicted")
	}
}

// A full disk keeps nobody from reading.
func TestAUseThatCannotBeRecordedIsNoRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &spy{Store: memory.New(), touch: func(string) error {
			return &chat.Error{Code: chat.CodeUnavailable, Err: errors.New("disk full")}
		}}
		m := newManager(t, s, session.Options{Logger: slog.New(slog.DiscardHandler)})
		g := visit(t, m)
		time.Sleep(time.Hour)
		if !live(t, m, g.Token) {
			t.Error("Resolve refused a live session")
		}
	})
}

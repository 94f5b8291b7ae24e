package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

var sessionRules = []rule[SessionStore]{
	{"Session returns the row that PutSession stored, else ErrNotFound", testPutSession},
	{"PutSession takes the place of the row with the same ID", testReplaceSession},
	{"TouchSession raises Used and never lowers it", testTouchSession},
	{"TouchSession never brings a deleted row back", testTouchDeleted},
	{"DeleteSession removes a row; a missing one is no error", testDeleteSession},
	{"SessionsOf returns a participant's rows, the oldest first", testSessionsOf},
	{"Sweep removes the rows that stale reports and no other", testSweep},
	{"Sweep holds no lock while it calls stale, and spares a row that changes meanwhile", testSweepUnlocked},
	{"a call whose context has ended returns the context's error", testSessionContext},
	{"a closed store answers CodeUnavailable", testSessionsClosed},
}

var sessionReopenRules = []reopenRule[SessionStore]{
	{"a reopened store holds every session", testReopenSessions},
}

// row returns a session that began so many hours after created.
func row(id, participant string, hours int) session.Row {
	at := created.Add(time.Duration(hours) * time.Hour)
	return session.Row{
		ID:          id,
		Participant: chat.Participant{ID: participant, Name: "Ünal \x00", Role: chat.RoleVisitor},
		Created:     at,
		Used:        at.Add(time.Minute),
	}
}

func sameRow(a, b session.Row) bool {
	return a.ID == b.ID && a.Participant == b.Participant && a.Created.Equal(b.Created) && a.Used.Equal(b.Used) &&
		a.Identified == b.Identified && b.Created.Location() == a.Created.Location() && b.Used.Location() == a.Used.Location()
}

func mustPut(t testing.TB, s SessionStore, rows ...session.Row) {
	t.Helper()
	for _, r := range rows {
		if err := s.PutSession(t.Context(), r); err != nil {
			t.Fatalf("PutSession(%+v): %v", r, err)
		}
	}
}

func wantRow(t testing.TB, s SessionStore, want session.Row) {
	t.Helper()
	if got, err := s.Session(t.Context(), want.ID); err != nil || !sameRow(got, want) {
		t.Errorf("Session(%q) = %+v, %v; want %+v", want.ID, got, err, want)
	}
}

func wantNoRow(t testing.TB, s SessionStore, id string) {
	t.Helper()
	_, err := s.Session(t.Context(), id)
	wantError(t, fmt.Sprintf("Session(%q)", id), err, chat.ErrNotFound)
}

func wantSessionsOf(t testing.TB, s SessionStore, participant string, want ...session.Row) {
	t.Helper()
	got, err := s.SessionsOf(t.Context(), participant)
	if err != nil || !slices.EqualFunc(got, want, sameRow) {
		t.Errorf("SessionsOf(%q) = %+v, %v; want %+v", participant, got, err, want)
	}
}

func testPutSession(t *testing.T, s SessionStore) {
	a, b := row("a", "ann", 0), row("ab", "ann", 1)
	b.Identified = true
	b.Used = time.Time{}
	mustPut(t, s, a, b)
	wantRow(t, s, a)
	wantRow(t, s, b)
	for _, id := range []string{"", "abc", "ann", "A"} {
		wantNoRow(t, s, id)
	}
}

func testReplaceSession(t *testing.T, s SessionStore) {
	a := row("a", "ann", 0)
	mustPut(t, s, a)
	a.Participant = chat.Participant{ID: "bob", Name: "Bob", Role: chat.RoleAgent}
	a.Identified = true
	a.Created = a.Created.Add(-time.Hour)
	mustPut(t, s, a, a)
	wantRow(t, s, a)
	wantSessionsOf(t, s, "ann")
	wantSessionsOf(t, s, "bob", a)
}

func testTouchSession(t *testing.T, s SessionStore) {
	a, b := row("a", "ann", 0), row("b", "ann", 0)
	mustPut(t, s, a, b)
	for _, minutes := range []int{5, 3, 5, 90, -90} {
		used := a.Created.Add(time.Duration(minutes) * time.Minute)
		if err := s.TouchSession(t.Context(), "a", used); err != nil {
			t.Fatalf("TouchSession: %v", err)
		}
		if used.After(a.Used) {
			a.Used = used
		}
		wantRow(t, s, a)
	}
	wantRow(t, s, b)
	wantSessionsOf(t, s, "ann", a, b)
	wantError(t, "TouchSession of a missing row", s.TouchSession(t.Context(), "c", created), chat.ErrNotFound)
}

func testTouchDeleted(t *testing.T, s SessionStore) {
	for i := range 20 {
		a := row(fmt.Sprint(i), "ann", 0)
		mustPut(t, s, a)
		together(8, func(i int) {
			if i == 0 {
				if err := s.DeleteSession(t.Context(), a.ID); err != nil {
					t.Errorf("DeleteSession: %v", err)
				}
				return
			}
			err := s.TouchSession(t.Context(), a.ID, a.Used.Add(time.Duration(i)*time.Minute))
			if err != nil && chat.CodeOf(err) != chat.CodeNotFound {
				t.Errorf("TouchSession: %v", err)
			}
		})
		wantNoRow(t, s, a.ID)
	}
	wantSessionsOf(t, s, "ann")
}

func testDeleteSession(t *testing.T, s SessionStore) {
	a, b := row("a", "ann", 0), row("b", "ann", 1)
	mustPut(t, s, a, b)
	for range 2 {
		if err := s.DeleteSession(t.Context(), "a"); err != nil {
			t.Errorf("DeleteSession: %v", err)
		}
	}
	wantNoRow(t, s, "a")
	wantRow(t, s, b)
	wantSessionsOf(t, s, "ann", b)
}

func testSessionsOf(t *testing.T, s SessionStore) {
	old, mid, late := row("z", "ann", 0), row("a", "ann", 1), row("m", "ann", 2)
	mustPut(t, s, late, old, row("x", "an", 0), row("y", "annn", 0), mid)
	wantSessionsOf(t, s, "ann", old, mid, late)
	wantSessionsOf(t, s, "an", row("x", "an", 0))
	wantSessionsOf(t, s, "nobody")
	wantSessionsOf(t, s, "")
}

func testSweep(t *testing.T, s SessionStore) {
	const rows = 2500
	for i := range rows {
		if i < 100 || i%50 == 0 { // stores may sweep in portions
			mustPut(t, s, row(fmt.Sprintf("%04d", i), fmt.Sprint("ann", i%2), i))
		}
	}
	before := len(mustSessionsOf(t, s, "ann0"))
	seen := make(map[string]int)
	n, err := s.Sweep(t.Context(), func(r session.Row) bool {
		if want := row(r.ID, r.Participant.ID, int(r.Created.Sub(created)/time.Hour)); !sameRow(r, want) {
			t.Errorf("stale was asked about %+v; want %+v", r, want)
		}
		seen[r.ID]++
		return r.Participant.ID == "ann0"
	})
	if err != nil || n != before {
		t.Errorf("Sweep = %d, %v; want %d", n, err, before)
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("stale was asked %d times about %s; want 1", times, id)
		}
	}
	wantSessionsOf(t, s, "ann0")
	if left := len(mustSessionsOf(t, s, "ann1")); left != 50 || len(seen) != before+left {
		t.Errorf("Sweep saw %d rows and left %d; want %d and 50", len(seen), left, before+50)
	}
}

func mustSessionsOf(t testing.TB, s SessionStore, participant string) []session.Row {
	t.Helper()
	rows, err := s.SessionsOf(t.Context(), participant)
	if err != nil {
		t.Fatalf("SessionsOf(%q): %v", participant, err)
	}
	return rows
}

func testSweepUnlocked(t *testing.T, s SessionStore) {
	gone, touched, kept := row("a", "ann", 0), row("b", "ann", 1), row("c", "ann", 2)
	mustPut(t, s, gone, touched, kept)
	touched.Used = touched.Used.Add(time.Hour)
	late := row("d", "bob", 0)
	n, err := s.Sweep(t.Context(), func(r session.Row) bool {
		wantSessionsOf(t, s, "nobody")
		mustPut(t, s, late)
		if r.ID == touched.ID {
			if err := s.TouchSession(t.Context(), r.ID, touched.Used); err != nil {
				t.Errorf("TouchSession during Sweep: %v", err)
			}
		}
		return r.ID == gone.ID || r.ID == touched.ID
	})
	if err != nil || n != 1 {
		t.Errorf("Sweep = %d, %v; want 1", n, err)
	}
	wantSessionsOf(t, s, "ann", touched, kept)
	wantRow(t, s, late)
}

// sessionCalls are all methods.
func sessionCalls(s SessionStore) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"PutSession": func(ctx context.Context) error { return s.PutSession(ctx, row("new", "ann", 0)) },
		"Session": func(ctx context.Context) error {
			_, err := s.Session(ctx, "a")
			return err
		},
		"TouchSession":  func(ctx context.Context) error { return s.TouchSession(ctx, "a", created.Add(time.Hour)) },
		"DeleteSession": func(ctx context.Context) error { return s.DeleteSession(ctx, "a") },
		"SessionsOf": func(ctx context.Context) error {
			_, err := s.SessionsOf(ctx, "ann")
			return err
		},
		"Sweep": func(ctx context.Context) error {
			_, err := s.Sweep(ctx, func(session.Row) bool { return true })
			return err
		},
	}
}

func testSessionContext(t *testing.T, s SessionStore) {
	a := row("a", "ann", 0)
	mustPut(t, s, a)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range sessionCalls(s) {
		wantError(t, name, call(ctx), context.Canceled)
	}
	wantSessionsOf(t, s, "ann", a)
}

func testSessionsClosed(t *testing.T, s SessionStore) {
	mustPut(t, s, row("a", "ann", 0))
	closeStore(t, s)
	for name, call := range sessionCalls(s) {
		if code := chat.CodeOf(call(t.Context())); code != chat.CodeUnavailable {
			t.Errorf("%s on a closed store has the code %q; want %q", name, code, chat.CodeUnavailable)
		}
	}
}

func testReopenSessions(t *testing.T, s SessionStore, reopen func() SessionStore) {
	a, b, c := row("a", "ann", 0), row("b", "ann", 1), row("c", "ann", 2)
	mustPut(t, s, a, b, c)
	b.Used = b.Used.Add(time.Hour)
	if err := s.TouchSession(t.Context(), "b", b.Used); err != nil {
		t.Fatalf("TouchSession: %v", err)
	}
	if err := s.DeleteSession(t.Context(), "a"); err != nil {
		t.Fatalf("DeleteSession: %v", err)
	}
	var swept atomic.Int64
	s = reopen()
	wantSessionsOf(t, s, "ann", b, c)
	if n, err := s.Sweep(t.Context(), func(session.Row) bool { swept.Add(1); return true }); err != nil || n != 2 || swept.Load() != 2 {
		t.Errorf("Sweep after a reopen = %d, %v; want 2", n, err)
	}
}

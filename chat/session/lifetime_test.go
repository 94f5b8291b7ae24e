package session_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

const day = 24 * time.Hour

// kinds makes a session of each kind; the lifetimes are those of the defaults.
var kinds = map[string]struct {
	session.Lifetime
	grant func(*testing.T, *session.Manager) (session.Grant, error)
}{
	"anonymous": {session.Lifetime{Idle: 30 * day, Absolute: 180 * day}, func(t *testing.T, m *session.Manager) (session.Grant, error) {
		return m.Visit(t.Context())
	}},
	"identified": {session.Lifetime{Idle: day, Absolute: 30 * day}, func(t *testing.T, m *session.Manager) (session.Grant, error) {
		return m.Identify(t.Context(), visit(t, m).Session, session.User{ID: "1"})
	}},
	"agent": {session.Lifetime{Idle: time.Hour, Absolute: 12 * time.Hour}, func(t *testing.T, m *session.Manager) (session.Grant, error) {
		return m.Admit(t.Context(), chat.Participant{ID: "ada", Role: chat.RoleAgent})
	}},
}

func TestSessionsEndWhenIdle(t *testing.T) {
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newManager(t, memory.New(), session.Options{})
				g, err := k.grant(t, m)
				if err != nil {
					t.Fatal(err)
				}
				if want := time.Now().Add(k.Absolute); !g.Session.Expires.Equal(want) {
					t.Errorf("it expires at %v, want %v", g.Session.Expires, want)
				}
				time.Sleep(k.Idle - time.Nanosecond)
				if !live(t, m, g.Token) {
					t.Fatal("it ended too early")
				}
				time.Sleep(k.Idle)
				if live(t, m, g.Token) {
					t.Error("it is live though it was not used")
				}
			})
		})
	}
}

func TestSessionsEndHoweverMuchTheyAreUsed(t *testing.T) {
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newManager(t, memory.New(), session.Options{})
				g, err := k.grant(t, m)
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				for time.Since(began) < k.Absolute-k.Idle/2 {
					time.Sleep(k.Idle / 2)
					s, err := m.Check(t.Context(), g.Session.ID)
					if err != nil && time.Since(began) < k.Absolute {
						t.Fatalf("it ended after %v: %v", time.Since(began), err)
					}
					if err == nil && s != g.Session {
						t.Fatalf("it has become %+v, want %+v", s, g.Session)
					}
				}
				time.Sleep(time.Until(began.Add(k.Absolute)))
				if live(t, m, g.Token) {
					t.Errorf("it is live after %v", k.Absolute)
				}
			})
		})
	}
}

// Using a session must not cost a durable write each time.
func TestUsesAreWrittenAtMostOnceAMinute(t *testing.T) {
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var last time.Time
				s := &spy{Store: memory.New()}
				s.touch = func(string) error {
					if time.Since(last) < time.Minute {
						t.Errorf("written %v after the write before", time.Since(last))
					}
					last = time.Now()
					return nil
				}
				m := newManager(t, s, session.Options{})
				g, err := k.grant(t, m)
				if err != nil {
					t.Fatal(err)
				}
				last = time.Now()
				began := last
				for range 10 * 60 {
					time.Sleep(6 * time.Second)
					if !live(t, m, g.Token) {
						t.Fatal("it ended while it was used")
					}
				}
				if last.Equal(began) {
					t.Error("no use was written in an hour")
				}
			})
		})
	}
}

// A short time without use counts from the last use, too, though not each use is written.
func TestShortIdleCountsFromTheLastUse(t *testing.T) {
	for _, idle := range []time.Duration{30 * time.Second, 90 * time.Second, 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			m := newManager(t, memory.New(), session.Options{Anonymous: session.Lifetime{Idle: idle}})
			g := visit(t, m)
			for range 30 {
				time.Sleep(idle * 2 / 3)
				if !live(t, m, g.Token) {
					t.Fatalf("%v: it ended while it was used", idle)
				}
				time.Sleep(idle / 7)
				if !live(t, m, g.Token) {
					t.Fatalf("%v: it ended while it was used", idle)
				}
			}
		})
	}
}

// Whoever makes a session removes the expired ones, at most once an hour.
func TestExpiredSessionsAreSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sweeps := 0
		s := &spy{Store: memory.New(), sweep: func() { sweeps++ }}
		m := newManager(t, s, session.Options{})
		old := visit(t, m)
		for range 5 {
			visit(t, m)
		}
		if sweeps != 1 {
			t.Errorf("%d sweeps within the hour, want 1", sweeps)
		}
		time.Sleep(31 * day)
		latest := visit(t, m)
		for id, want := range map[string]chat.Code{old.Session.ID: chat.CodeNotFound, latest.Session.ID: ""} {
			if _, err := s.Session(t.Context(), id); chat.CodeOf(err) != want {
				t.Errorf("after the sweep the row reads %v, want code %q", err, want)
			}
		}
	})
}

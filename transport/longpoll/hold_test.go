package longpoll

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// inTime runs a test under a clock of its own, with a site over pipes.
func inTime(t *testing.T, limits chat.Limits, test func(t *testing.T, s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, newPipedSite(t, limits, peer.Options{}, &http.Server{}))
	})
}

// A poll is held for as long as it says, 25 seconds less jitter at most, and
// then answered with nothing but the cursor.
func TestPollIsHeldForItsWait(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		for _, c := range []struct {
			wait        any
			least, most time.Duration
		}{
			{0, 0, 0},
			{0.25, 250 * time.Millisecond, 250 * time.Millisecond},
			{3, 3 * time.Second, 3 * time.Second},
			{25, 22 * time.Second, 25 * time.Second},
			{3600, 22 * time.Second, 25 * time.Second},
			{nil, 22 * time.Second, 25 * time.Second},
		} {
			for _, connection := range []string{"a", "fresh"} {
				began := time.Now()
				a := s.poll(t, v, body{"connection": connection, "cursor": cursor, "wait": c.wait})
				if held := time.Since(began); held < c.least || held > c.most {
					t.Errorf("%s, wait %v: held for %v, want %v to %v", connection, c.wait, held, c.least, c.most)
				}
				if got := testsite.Types(a.frames); !slices.Equal(got, []string{"cursor"}) || a.cursor() != cursor {
					t.Errorf("%s, wait %v: got %s", connection, c.wait, a.payload)
				}
			}
		}
	})
}

// A heartbeat that is shorter than that bounds the hold too.
func TestPollIsHeldForAHeartbeatAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipedSite(t, chat.Limits{}, peer.Options{Heartbeat: 10 * time.Second}, &http.Server{})
		v := s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		began := time.Now()
		s.poll(t, v, body{"connection": "a", "cursor": cursor})
		if held := time.Since(began); held > 10*time.Second || held < 9*time.Second {
			t.Errorf("held for %v, want 10 s less jitter", held)
		}
	})
}

// What comes is answered at once, to every connection, also where there was no
// conversation before.
func TestPollIsAnsweredWhenSomethingComes(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		cursors := map[string]string{}
		for _, connection := range []string{"a", "b"} {
			cursors[connection] = s.poll(t, v, body{"connection": connection}).cursor()
		}
		for n := range int64(5) {
			began := time.Now()
			polls := map[string]<-chan answer{}
			for connection, cursor := range cursors {
				polls[connection] = s.start(t, v, body{"connection": connection, "cursor": cursor})
			}
			time.Sleep(10 * time.Second)
			s.Say(t, v, strconv.FormatInt(n, 10), "hello")
			for connection, answered := range polls {
				a := <-answered
				if got := a.offsets(); !slices.Equal(got, []int64{n + 1}) {
					t.Fatalf("%s: got %s, error %v, want event %d", connection, a.payload, a.err, n+1)
				}
				if took := time.Since(began); took != 10*time.Second {
					t.Errorf("%s: answered after %v, want 10 s", connection, took)
				}
				cursors[connection] = a.cursor()
			}
		}
	})
}

// A newer poll of a connection has an older one answered with 204 at once; what
// comes is for the newer one. Other connections and other sessions are not
// disturbed, whatever their names.
func TestNewerPollSupersedesTheOlder(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v, other := s.Visitor(t), s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		bystander := s.start(t, v, body{"connection": "b", "cursor": cursor})
		namesake := s.start(t, other, body{"connection": "a", "cursor": cursor})
		synctest.Wait()
		began := time.Now()
		var older []<-chan answer
		for range 5 {
			older = append(older, s.start(t, v, body{"connection": "a", "cursor": cursor}))
			synctest.Wait()
		}
		newest := older[len(older)-1]
		for _, answered := range older[:len(older)-1] {
			if a := <-answered; a.status != 204 || len(a.payload) > 0 || time.Since(began) > 0 {
				t.Errorf("an older poll: status %d, body %q after %v", a.status, a.payload, time.Since(began))
			}
		}
		s.Say(t, v, "k", "hello")
		for name, answered := range map[string]<-chan answer{"newest": newest, "bystander": bystander} {
			if a := <-answered; !slices.Equal(a.offsets(), []int64{1}) || time.Since(began) > 0 {
				t.Errorf("%s: status %d, body %s after %v", name, a.status, a.payload, time.Since(began))
			}
		}
		if a := <-namesake; a.status != 200 || time.Since(began) < 20*time.Second {
			t.Errorf("the other visitor's poll: status %d after %v", a.status, time.Since(began))
		}
	})
}

// A first poll supersedes too, and takes the place of the connection it had.
func TestFirstPollSupersedesTheOlder(t *testing.T) {
	inTime(t, chat.Limits{Connections: 1}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		older := s.start(t, v, body{"connection": "a", "cursor": cursor})
		synctest.Wait()
		if a := s.poll(t, v, body{"connection": "a", "first": true}); a.frames[0].Type() != "welcome" {
			t.Errorf("the newer poll got %s", a.payload)
		}
		if a := <-older; a.status != 204 {
			t.Errorf("the older poll got status %d", a.status)
		}
	})
}

// A poll that supersedes another goes on with what this client has been told.
func TestSupersedingPollTellsNothingTwice(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		s.Say(t, v, "k", "hello")
		s.poll(t, v, body{"connection": "b"}) // has the state remembered
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		if _, err := s.Engine.Do(t.Context(), v.Session, chat.Typing{On: true}); err != nil {
			t.Fatal(err)
		}
		cursor = s.poll(t, v, body{"connection": "a", "cursor": cursor}).cursor()
		older := s.start(t, v, body{"connection": "a", "cursor": cursor})
		synctest.Wait()
		began := time.Now()
		a := s.poll(t, v, body{"connection": "a", "cursor": cursor, "wait": 3})
		if time.Since(began) != 3*time.Second || len(a.frames) != 1 {
			t.Errorf("after %v came %s, want nothing for 3 s", time.Since(began), a.payload)
		}
		<-older
	})
}

// State is told once, not by every poll: a poll after it is held.
func TestStateIsToldOnce(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		s.Say(t, v, "k", "hello")
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		do := func(cmd chat.Command) {
			t.Helper()
			if _, err := s.Engine.Do(t.Context(), v.Session, cmd); err != nil {
				t.Fatal(err)
			}
		}
		do(chat.Typing{On: true})
		do(chat.Read{Offset: 1})
		a := s.poll(t, v, body{"connection": "a", "cursor": cursor})
		if got := testsite.Types(a.frames); !slices.Equal(got, []string{"typing", "read", "cursor"}) {
			t.Errorf("got %s", a.payload)
		}
		time.Sleep(linger - time.Second) // the connection is kept meanwhile
		began := time.Now()
		a = s.poll(t, v, body{"connection": "a", "cursor": a.cursor(), "wait": 5})
		if time.Since(began) != 5*time.Second || len(a.frames) != 1 {
			t.Errorf("after %v came %s, want nothing for 5 s", time.Since(began), a.payload)
		}
	})
}

// State whose answer was lost is told again, to a poll that brings the cursor from
// before it; and once that has arrived, no more.
func TestLostStateIsToldAgain(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		s.Say(t, v, "k", "hello")
		before := s.poll(t, v, body{"connection": "a"}).cursor()
		for _, cmd := range []chat.Command{chat.Typing{On: true}, chat.Read{Offset: 1}} {
			if _, err := s.Engine.Do(t.Context(), v.Session, cmd); err != nil {
				t.Fatal(err)
			}
		}
		after := before
		for range 3 {
			a := s.poll(t, v, body{"connection": "a", "cursor": before})
			if got := testsite.Types(a.frames); !slices.Equal(got, []string{"typing", "read", "cursor"}) {
				t.Errorf("got %s", a.payload)
			}
			after = a.cursor()
		}
		if a := s.poll(t, v, body{"connection": "a", "cursor": after, "wait": 1}); len(a.frames) != 1 || a.cursor() != after {
			t.Errorf("after it has arrived came %s", a.payload)
		}
		if a := s.poll(t, v, body{"connection": "another", "first": true, "cursor": after}); a.frames[0]["recovered"] != true {
			t.Errorf("another connection does not take the cursor: %s", a.payload)
		}
	})
}

// The server's own time-outs do not cut a poll that is held, over either version of
// HTTP.
func TestPollOutlivesTheServersTimeouts(t *testing.T) {
	for name, protocols := range map[string]*http.Protocols{"HTTP/1.1": nil, "HTTP/2": testsite.HTTP2()} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newPipedSite(t, chat.Limits{}, peer.Options{}, &http.Server{
					ReadTimeout: time.Second, WriteTimeout: time.Second, Protocols: protocols,
				})
				v := s.Visitor(t)
				cursor := s.poll(t, v, body{"connection": "a"}).cursor()
				for n := range 3 {
					answered := s.start(t, v, body{"connection": "a", "cursor": cursor})
					time.Sleep(20 * time.Second)
					s.Say(t, v, strconv.Itoa(n), "hello")
					a := <-answered
					if a.err != nil || !slices.Equal(a.offsets(), []int64{int64(n + 1)}) {
						t.Fatalf("got %s, error %v", a.payload, a.err)
					}
					cursor = a.cursor()
				}
			})
		})
	}
}

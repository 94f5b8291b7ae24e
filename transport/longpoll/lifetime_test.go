package longpoll

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
)

// A connection is kept for a minute after an answer, and then leaves nothing.
func TestConnectionIsForgottenAfterAMinute(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		for range 3 {
			time.Sleep(linger - time.Second)
			if polls, connections := s.held(); polls != 0 || connections != 1 {
				t.Fatalf("between two polls there are %d polls and %d connections, want 0 and 1", polls, connections)
			}
			s.poll(t, v, body{"connection": "a", "cursor": cursor, "wait": 0})
		}
		time.Sleep(linger + time.Second)
		if _, connections := s.held(); connections != 0 || len(s.transport.connections.bySession) != 0 {
			t.Errorf("after a minute there are %d connections, and %d sessions", connections, len(s.transport.connections.bySession))
		}
		s.Shutdown(t)
	})
}

// A poll whose connection was forgotten is held like any other. What it is then
// answered with begins with welcome, for who takes part and what was read may
// have changed in between.
func TestForgottenConnectionIsResumedSilently(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		s.Say(t, v, "1", "one")
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		time.Sleep(2 * linger)
		if _, err := s.Engine.Do(t.Context(), v.Session, chat.Read{Offset: 1}); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		a := s.poll(t, v, body{"connection": "a", "cursor": cursor, "wait": 5})
		if got := testsite.Types(a.frames); time.Since(began) != 5*time.Second || !slices.Equal(got, []string{"cursor"}) {
			t.Errorf("after %v came %s", time.Since(began), a.payload)
		}
		answered := s.start(t, v, body{"connection": "a", "cursor": a.cursor()})
		time.Sleep(time.Second)
		s.Say(t, v, "2", "two")
		a = <-answered
		if got := testsite.Types(a.frames); !slices.Equal(got, []string{"welcome", "event", "cursor"}) {
			t.Fatalf("got %s", a.payload)
		}
		if reads := a.frames[0]["reads"].([]any); len(reads) != 1 {
			t.Errorf("the welcome tells the read marks %v", reads)
		}
	})
}

// A client that leaves during a hold frees its place at once.
func TestClientThatLeavesFreesItsPlace(t *testing.T) {
	inTime(t, chat.Limits{Connections: 1}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "a"}).cursor()
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan answer)
		go func() { left <- s.send(ctx, v, body{"connection": "a", "cursor": cursor}) }()
		synctest.Wait()
		leave()
		if a := <-left; a.err == nil {
			t.Fatalf("the poll was answered with %d", a.status)
		}
		synctest.Wait()
		if polls, connections := s.held(); polls+connections > 0 {
			t.Errorf("%d polls and %d connections are left", polls, connections)
		}
		sub, _, err := s.Engine.Attach(t.Context(), v.Session, chat.Attach{})
		if err != nil {
			t.Fatalf("the place is not free: %v", err)
		}
		sub.Close()
	})
}

// A client that does not take its answer is dropped at the write timeout, and
// its place is free then.
func TestStalledClientIsDropped(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		stalled := s.dial()
		const content = `{"connection":"a"}`
		began := time.Now()
		_, err := fmt.Fprintf(stalled, "POST / HTTP/1.1\r\nHost: chat\r\nChat-Client: test/1\r\nAuthorization: Bearer %s\r\n"+
			"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", v.Token, len(content), content)
		if err != nil {
			t.Fatal(err)
		}
		<-s.served
		if took := time.Since(began); took != s.Host.WriteTimeout() {
			t.Errorf("the client was dropped after %v, want %v", took, s.Host.WriteTimeout())
		}
		if _, connections := s.held(); connections != 0 {
			t.Error("its connection is still there")
		}
	})
}

// A client that comes by another transport finds room, too, where its polls have left
// connections behind, and none where they are held.
func TestAParkedConnectionGivesWayToOtherTransports(t *testing.T) {
	inTime(t, chat.Limits{Connections: 1}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "parked"}).cursor()
		p, err := s.Host.Attach(t.Context(), v.Session, chat.Attach{})
		if err != nil {
			t.Fatal(err)
		}
		p.Close()
		answered := s.start(t, v, body{"connection": "held", "cursor": cursor})
		synctest.Wait()
		if _, err := s.Host.Attach(t.Context(), v.Session, chat.Attach{}); chat.CodeOf(err) != chat.CodeRateLimited {
			t.Errorf("beside a held poll: %v, want rate_limited", err)
		}
		if a := <-answered; a.status != 200 {
			t.Errorf("the held poll got %d", a.status)
		}
	})
}

// A page that is reloaded polls under a new name: its old connection, between
// two polls, gives way. One that is being polled does not.
func TestOnlyAParkedConnectionGivesWay(t *testing.T) {
	inTime(t, chat.Limits{Connections: 2}, func(t *testing.T, s *site) {
		v, other := s.Visitor(t), s.Visitor(t)
		s.poll(t, other, body{"connection": "other"})
		s.poll(t, v, body{"connection": "oldest"})
		time.Sleep(time.Second)
		cursor := s.poll(t, v, body{"connection": "old"}).cursor()
		time.Sleep(time.Second)
		s.poll(t, v, body{"connection": "new"})
		names := func() []string {
			var names []string
			for _, c := range s.transport.connections.bySession[v.Session.ID] {
				names = append(names, c.name)
			}
			slices.Sort(names)
			return names
		}
		if got := names(); !slices.Equal(got, []string{"new", "old"}) {
			t.Errorf("the connections are %v, want the oldest gone", got)
		}
		held := []<-chan answer{
			s.start(t, v, body{"connection": "old", "cursor": cursor}),
			s.start(t, v, body{"connection": "new", "cursor": cursor}),
		}
		synctest.Wait()
		a := s.send(t.Context(), v, body{"connection": "more"})
		if a.status != 429 || a.header.Get("Retry-After") == "" {
			t.Errorf("one too many: status %d, %s", a.status, a.payload)
		}
		for _, answered := range held {
			if a := <-answered; a.status != 200 {
				t.Errorf("a held poll was disturbed: status %d", a.status)
			}
		}
		if _, connections := s.held(); connections != 3 {
			t.Errorf("there are %d connections, want 3", connections)
		}
	})
}

// Shutdown tells held polls to come back and does not wait for connections that
// are between two polls.
func TestShutdownEndsHeldAndParkedConnections(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v := s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "held"}).cursor()
		s.poll(t, v, body{"connection": "parked"})
		answered := s.start(t, v, body{"connection": "held", "cursor": cursor})
		synctest.Wait()
		began := time.Now()
		s.Shutdown(t)
		if took := time.Since(began); took > 0 {
			t.Errorf("Shutdown took %v", took)
		}
		a := <-answered
		if bye := testsite.Find(a.frames, "bye"); bye.Text("code") != "restart" || a.cursor() != cursor {
			t.Errorf("the held poll was answered with %s", a.payload)
		}
		if a := s.send(t.Context(), v, body{"connection": "late", "cursor": cursor}); a.status != 503 {
			t.Errorf("after Shutdown a poll got status %d", a.status)
		}
		if polls, connections := s.held(); polls+connections > 0 {
			t.Errorf("%d polls and %d connections are left", polls, connections)
		}
	})
}

// A sign-out ends the connections of the session, held and parked alike.
func TestSignOutEndsTheSessionsConnections(t *testing.T) {
	inTime(t, chat.Limits{}, func(t *testing.T, s *site) {
		v, other := s.Visitor(t), s.Visitor(t)
		cursor := s.poll(t, v, body{"connection": "held"}).cursor()
		s.poll(t, v, body{"connection": "parked"})
		s.poll(t, other, body{"connection": "parked"})
		answered := s.start(t, v, body{"connection": "held", "cursor": cursor})
		synctest.Wait()
		if err := s.Sessions.Revoke(t.Context(), v.Session.ID); err != nil {
			t.Fatal(err)
		}
		a := <-answered
		if bye := testsite.Find(a.frames, "bye"); bye.Text("code") != "signed_out" {
			t.Errorf("the held poll was answered with %s", a.payload)
		}
		if a := s.send(t.Context(), v, body{"connection": "held", "cursor": cursor}); a.status != 401 {
			t.Errorf("after the sign-out a poll got status %d", a.status)
		}
		if _, connections := s.held(); connections != 1 {
			t.Errorf("%d connections are left, want the other visitor's", connections)
		}
	})
}

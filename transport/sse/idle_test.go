package sse

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// An idle stream lets its client hear something in time, again and again, in a
// form that leaves the client's cursor as it is.
func TestIdleStreamSendsHeartbeatsWithTheCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := testsite.New(t, chat.Limits{}, peer.Options{Heartbeat: 25 * time.Second})
		browser, _ := testsite.Pipe(t, &http.Server{Handler: http.HandlerFunc(New(s.Host).Serve)})
		v := s.Visitor(t)
		c := ask(t, browser, "http://chat", v, nil, nil)
		_, frames := c.read(t)
		told := time.Duration(frames[0]["heartbeat"].(float64) * float64(time.Second))
		if told > 25*time.Second {
			t.Errorf("welcome tells a heartbeat of %v", told)
		}
		s.Say(t, v, "k", "hello")
		said, _ := c.until(t, "event")
		for range 100 {
			before := time.Now()
			e, frames := c.read(t)
			if gap := time.Since(before); gap > told || gap < told/2 {
				t.Fatalf("nothing came for %v, though welcome tells %v", gap, told)
			}
			if len(frames) != 0 || e.id != said.id {
				t.Fatalf("the heartbeat is %+v, want [] with the id %q", e, said.id)
			}
		}
		s.Say(t, v, "l", "hello")
		c.until(t, "event")
		before := time.Now()
		if c.read(t); time.Since(before) < told/2 {
			t.Errorf("%v after an event came a heartbeat", time.Since(before))
		}
	})
}

// Whatever is sent puts the heartbeat off.
func TestBusyStreamSendsNoHeartbeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := testsite.New(t, chat.Limits{}, peer.Options{Heartbeat: 25 * time.Second})
		browser, _ := testsite.Pipe(t, &http.Server{Handler: http.HandlerFunc(New(s.Host).Serve)})
		v := s.Visitor(t)
		c := ask(t, browser, "http://chat", v, nil, nil)
		c.read(t)
		for i := range 20 {
			time.Sleep(15 * time.Second)
			s.Say(t, v, string(rune('a'+i)), "hello")
			if _, frames := c.read(t); testsite.Find(frames, "event") == nil {
				t.Fatalf("got %v, want the message", frames)
			}
		}
	})
}

// What comes up while something is being sent is sent at once after it.
func TestEventThatComesDuringAWriteIsNotForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := testsite.New(t, chat.Limits{}, peer.Options{})
		browser, _ := testsite.Pipe(t, &http.Server{Handler: http.HandlerFunc(New(s.Host).Serve)})
		v := s.Visitor(t)
		c := ask(t, browser, "http://chat", v, nil, nil)
		synctest.Wait() // welcome is being written: a pipe has no buffer
		s.Say(t, v, "k", "hello")
		synctest.Wait()
		began := time.Now()
		c.until(t, "event")
		if waited := time.Since(began); waited > 0 {
			t.Errorf("the message came after %v", waited)
		}
	})
}

// A client that takes nothing is dropped when a write has taken the write
// timeout, its place is free then, and its cursor brings everything.
func TestStalledClientIsDroppedAndResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := testsite.New(t, chat.Limits{Connections: 1}, peer.Options{WriteTimeout: 10 * time.Second})
		served := make(chan struct{}, 1)
		transport := New(s.Host)
		browser, dial := testsite.Pipe(t, &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			transport.Serve(w, r)
			served <- struct{}{}
		})})
		v := s.Visitor(t)
		before := s.Engine.Cursor("", 0)
		stalled := dial()
		began := time.Now()
		if _, err := io.WriteString(stalled, "GET / HTTP/1.1\r\nHost: chat\r\nAuthorization: Bearer "+v.Token+"\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		<-served
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("the stalled client was dropped after %v, want 10 s", took)
		}
		s.Say(t, v, "k", "hello")
		c := ask(t, browser, "http://chat", v, nil, http.Header{"Last-Event-Id": {before}})
		if _, e := c.until(t, "event"); e.Offset() != 1 {
			t.Errorf("after the stall came %v", e)
		}
		c.close()
		<-served
	})
}

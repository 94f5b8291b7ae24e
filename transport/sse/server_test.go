package sse

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// unwrapping is how host applications wrap ResponseWriters: nothing but Unwrap.
type unwrapping struct{ http.ResponseWriter }

func (u unwrapping) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// A stream lives on when the server's own time-outs are over, over either
// version of HTTP, through a wrapper that can only be unwrapped.
func TestStreamOutlivesTheServersTimeouts(t *testing.T) {
	for name, protocols := range map[string]*http.Protocols{"HTTP/1.1": nil, "HTTP/2": testsite.HTTP2()} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := testsite.New(t, chat.Limits{}, peer.Options{})
				transport := New(s.Host)
				browser, _ := testsite.Pipe(t, &http.Server{
					Handler:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { transport.Serve(unwrapping{w}, r) }),
					ReadTimeout:  time.Second,
					WriteTimeout: time.Second,
					Protocols:    protocols,
				})
				v := s.Visitor(t)
				c := ask(t, browser, "http://chat", v, nil, nil)
				c.read(t)
				for n := range 60 {
					time.Sleep(2 * time.Second)
					s.Say(t, v, strconv.Itoa(n), "hello")
					if _, e := c.until(t, "event"); e.Offset() != int64(n+1) {
						t.Fatalf("got %v, want event %d", e, n+1)
					}
				}
			})
		})
	}
}

// Over HTTP/2 too, where a stalled stream shares its connection with others
// that go on, a client that takes nothing is dropped at the write timeout.
func TestStalledHTTP2StreamIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := testsite.New(t, chat.Limits{Text: 60 << 10}, peer.Options{WriteTimeout: 10 * time.Second})
		transport := New(s.Host)
		var served []time.Duration
		began := time.Now()
		browser, _ := testsite.Pipe(t, &http.Server{
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				transport.Serve(w, r)
				served = append(served, time.Since(began))
			}),
			Protocols: testsite.HTTP2(),
		})
		v := s.Visitor(t)
		stalled := ask(t, browser, "http://chat", v, nil, nil)
		healthy := ask(t, browser, "http://chat", v, nil, nil)
		large := strings.Repeat("x", 60<<10)
		for n := range 100 { // more than the client's window of 4 MiB
			s.Say(t, v, strconv.Itoa(n), large)
			if _, e := healthy.until(t, "event"); e.Offset() != int64(n+1) {
				t.Fatalf("the healthy stream got event %d, want %d", e.Offset(), n+1)
			}
		}
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if len(served) != 1 || served[0] != 10*time.Second {
			t.Errorf("streams were dropped after %v, want the stalled one after 10 s", served)
		}
		stalled.close()
	})
}

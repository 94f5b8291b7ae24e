package websocket_test

import (
	"net/http"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
)

// An idle connection costs one goroutine.
func TestIdleConnectionHasOneGoroutine(t *testing.T) {
	const connections = 50
	s := start(t, chat.Limits{Connections: connections}, peer.Options{}, nil)
	l, err := s.visitor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	for range connections {
		shake(t, s.connect(t), frame(opText, hello(l.Token))).want("welcome")
	}
	settles(t, "goroutines of idle connections", func() bool { return runtime.NumGoroutine()-before <= connections })
}

// Nothing keeps the handshake's request once a connection is open.
func TestRequestIsReleased(t *testing.T) {
	var request weak.Pointer[http.Request]
	s := start(t, chat.Limits{}, peer.Options{}, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			request = weak.Make(r)
			h.ServeHTTP(w, r)
		})
	})
	l, err := s.visitor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := shake(t, s.connect(t), frame(opText, hello(l.Token)))
	r.want("welcome")
	settles(t, "the request is gone", func() bool {
		runtime.GC()
		return request.Value() == nil
	})
	r.send(opText, `[{"type":"ping"}]`)
	r.want("pong")
}

// settles waits until something holds that takes effect in the background.
func settles(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		if holds() {
			return
		}
		<-tick.C
	}
	t.Errorf("not in time: %s", what)
}

// Package peer is what one connection is, whatever carries it: who may connect,
// what a payload of the client does, what the next payload of the server is.
// The transports (websocket, sse, longpoll) only move payloads; the rules of
// the protocol are here, once.
package peer

import "net/http"

// Transport is one way for payloads to travel. Implementations pass
// transporttest.Run and are safe for concurrent use.
type Transport interface {
	// Name is the word for it in logs and metrics: "websocket", "sse", "longpoll".
	Name() string
	// Serve carries one request: a connection, or for long polling one poll. It
	// answers refusals itself. It may return before the connection has ended;
	// whatever goroutine is left then is one that Host.Go started, so that Host.Wait
	// waits for it.
	Serve(w http.ResponseWriter, r *http.Request)
}

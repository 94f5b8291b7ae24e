package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// tap is the ResponseWriter of a request that is watched. It changes nothing.
type tap struct {
	http.ResponseWriter
	down io.Writer // gets what is written too; nil: nobody
	link *taken    // what a hijacked connection becomes; nil: it may not be

	status  int
	written int
}

// taken is what is needed to go on watching a connection that is hijacked.
type taken struct {
	visitor *visitor
	link    *link
	conn    *watchedConn // set by Hijack
}

// Unwrap lets an http.ResponseController through.
func (t *tap) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (t *tap) WriteHeader(status int) {
	if t.status == 0 {
		t.status = status
	}
	t.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (t *tap) Write(b []byte) (int, error) {
	n, err := t.ResponseWriter.Write(b)
	t.written += n
	if t.down != nil {
		t.down.Write(b[:n])
	}
	return n, err
}

// answer returns the status of the answer.
func (t *tap) answer() int {
	if t.status == 0 {
		return http.StatusOK
	}
	return t.status
}

// Hijack implements http.Hijacker for the handshake of a WebSocket.
func (t *tap) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if t.link == nil {
		return nil, nil, http.ErrNotSupported
	}
	conn, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	watched := watch(conn, t.link.visitor, t.link.link)
	t.link.conn = watched
	// What the client has sent behind its handshake is in net/http's buffer.
	early, _ := rw.Reader.Peek(rw.Reader.Buffered())
	watched.up.read(early)
	reader := bufio.NewReader(io.MultiReader(bytes.NewReader(bytes.Clone(early)), watched))
	if _, err := reader.Peek(len(early)); err != nil {
		watched.Close()
		return nil, nil, err
	}
	return watched, bufio.NewReadWriter(reader, bufio.NewWriter(watched)), nil
}

package websocket

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"time"
)

// The buffers of a connection. They are small because most connections are
// idle; a larger payload goes around them.
const (
	readBuffer  = 512
	writeBuffer = 1 << 10
)

// upgrade is the ResponseWriter of a handshake. It hands the connection over
// with small buffers of its own in place of net/http's.
type upgrade struct {
	http.ResponseWriter
	timeout time.Duration
	socket  *socket // set by Hijack
}

// WriteHeader implements http.ResponseWriter. Gin's writer sends the header
// only when it is told to.
func (u *upgrade) WriteHeader(status int) {
	u.ResponseWriter.WriteHeader(status)
	if lazy, ok := u.ResponseWriter.(interface{ WriteHeaderNow() }); ok {
		lazy.WriteHeaderNow()
	}
}

// Hijack implements http.Hijacker.
func (u *upgrade) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(u.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	u.socket = newSocket(conn, u.timeout)
	// What the client has sent behind its handshake is in net/http's buffer.
	early, _ := rw.Reader.Peek(rw.Reader.Buffered())
	br := bufio.NewReaderSize(bytes.NewReader(bytes.Clone(early)), max(readBuffer, len(early)))
	if _, err := br.Peek(len(early)); err != nil {
		conn.Close()
		return nil, nil, err
	}
	return u.socket, bufio.NewReadWriter(br, bufio.NewWriterSize(u.socket, writeBuffer)), nil
}

// canHijack reports whether a ResponseWriter, or one that it wraps, gives its
// connection away.
func canHijack(w http.ResponseWriter) bool {
	for {
		if _, ok := w.(http.Hijacker); ok {
			return true
		}
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return false
		}
		w = wrapper.Unwrap()
	}
}

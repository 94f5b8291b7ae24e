package sse

import (
	"net/http"
	"time"
)

// guard is the ResponseWriter that the library writes a stream to. The library
// ignores write errors, sets no deadlines and does not look through wrappers;
// the guard does: each event has a deadline of its own, and the first error ends
// the stream. Its methods are called by the handler's goroutine only.
type guard struct {
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration // what writing one event may take
	begin   func()        // called once, when the headers are on their way
	end     func(error)   // ends the stream
	written chan struct{} // one token for each event written; has room for the one in flight

	header     http.Header // what the library sets, until it is written; else nil
	subscribed bool        // the library has begun to answer
	begun      bool        // begin was called
	armed      bool        // a write deadline is set
	failed     error
}

// Header implements http.ResponseWriter. Some of what the library sets is not
// right, so it gets a header of its own.
func (g *guard) Header() http.Header {
	if g.header == nil {
		g.header = http.Header{}
	}
	return g.header
}

// WriteHeader implements http.ResponseWriter. The library calls it right after
// it has subscribed the stream.
func (g *guard) WriteHeader(status int) {
	g.subscribed = true
	h := g.w.Header()
	h.Set("Content-Type", g.header.Get("Content-Type"))
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx
	g.header = nil
	g.w.WriteHeader(status)
	clear(h) // net/http has a copy, and nobody looks at this one for as long as the stream lasts
}

// Write implements http.ResponseWriter. It may block, until the deadline, for
// net/http's buffers are smaller than an event can be.
func (g *guard) Write(p []byte) (int, error) {
	if g.arm(); g.failed != nil {
		return 0, g.failed
	}
	n, err := g.w.Write(p)
	g.fail(err)
	return n, err
}

// Flush implements http.Flusher: the library flushes the headers once, then
// after each event.
func (g *guard) Flush() {
	if g.arm(); g.failed == nil {
		g.fail(g.control.Flush())
	}
	g.disarm()
	switch {
	case g.failed != nil:
	case !g.begun:
		g.begun = true
		g.begin()
	default:
		select {
		case g.written <- struct{}{}:
		default: // nobody waits any more: the stream ends
		}
	}
}

// arm starts the time that an event has, with the first piece of it.
func (g *guard) arm() {
	if !g.armed && g.failed == nil {
		g.armed = true
		g.fail(g.control.SetWriteDeadline(time.Now().Add(g.timeout)))
	}
}

// disarm lets the stream be idle for as long as it likes: over HTTP/2 a
// deadline ends the stream even when nothing is written.
func (g *guard) disarm() {
	if g.armed && g.failed == nil {
		g.armed = false
		g.fail(g.control.SetWriteDeadline(time.Time{}))
	}
}

func (g *guard) fail(err error) {
	if err != nil && g.failed == nil {
		g.failed = err
		g.end(err)
	}
}

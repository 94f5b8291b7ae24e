package websocket

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// socket is a network connection whose writes have a deadline, and which knows
// when it last read something. A deadline is much cheaper than a context for each
// message, and covers what the WebSocket library writes by itself.
type socket struct {
	net.Conn
	began time.Time
	heard atomic.Int64 // when something was read last, since began

	message atomic.Bool // a message has begun and must not take for ever
	bounded atomic.Bool // it has a deadline, because it did not come in one piece

	mu      sync.Mutex    // guards what follows and orders the deadlines
	timeout time.Duration // what one write may take
	writeBy time.Duration // the write deadline, since began
	closing bool          // the read deadline is final
}

func newSocket(c net.Conn, timeout time.Duration) *socket {
	return &socket{Conn: c, began: time.Now(), timeout: timeout}
}

// Read implements net.Conn.
func (s *socket) Read(p []byte) (int, error) {
	if s.message.Load() && s.bounded.CompareAndSwap(false, true) {
		s.readWithin(messageWithin)
	}
	n, err := s.Conn.Read(p)
	if n > 0 {
		s.heard.Store(int64(time.Since(s.began)))
	}
	return n, err
}

// Write implements net.Conn.
func (s *socket) Write(p []byte) (int, error) {
	if err := s.writeWithin(); err != nil {
		return 0, err
	}
	return s.Conn.Write(p)
}

// writeWithin gives a write its time, or a little less: to set a deadline costs
// more than to look whether the last one will do.
func (s *socket) writeWithin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Since(s.began)
	if left := s.writeBy - now; left >= s.timeout*3/4 && left <= s.timeout {
		return nil
	}
	s.writeBy = now + s.timeout
	return s.SetWriteDeadline(s.began.Add(s.writeBy))
}

// messageBegins bounds what reading the rest of a message may take. It costs
// nothing for a message that was read together with its header.
func (s *socket) messageBegins() { s.message.Store(true) }

func (s *socket) messageEnds() {
	s.message.Store(false)
	if s.bounded.CompareAndSwap(true, false) {
		s.readWithin(0)
	}
}

// silence returns how long nothing was read.
func (s *socket) silence() time.Duration {
	return time.Since(s.began) - time.Duration(s.heard.Load())
}

// readWithin bounds what reading may take from now on; 0 takes the bound away.
func (s *socket) readWithin(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return
	}
	s.setReadDeadline(d)
}

// closeWithin bounds all that is still read and written.
func (s *socket) closeWithin(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing = true
	s.timeout = min(s.timeout, d)
	s.setReadDeadline(d)
}

func (s *socket) setReadDeadline(d time.Duration) {
	var at time.Time
	if d > 0 {
		at = time.Now().Add(d)
	}
	_ = s.SetReadDeadline(at) // fails only when the connection is closed
}

package transporttest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// slowReader has one tab read nothing while more is said than the sockets in
// between can hold. Another tab sees it all meanwhile, and the slow one in the end.
func slowReader(s *suite) {
	const messages = 200
	l := s.visitor()
	quick, slow := s.open(l), s.open(l, narrow)
	long := strings.Repeat("x", slowText)
	for i := range messages {
		s.say(l, fmt.Sprint("k", i), long)
		for quick.offset < int64(i+1) {
			s.promptly(quick)
		}
	}
	for slow.offset < quick.offset {
		if err := slow.read(s.context()); err != nil { // it was dropped for being slow
			if s.broken(err) {
				return
			}
			slow = s.open(l, at(slow.cursor))
			if !slow.welcome.Recovered {
				s.Fatal("the slow reader could not resume")
			}
		}
		slow.unread = nil
	}
}

// promptly reads a payload that must come before a write to the slow tab is
// given up.
func (s *suite) promptly(quick *tab) {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := quick.read(ctx); err != nil {
		s.Fatalf("the quick reader was held up or cut off: %v", err)
	}
	quick.unread = nil
}

const slowText = 40000

// narrow gives a connection a small receive buffer, which is soon full.
func narrow(h *Hello) {
	h.Network = &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, network, address)
		if tcp, ok := c.(*net.TCPConn); ok {
			err = tcp.SetReadBuffer(128 << 10)
		}
		return c, err
	}}
}

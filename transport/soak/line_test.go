package soak

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// line is the network of one client, which can stop to read, and break.
type line struct {
	http.Transport
	stalled chan struct{} // closed: nothing is read any more

	mu    sync.Mutex // guards conns
	conns []*net.TCPConn
}

func newLine() *line {
	l := &line{stalled: make(chan struct{})}
	l.DialContext = l.dial
	return l
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	tcp := c.(*net.TCPConn)
	_ = tcp.SetReadBuffer(4 << 10) // so that little fills it
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns = append(l.conns, tcp)
	return &lazyConn{tcp, l.stalled, make(chan struct{}), sync.Once{}}, nil
}

// stall has the client read nothing from now on.
func (l *line) stall() { close(l.stalled) }

// cut ends the connections as a crash of the client's machine would be noticed:
// with a reset.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.conns {
		_ = c.SetLinger(0)
		_ = c.Close()
	}
}

// lazyConn is a connection that is not read any more once its line has stalled.
type lazyConn struct {
	*net.TCPConn
	stalled <-chan struct{}
	closed  chan struct{}
	once    sync.Once
}

func (c *lazyConn) Read(p []byte) (int, error) {
	select {
	case <-c.stalled:
		<-c.closed
		return 0, net.ErrClosed
	default:
		return c.TCPConn.Read(p)
	}
}

func (c *lazyConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.TCPConn.Close()
}

package testsite

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
)

// Pipe runs a server over pipes in memory, so that it can run under the clock of
// testing/synctest. It returns a client that speaks the server's Protocols, and a
// function that opens a bare connection. The server ends with the test, without
// waiting for connections.
func Pipe(t *testing.T, server *http.Server) (client *http.Client, dial func() net.Conn) {
	t.Helper()
	l := &listener{conns: make(chan net.Conn), closed: make(chan struct{})}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(l) }) // it always ends with an error
	transport := &http.Transport{
		Protocols:   server.Protocols,
		DialContext: func(context.Context, string, string) (net.Conn, error) { return l.dial() },
	}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		serving.Wait()
	})
	return &http.Client{Transport: transport}, func() net.Conn {
		t.Helper()
		c, err := l.dial()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
}

// HTTP2 returns the protocols of a server, and of its client, that only speak
// HTTP/2, without TLS.
func HTTP2() *http.Protocols {
	var p http.Protocols
	p.SetUnencryptedHTTP2(true)
	return &p
}

// listener accepts the pipes that dial makes.
type listener struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *listener) dial() (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *listener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

package transport

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A client that asks and asks and reads no answer is dropped, whatever it asks for,
// also where the host's server has no time-out of its own.
func TestWhoReadsNoAnswersIsDropped(t *testing.T) {
	closed := make(chan struct{}, 1)
	r := newRig(t, Options{WriteTimeout: 100 * time.Millisecond})
	server := httptest.NewUnstartedServer(r.chat)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- struct{}{}
		}
	}
	server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		c.(*net.TCPConn).SetWriteBuffer(4 << 10)
		return ctx
	}
	server.Start()
	defer server.Close()
	for _, asked := range []string{
		"GET openapi.json", "GET client.js", "GET page", "GET nowhere", "GET session", "OPTIONS session", "PUT session",
		"GET sse", "GET ws", "GET ws Connection: upgrade\r\nUpgrade: websocket", "POST poll", "POST page",
	} {
		t.Run(asked, func(t *testing.T) {
			part := append(strings.SplitN(asked, " ", 3), "Accept: */*")
			request := part[0] + " /chat/" + part[1] + " HTTP/1.1\r\nHost: chat\r\n" + part[2] + "\r\n\r\n"
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			conn.(*net.TCPConn).SetReadBuffer(4 << 10)
			written := make(chan error, 1)
			go func() {
				_, err := io.WriteString(conn, strings.Repeat(request, 50_000))
				written <- err
			}()
			select {
			case <-closed:
				conn.Close()
			case <-time.After(20 * time.Second):
				t.Error("it holds its connection")
				conn.Close()
				<-closed
			}
			<-written
		})
	}
}

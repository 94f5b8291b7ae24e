package websocket_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/chatmount/chatmount/transport/websocket"
)

// pipes is a listener whose connections are in memory, so that time can be faked.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

// bubble is a server in fake time.
type bubble struct {
	*server
	*pipes
}

// inBubble runs a test in fake time against a server.
func inBubble(t *testing.T, o peer.Options, test func(t *testing.T, b *bubble)) {
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{newServer(t, chat.Limits{Rate: 1e6, Burst: 1e6, Connections: 100}, o), &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}}
		mux := http.NewServeMux()
		mux.HandleFunc("/ws", websocket.New(b.host).Serve)
		// The server's own deadlines must not reach a hijacked connection.
		s := &http.Server{Handler: mux, ReadTimeout: time.Second, WriteTimeout: time.Second, IdleTimeout: time.Second}
		served := make(chan error)
		go func() { served <- s.Serve(b.pipes) }()
		defer func() {
			s.Close()
			if err := <-served; !errors.Is(err, http.ErrServerClosed) {
				t.Error(err)
			}
		}()
		defer b.stop(t)
		test(t, b)
	})
}

// connect returns a client that is welcome.
func (b *bubble) open(t *testing.T) *raw {
	t.Helper()
	l, err := b.visitor(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return b.openAs(t, l.Token)
}

// openAs is open for the visitor with a token.
func (b *bubble) openAs(t *testing.T, token string) *raw {
	t.Helper()
	c := shake(t, b.dial(), frame(opText, hello(token)))
	c.want(`"welcome"`)
	return c
}

// took returns how long f takes, to the millisecond.
func took(f func()) time.Duration {
	began := time.Now()
	f()
	return time.Since(began).Truncate(time.Millisecond)
}

// Who does not say hello is sent away after 5 seconds, whatever else is sent.
func TestHelloInTime(t *testing.T) {
	inBubble(t, peer.Options{}, func(t *testing.T, b *bubble) {
		c := shake(t, b.dial(), frame(opText, `[{"type":"ping"}]`))
		if d := took(func() { c.want(`"error"`, "hello has to come first"); c.want("in time", `"bye"`, `"invalid"`) }); d != 5*time.Second {
			t.Errorf("bye came after %v", d)
		}
		if code := c.closed(); code != 1008 {
			t.Errorf("closed with %d, want 1008", code)
		}
	})
}

// A client that answers pings stays connected, and hears a heartbeat in time.
func TestHeartbeat(t *testing.T) {
	inBubble(t, peer.Options{}, func(t *testing.T, b *bubble) {
		c := b.open(t)
		last, beats := time.Now(), 0
		for ends := last.Add(time.Hour); time.Now().Before(ends); {
			op, payload, err := c.next()
			if err != nil {
				t.Fatalf("the connection ended: %v", err)
			}
			switch {
			case op == opPing:
				c.send(0xa, payload)
			case payload == "[]":
				if silent := time.Since(last); silent > 25*time.Second {
					t.Errorf("nothing was heard for %v", silent)
				}
				last = time.Now()
				beats++
			}
		}
		if beats < 144 || beats > 200 {
			t.Errorf("%d heartbeats in an hour", beats)
		}
	})
}

// A client that reads but answers nothing is dropped 10 s after a heartbeat.
func TestDeadPeerIsDropped(t *testing.T) {
	inBubble(t, peer.Options{}, func(t *testing.T, b *bubble) {
		c := b.open(t)
		d := took(func() { c.closed() })
		if d < 30*time.Second || d > 35*time.Second {
			t.Errorf("dropped after %v, want the time to the heartbeat and 10 s", d)
		}
	})
}

// A client that does not read is dropped when a write has taken too long.
func TestStalledReaderIsDropped(t *testing.T) {
	inBubble(t, peer.Options{WriteTimeout: 3 * time.Second}, func(t *testing.T, b *bubble) {
		l, err := b.visitor(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		c := shake(t, b.dial(), frame(opText, hello(l.Token)))
		c.want(`"welcome"`)
		if _, err := b.engine.Do(context.Background(), l.Session, chat.Send{Key: "k", Parts: []chat.Part{chat.Text("x")}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3*time.Second + time.Millisecond)
		synctest.Wait()
		if err := b.host.Wait(context.Background()); err != nil {
			t.Error(err)
		}
		if d := took(func() { c.closed() }); d != 0 {
			t.Errorf("the connection lived %v longer", d)
		}
	})
}

// A message that has begun must arrive within 10 seconds.
func TestTrickledMessage(t *testing.T) {
	inBubble(t, peer.Options{}, func(t *testing.T, b *bubble) {
		c := b.open(t)
		message := frame(opText, `[{"type":"ping"}]`)
		if _, err := c.Write(message[:10]); err != nil {
			t.Fatal(err)
		}
		if d := took(func() { c.want("did not arrive in time", `"bye"`) }); d != 10*time.Second {
			t.Errorf("bye came after %v", d)
		}
		slow := b.open(t)
		for i := range message { // the next message has its time to itself
			if _, err := slow.Write(message[i : i+1]); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
		}
		slow.want("pong")
		time.Sleep(20 * time.Second)
		go func() { _, _ = slow.Write(message) }()
		slow.want("pong")
	})
}

// Shutdown is quick though clients answer nothing: neither bye nor close.
func TestShutdownOfSilentClients(t *testing.T) {
	inBubble(t, peer.Options{}, func(t *testing.T, b *bubble) {
		reading, stalled := b.open(t), b.open(t)
		var closed int
		go func() { closed = reading.closed() }()
		d := took(func() {
			if err := b.shutdown(context.Background()); err != nil {
				t.Error(err)
			}
		})
		if d > 4*time.Second {
			t.Errorf("Shutdown took %v", d)
		}
		synctest.Wait()
		if closed != 1012 {
			t.Errorf("closed with %d, want 1012", closed)
		}
		stalled.closed()
	})
}

// Clients that do not read hold up nobody but themselves, however many they are.
func TestStalledReadersHoldUpNobody(t *testing.T) {
	inBubble(t, peer.Options{}, func(t *testing.T, b *bubble) {
		const stalled = 40
		l, err := b.visitor(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for range stalled {
			b.openAs(t, l.Token)
		}
		c := b.openAs(t, l.Token)
		for range 3 {
			d := took(func() {
				if _, err := b.engine.Do(context.Background(), l.Session, chat.Send{Key: rand.Text(), Parts: []chat.Part{chat.Text("x")}}); err != nil {
					t.Fatal(err)
				}
				c.want(`"event"`)
			})
			if d > 50*time.Millisecond {
				t.Errorf("a message took %v while others did not read", d)
			}
		}
	})
}

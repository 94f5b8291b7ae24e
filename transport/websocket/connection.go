package websocket

import (
	"context"
	"errors"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/coder/websocket"
)

const (
	helloWithin   = 5 * time.Second
	messageWithin = 10 * time.Second // what a message may take, once it has begun
	closeWithin   = 2 * time.Second  // what bye and the closing handshake may take, each
	grace         = 10 * time.Second // what a client may take to answer a ping
)

var errNoHello = &chat.Error{Code: chat.CodeInvalid, Message: "hello did not come in time."}

// connection is one WebSocket. The goroutine that reads owns it, first in start,
// then in serve: whatever else works on it does so in tasks, for which end waits.
type connection struct {
	host    *peer.Host
	writers *writers
	release func() // gives its place back
	ws      *websocket.Conn
	socket  *socket
	peer    *peer.Peer // nil until hello
	tasks   sync.WaitGroup

	mu      sync.Mutex // guards what follows
	writer  writer
	rung    bool // there may be something that the busy writer has not seen
	probing bool // the client was pinged
	ended   bool // nothing begins any more
	beats   *time.Timer
}

// start opens the connection, which serve then serves. That is on a goroutine
// of its own, because opening has made this one's stack grow, and an idle
// connection is to have a small one.
func (c *connection) start(r *http.Request) {
	opened := false
	defer func() {
		if !opened {
			c.end()
		}
	}()
	if opened = c.open(r); opened {
		c.host.Go(func() {
			defer c.end()
			c.serve()
		})
	}
}

// open waits for hello and opens the peer that it asks for.
func (c *connection) open(r *http.Request) bool {
	c.socket.readWithin(helloWithin)
	c.writer = busy // until the client is welcome
	release := c.hurry()
	defer release()
	for {
		m, err := c.read()
		if err != nil {
			if stopping(c.host) {
				c.write(c.host.Refuse(context.Background(), chat.ErrStopped))
				return false
			}
			c.readFailed(err, errNoHello)
			return false
		}
		g := c.greet(m)
		m.free()
		if !c.write(g.Answer) {
			return false
		}
		if g.Hello != nil {
			release()
			return c.welcome(r, g)
		}
	}
}

// hurry ends the wait for hello when the engine stops, until release, which may
// be called twice: a client that says nothing does not hold a shutdown up.
func (c *connection) hurry() (release func()) {
	released, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-c.host.Engine().Stopping():
			c.socket.readWithin(time.Nanosecond)
		case <-released:
		}
	}()
	return sync.OnceFunc(func() {
		close(released)
		<-done
	})
}

func stopping(h *peer.Host) bool {
	select {
	case <-h.Engine().Stopping():
		return true
	default:
		return false
	}
}

func (c *connection) greet(m message) peer.Greeting {
	if m.binary {
		return peer.Greeting{Answer: c.host.Reject(context.Background(), errBinary)}
	}
	return c.host.Greet(context.Background(), m.payload)
}

// welcome attaches the peer. Its welcome comes before all else.
func (c *connection) welcome(r *http.Request, g peer.Greeting) bool {
	ctx := context.Background()
	s, err := c.host.Session(r, g.Hello.Token)
	if err == nil {
		c.peer, err = c.host.Attach(ctx, s, chat.Attach{
			Conversation: g.Hello.Conversation, Cursor: g.Hello.Cursor, Ring: c.ring,
		})
	}
	if err != nil {
		c.write(c.host.Refuse(ctx, err))
		return false
	}
	c.socket.readWithin(0)
	c.keepAlive()
	return c.drain(peer.Payload{}) && c.answer(c.peer.ReceiveRest(ctx, g))
}

// serve carries out what the client sends.
func (c *connection) serve() {
	for {
		m, err := c.read()
		if err != nil {
			c.readFailed(err, nil)
			return
		}
		answer := c.receive(m)
		m.free()
		if !c.answer(answer) {
			return
		}
	}
}

func (c *connection) receive(m message) peer.Payload {
	if m.binary {
		return c.host.Reject(context.Background(), errBinary)
	}
	return c.peer.Receive(context.Background(), m.payload)
}

// readFailed ends a connection from which no further message can be read. late
// is what a client is told that let the deadline pass; nil: nothing.
func (c *connection) readFailed(err error, late *chat.Error) {
	if late != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		err = late
	}
	var told *chat.Error
	if !errors.As(err, &told) {
		return
	}
	code := websocket.StatusPolicyViolation
	if told.Code == chat.CodeTooLarge {
		code = websocket.StatusMessageTooBig
	}
	c.bye(c.host.Refuse(context.Background(), told), code)
}

// end closes the connection, however far it came, and returns when nobody works
// on it any more.
func (c *connection) end() {
	c.mu.Lock()
	c.ended = true
	if c.beats != nil {
		c.beats.Stop()
	}
	c.mu.Unlock()
	c.ws.CloseNow()
	c.tasks.Wait()
	if c.peer != nil {
		c.peer.Close()
	}
	c.release()
}

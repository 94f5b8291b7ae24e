package websocket

import (
	"context"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/coder/websocket"
)

// writer says who asks the peer for payloads and writes them: one goroutine at
// a time.
type writer uint8

const (
	idle      writer = iota
	scheduled        // the host's writers will, when they come to it
	busy
)

// ring is told by the engine that the peer may have something.
func (c *connection) ring() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.ended:
	case c.writer == idle:
		c.writer = scheduled
		c.tasks.Add(1)
		c.writers.add(c)
	case c.writer == busy:
		c.rung = true
	}
}

// claim makes the caller the writer, where one is scheduled.
func (c *connection) claim() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writer != scheduled {
		return false
	}
	c.writer = busy
	return true
}

// rest ends the caller's turn as the writer, unless there may be more.
func (c *connection) rest() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rung {
		c.rung = false
		return false
	}
	c.writer = idle
	return true
}

// pump writes what there is, unless the reader already does so. A writer calls it.
func (c *connection) pump() {
	defer c.host.Recover("the writer of a WebSocket")
	open := false
	defer func() {
		if !open {
			c.ws.CloseNow()
		}
	}()
	open = !c.claim() || c.drain(peer.Payload{})
}

// answer writes the answer to a message, and together with it the events that
// the message has led to: nobody is rung for these. A writer that is at work
// looks for them.
func (c *connection) answer(p peer.Payload) bool {
	if p.JSON != nil && !p.Bye && c.seize() {
		return c.drain(p)
	}
	return c.write(p)
}

// seize makes the caller the writer, or has the one at work look once more.
func (c *connection) seize() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writer == busy {
		c.rung = true
		return false
	}
	c.writer = busy
	return true
}

// drain writes a payload and what the peer has, until there is nothing more.
// The caller is the writer. It reports whether the connection is still open.
func (c *connection) drain(p peer.Payload) bool {
	for {
		next, err := c.peer.Next(context.Background())
		if err != nil {
			return false
		}
		if len(p.JSON)+len(next.JSON) > joinedBytes {
			if !c.write(p) {
				return false
			}
			p = peer.Payload{}
		}
		if !c.write(p.Join(next)) {
			return false
		}
		p = peer.Payload{}
		if !next.More && c.rest() {
			return true
		}
	}
}

// joinedBytes is the most that one payload has which was made of two.
const joinedBytes = 64 << 10

// write writes a payload, which is not to be used after it, and closes the
// connection when it was the last. It reports whether the connection is still
// open. It may be called concurrently.
func (c *connection) write(p peer.Payload) bool {
	if p.Bye {
		c.bye(p, closeCodes[p.ByeCode])
		return false
	}
	if p.JSON == nil {
		return true
	}
	err := c.ws.Write(context.Background(), websocket.MessageText, p.JSON)
	p.Free()
	return err == nil
}

// bye writes the last payload and closes the connection.
func (c *connection) bye(p peer.Payload, code websocket.StatusCode) {
	c.socket.closeWithin(closeWithin)
	if c.ws.Write(context.Background(), websocket.MessageText, p.JSON) == nil {
		c.ws.Close(code, "")
	}
}

// closeCodes are the close codes that go with byes.
var closeCodes = map[chat.ByeCode]websocket.StatusCode{
	chat.ByeRestart:         websocket.StatusServiceRestart,
	chat.ByeOverloaded:      websocket.StatusTryAgainLater,
	chat.ByeSuperseded:      websocket.StatusNormalClosure,
	chat.ByeSignedOut:       websocket.StatusNormalClosure,
	chat.ByeUnauthenticated: 3000, // registered with IANA as Unauthorized
	chat.ByeForbidden:       3003, // registered with IANA as Forbidden
	chat.ByeInvalid:         websocket.StatusPolicyViolation,
}

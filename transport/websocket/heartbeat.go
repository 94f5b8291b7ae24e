package websocket

import (
	"context"
	"time"

	"github.com/chatmount/chatmount/transport/wire"
	"github.com/coder/websocket"
)

// keepAlive starts the heartbeat.
func (c *connection) keepAlive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.beats = time.AfterFunc(c.interval(), c.beat)
}

// interval returns the time between two heartbeats: a little less than the
// client was told, for a heartbeat has a way to go.
func (c *connection) interval() time.Duration { return c.peer.Heartbeat() * 9 / 10 }

// beat drops a client that has been silent for too long. From any other it
// provokes an answer, and lets it hear that the connection lives.
func (c *connection) beat() {
	left := c.peer.Heartbeat() + grace - c.socket.silence()
	next := c.interval()
	if left > 0 {
		next = min(next, left)
	}
	if !c.begin(next) {
		return
	}
	defer c.tasks.Done()
	defer c.host.Recover("the heartbeat of a WebSocket")
	if left <= 0 {
		c.ws.CloseNow()
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if c.ws.Write(context.Background(), websocket.MessageText, []byte(wire.Heartbeat)) != nil {
		c.ws.CloseNow()
		return
	}
	_ = c.ws.Ping(ctx) // whether an answer came is told by socket.silence
}

// begin counts a task of the timer and sets the timer again, unless the
// connection has ended.
func (c *connection) begin(next time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return false
	}
	c.tasks.Add(1)
	c.beats.Reset(next)
	return true
}

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

// beat lets the client hear that the connection lives, and drops it when it
// gives no sign of life in return. It is called by the timer.
func (c *connection) beat() {
	probe, ok := c.nextBeat()
	if !ok {
		return
	}
	defer c.tasks.Done()
	defer c.host.Recover("the heartbeat of a WebSocket")
	if c.ws.Write(context.Background(), websocket.MessageText, []byte(wire.Heartbeat)) != nil {
		c.ws.CloseNow()
		return
	}
	if probe {
		c.probe()
	}
}

// nextBeat sets the timer again and counts the caller among the tasks, unless
// the connection has ended. It reports whether the client is to be probed: not
// while an earlier probe waits.
func (c *connection) nextBeat() (probe, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return false, false
	}
	c.tasks.Add(1)
	c.beats.Reset(c.interval())
	probe = !c.probing
	c.probing = true
	return probe, true
}

// probe pings the client, and drops it when nothing at all was heard of it for
// the grace. A ping may also fail because a large payload is on its way: then
// the deadline for that decides.
func (c *connection) probe() {
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	err := c.ws.Ping(ctx)
	if waited := time.Since(began); err != nil && waited >= grace && c.socket.silence() >= waited {
		c.ws.CloseNow()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.probing = false
}

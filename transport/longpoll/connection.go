package longpoll

import (
	"context"
	"errors"
	"time"

	"github.com/chatmount/chatmount/transport/peer"
)

// errSuperseded ends a poll when a newer one of its connection has come.
var errSuperseded = errors.New("a newer poll of the same connection has come")

// connection is what a client's polls under one name have in common.
type connection struct {
	session, name string
	// turn has room for one: the poll that may use attached. The others wait.
	turn     chan struct{}
	attached *attachment // nil: none

	// What follows is guarded by connections.mu.
	polls  int                     // that hold the turn or wait for it
	newest context.CancelCauseFunc // ends the newest poll
	until  time.Time               // when it is forgotten, while polls is 0
	timer  *time.Timer             // for that; nil: it was never parked
}

// attachment is a peer, with what it counts against.
type attachment struct {
	peer         *peer.Peer
	release      func()
	conversation string // the one it was asked for; empty: the current one

	parked bool // between two polls; guarded by connections.mu
	ended  bool // by the engine; guarded by connections.mu
}

// close frees the places that the connection takes up. It may be called on nil.
func (a *attachment) close() {
	if a != nil {
		a.peer.Close()
		a.release()
	}
}

// detach closes what is attached; for the poll that has the turn.
func (c *connection) detach() {
	c.attached.close()
	c.attached = nil
}

// enter waits for the turn.
func (c *connection) enter(ctx context.Context) error {
	select {
	case c.turn <- struct{}{}:
		if ctx.Err() == nil {
			return nil
		}
		<-c.turn
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}

// hold returns the next payload that tells something, or after wait one that is
// idle.
func (c *connection) hold(ctx context.Context, wait time.Duration) (peer.Payload, error) {
	p := c.attached.peer
	waiting, stop := context.WithTimeout(ctx, min(wait, p.Heartbeat()))
	defer stop()
	for {
		payload, err := p.Poll(ctx)
		if err != nil || !payload.Idle {
			return payload, err
		}
		if p.Wait(waiting) != nil {
			return payload, ctx.Err()
		}
	}
}

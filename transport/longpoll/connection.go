package longpoll

import (
	"context"
	"time"

	"github.com/chatmount/chatmount/transport/peer"
)

// connection is what a client's polls under one name have in common.
type connection struct {
	session, name string
	// turn has room for one: the poll that may use attached. The others wait.
	turn     chan struct{}
	attached *attachment // nil: none

	// What follows is guarded by connections.mu.
	polls  int           // that hold the turn or wait for it
	newest chan struct{} // closed to end the newest poll; nil: there is none
	until  time.Time     // when it is forgotten, while polls is 0
	timer  *time.Timer   // for that; nil: it was never parked
}

// attachment is a peer, with what it counts against.
type attachment struct {
	peer         *peer.Peer
	bell         chan struct{} // has a token when the peer may have something to tell
	release      func()
	conversation string // the one it was asked for; empty: the current one

	parked bool // between two polls; guarded by connections.mu
	ended  bool // by the engine; guarded by connections.mu
}

func (a *attachment) ring() {
	select {
	case a.bell <- struct{}{}:
	default:
	}
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

// enter waits for the turn, for a poll that is not superseded.
func (c *connection) enter(ctx context.Context, superseded <-chan struct{}) error {
	select {
	case c.turn <- struct{}{}:
	case <-superseded:
		return errSuperseded
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-superseded:
		<-c.turn
		return errSuperseded
	default:
		return nil
	}
}

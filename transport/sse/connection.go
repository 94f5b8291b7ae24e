package sse

import (
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/r3labs/sse/v2"

	"github.com/chatmount/chatmount/transport/peer"
	"github.com/chatmount/chatmount/transport/wire"
)

// connection carries the payloads of one peer. It has a goroutine only while
// there is something to send.
type connection struct {
	host    *peer.Host
	peer    *peer.Peer
	stream  *stream
	release func() // frees the connection's place in the host

	// What follows belongs to the goroutine that sends.
	cursor []byte // of the last payload; nil: none was sent

	mu      sync.Mutex // guards what follows
	sending bool       // somebody sends, or the stream is not open yet
	rung    bool       // something may be there since the sender has looked
	due     bool       // a heartbeat is due
	closed  bool
	timer   *time.Timer // makes it due; nil until the stream is open
	senders sync.WaitGroup
}

// run serves the peer's payloads as a stream, until it has ended.
func (c *connection) run() {
	defer c.close()
	_ = c.stream.run(c.begin) // whatever it was, the client resumes by its cursor
}

// close stops sending and frees the places that the connection takes up.
func (c *connection) close() {
	c.mu.Lock()
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
	}
	c.mu.Unlock()
	c.senders.Wait()
	c.peer.Close()
	c.release()
}

// begin starts to send: the stream is open.
func (c *connection) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(c.idle(), c.beat)
	c.start()
}

// ring is told that the peer may have something to send. It does not block.
func (c *connection) ring() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wake()
}

// beat is told that nothing was sent for a while.
func (c *connection) beat() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = true
	c.wake()
}

// wake makes sure that somebody looks for something to send. The caller holds c.mu.
func (c *connection) wake() {
	switch {
	case c.closed:
	case c.sending:
		c.rung = true
	default:
		c.sending = true
		c.start()
	}
}

func (c *connection) start() {
	c.senders.Add(1)
	c.host.Go(func() {
		defer c.senders.Done()
		c.send()
	})
}

// send sends what there is, until there is nothing more.
func (c *connection) send() {
	failed := errEnded // by a panic
	defer func() {
		if failed != nil {
			c.stream.end(failed)
		}
	}()
	for {
		if failed = c.drain(); failed != nil {
			return
		}
		c.mu.Lock()
		again := c.rung
		c.sending, c.rung = again, false
		c.mu.Unlock()
		if !again {
			return
		}
	}
}

// drain sends the payloads that are ready, and a heartbeat when one is still
// due after them. An error ends the stream.
func (c *connection) drain() error {
	for more := true; more; {
		p, err := c.peer.Next(c.stream.ctx)
		if err != nil {
			return err
		}
		if p.JSON != nil {
			if err := c.event(p); err != nil {
				return err
			}
		}
		if p.Bye {
			return errEnded
		}
		more = p.More
	}
	c.mu.Lock()
	due := c.due
	c.mu.Unlock()
	if !due {
		return nil
	}
	return c.event(peer.Payload{JSON: []byte(wire.Heartbeat)})
}

// event sends a payload, and puts the next heartbeat off.
func (c *connection) event(p peer.Payload) error {
	e := &sse.Event{Data: p.JSON}
	if c.cursor == nil {
		e.Retry = retry()
	}
	if p.Cursor != "" {
		c.cursor = []byte(p.Cursor)
	}
	e.ID = c.cursor
	if err := c.stream.send(e); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = false
	c.timer.Reset(c.idle())
	return nil
}

// idle returns how long the stream may be idle: a little less than clients are
// told, for a heartbeat has a way to go.
func (c *connection) idle() time.Duration { return c.peer.Heartbeat() * 9 / 10 }

// retry returns for how many milliseconds an EventSource is to wait before it
// comes back: for each connection another time, so that the clients of a
// server that was restarted do not come all at once.
func retry() []byte {
	return strconv.AppendInt(nil, (time.Second/2 + rand.N(4*time.Second)).Milliseconds(), 10)
}

package longpoll

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// errSuperseded ends a poll when a newer one of its connection has come.
var errSuperseded = errors.New("a newer poll of the same connection has come")

// poll is one request of a connection. What it needs is here and not in the
// frames of the functions below it: a parked poll keeps its stack.
type poll struct {
	request
	transport  *Transport
	session    chat.Session
	connection *connection
	superseded <-chan struct{} // closed when a newer poll has come
}

// payload carries the poll out and returns its answer. The error is
// errSuperseded, the request context's when the client has gone, or a refusal.
func (p *poll) payload(r *http.Request) ([]byte, error) {
	ctx, c := r.Context(), p.connection
	if err := c.enter(ctx, p.superseded); err != nil {
		p.transport.connections.yield(c, false)
		return nil, err
	}
	defer p.transport.connections.yield(c, true)
	err := p.place(r)
	var payload []byte
	if err == nil {
		payload, err = p.hold(ctx)
	}
	if err != nil && !errors.Is(err, errSuperseded) {
		c.detach()
	}
	return payload, err
}

// place attaches a peer to the connection, or moves the one it has to the
// poll's cursor.
func (p *poll) place(r *http.Request) error {
	ctx, c, all, host := r.Context(), p.connection, &p.transport.connections, p.transport.host
	if c.attached != nil && !p.greets() && c.attached.conversation == p.conversation {
		return c.attached.peer.Seek(ctx, p.cursor)
	}
	c.detach()
	release, err := host.Admit(r)
	if err != nil {
		return err
	}
	a := &attachment{release: release, conversation: p.conversation, bell: make(chan struct{}, 1)}
	open := host.Resume
	if p.greets() {
		open = host.Attach
	}
	a.peer, err = open(ctx, p.session, chat.Attach{
		Conversation: p.conversation, Cursor: p.cursor, Ring: a.ring, Ended: func() { all.end(c, a) }, Confirm: true,
	})
	if err != nil {
		release()
		return err
	}
	c.attached = a
	return nil
}

// hold returns the next payload that tells something, or when its time is over
// one that does not.
func (p *poll) hold(ctx context.Context) ([]byte, error) {
	a := p.connection.attached
	over := time.NewTimer(min(p.wait, a.peer.Heartbeat()))
	defer over.Stop()
	for {
		payload, err := a.peer.Poll(ctx)
		if err != nil || !payload.Idle {
			return payload.JSON, err
		}
		select {
		case <-a.bell:
		case <-over.C:
			return payload.JSON, nil
		case <-p.superseded:
			return nil, errSuperseded
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

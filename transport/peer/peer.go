package peer

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Peer is the server's end of one connection. Next, Poll, Wait and Seek are for
// one goroutine at a time, Receive and ReceiveRest for another; Close may be
// called from any.
type Peer struct {
	host      *Host
	session   chat.Session
	attach    chat.Attach
	sub       atomic.Pointer[chat.Subscription] // Seek may replace it
	welcome   *chat.Welcome                     // until Next has told it
	resumed   bool                              // welcome is no news to the client
	heartbeat time.Duration
}

// Attach opens a peer. Its first payload begins with welcome. Errors are those
// of Engine.Attach.
func (h *Host) Attach(ctx context.Context, s chat.Session, a chat.Attach) (*Peer, error) {
	p := &Peer{host: h, session: s, attach: a}
	if err := p.open(ctx, a); err != nil {
		return nil, err
	}
	// Less jitter, so that connections that began together do not beat together.
	p.heartbeat = h.heartbeat - rand.N(h.heartbeat/10+1)
	return p, nil
}

// Resume is Attach for a client that polls on with a cursor, after the peer it
// had was given up. When the cursor is taken, welcome waits for something else to
// tell, so that a poll is held as if the peer had been kept; it is told then,
// for who takes part and what was read may have changed in between.
func (h *Host) Resume(ctx context.Context, s chat.Session, a chat.Attach) (*Peer, error) {
	p, err := h.Attach(ctx, s, a)
	if err != nil {
		return nil, err
	}
	p.resumed = p.welcome.Recovered
	return p, nil
}

func (p *Peer) open(ctx context.Context, a chat.Attach) error {
	sub, welcome, err := p.host.engine.Attach(ctx, p.session, a)
	for chat.CodeOf(err) == chat.CodeRateLimited && p.host.makeRoom(p.session.ID) {
		sub, welcome, err = p.host.engine.Attach(ctx, p.session, a)
	}
	if err != nil {
		return err
	}
	p.sub.Store(sub)
	p.welcome, p.resumed = &welcome, false
	return nil
}

// Heartbeat returns the most that may pass between two payloads to the client,
// as welcome tells it.
func (p *Peer) Heartbeat() time.Duration { return p.heartbeat }

// Wait blocks until Next may have something, or ctx ends; for peers attached without Ring.
func (p *Peer) Wait(ctx context.Context) error { return p.sub.Load().Wait(ctx) }

// Seek moves the peer to the cursor of a client's poll; when it can not be
// taken, the next payload is a welcome with a reset. Errors are those of
// Engine.Attach; the peer is closed then.
func (p *Peer) Seek(ctx context.Context, cursor string) error {
	sub := p.sub.Load()
	taken, err := sub.Seek(ctx, cursor)
	if err != nil || taken {
		return err
	}
	again := p.attach
	again.Cursor = cursor
	sub.Close()
	return p.open(ctx, again)
}

// Close ends the peer and frees its place. It may be called twice.
func (p *Peer) Close() { p.sub.Load().Close() }

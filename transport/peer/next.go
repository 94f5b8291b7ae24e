package peer

import (
	"context"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// pullBytes is how many bytes of events go into one payload: with what stands
// around them they stay within 64 KiB.
const pullBytes = 48 << 10

// Next returns what is ready, without waiting; its first payload begins with
// welcome. A payload with events ends with the cursor after them. When the
// store cannot be read the payload is a bye that has the client come back.
// The error is ctx's.
func (p *Peer) Next(ctx context.Context) (Payload, error) {
	out, err := p.next(ctx, false)
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return Payload{}, ctx.Err()
	}
	return p.host.Refuse(ctx, err), nil
}

// Poll is Next for the answer to a poll: there is always a payload, and it ends
// with the cursor; Idle says that it has nothing else. A poll can be refused, so
// the error is ctx's or the store's.
func (p *Peer) Poll(ctx context.Context) (Payload, error) { return p.next(ctx, true) }

func (p *Peer) next(ctx context.Context, poll bool) (out Payload, err error) {
	defer func() {
		if v := recover(); v != nil {
			p.host.logPanic("a payload for a client", v)
			out, err = Payload{}, errPanic
		}
	}()
	b, err := p.sub.Load().Pull(ctx, pullBytes)
	if err != nil {
		return Payload{}, err
	}
	return p.payload(b, poll), nil
}

var errPanic = &chat.Error{Code: chat.CodeInternal}

// payload writes a batch in the order of the protocol.
func (p *Peer) payload(b chat.Batch, poll bool) Payload {
	idle := poll && b.Empty() && !b.More && (p.welcome == nil || p.resumed)
	enc := newEncoder()
	if p.welcome != nil && !idle {
		p.greet(enc)
	}
	if b.Reset {
		enc.Add(wire.Reset{
			Conversation: orNull(b.Conversation), Head: b.Head,
			Cursor: p.host.engine.Cursor(b.Conversation, b.Head),
		})
	}
	p.news(enc, b)
	if b.Bye != nil {
		enc.Add(wire.Bye{Code: b.Bye.Code, Reason: b.Bye.Reason, RetryAfter: wire.Seconds(b.Bye.RetryAfter)})
	}
	if poll || len(b.Records) > 0 {
		enc.Cursor(wire.Cursor{Cursor: b.Cursor})
	}
	out := endPayload(enc)
	out.Cursor, out.More, out.Idle = b.Cursor, b.More, idle
	if b.Bye != nil {
		out.Bye, out.ByeCode = true, b.Bye.Code
	}
	return out
}

// news adds deltas, before the events that complete them, and all the rest.
func (p *Peer) news(enc *wire.Encoder, b chat.Batch) {
	for _, d := range b.Deltas {
		enc.Add(wire.Delta(d))
	}
	size := 0
	for _, r := range b.Records {
		size += wire.EventSize(b.Conversation, r)
	}
	enc.Grow(size)
	for _, r := range b.Records {
		enc.Event(b.Conversation, r, p.session.Participant.ID)
	}
	for _, t := range b.Typing {
		enc.Add(wire.TypingState{Author: t.Author, On: t.On, TTL: wire.Seconds(t.TTL)})
	}
	for _, r := range b.Reads {
		enc.Add(wire.ReadState(r))
	}
}

func (p *Peer) greet(enc *wire.Encoder) {
	w, l := p.welcome, p.host.engine.Limits()
	p.welcome = nil
	enc.Add(wire.Welcome{
		V: wire.Version, Session: w.Session.ID, Conversation: orNull(w.Conversation),
		Head: w.Head, Cursor: w.Cursor, Recovered: w.Recovered,
		Heartbeat: wire.Seconds(p.heartbeat.Truncate(time.Millisecond)),
		Limits: wire.Limits{
			Connections: l.Connections, Rate: l.Rate, Burst: l.Burst,
			Payload: l.Payload, Text: l.Text, Parts: l.Parts,
		},
		Participants: w.Participants, Reads: w.Reads,
	})
}

func orNull(conversation string) *string {
	if conversation == "" {
		return nil
	}
	return &conversation
}

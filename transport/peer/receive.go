package peer

import (
	"context"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// Receive carries out a payload of the client and returns the payload that
// answers it, nil for none. Bye in the answer ends the connection. The peer is not
// rung for the messages in it: after an answer, look for what Next has.
func (p *Peer) Receive(ctx context.Context, payload []byte) Payload {
	if err := p.host.checkSize(payload); err != nil {
		return p.host.Refuse(ctx, err)
	}
	frames, err := wire.Decode(payload)
	if err != nil {
		return p.host.Reject(ctx, err)
	}
	x := p.exchange(ctx)
	x.all(frames)
	return endPayload(x.out)
}

// Receive carries out a payload of a client that has no peer (POST send): the
// answer is a payload of acks and errors. An error is about the payload as a
// whole: CodeInvalid or CodeTooLarge.
func (h *Host) Receive(ctx context.Context, s chat.Session, conversation string, payload []byte) ([]byte, error) {
	if err := h.checkSize(payload); err != nil {
		return nil, err
	}
	frames, err := wire.Decode(payload)
	if err != nil {
		return nil, err
	}
	x := exchange{host: h, ctx: ctx, session: s, conversation: conversation, out: new(wire.Encoder)}
	x.all(frames)
	return x.out.Payload(), nil
}

func (h *Host) checkSize(payload []byte) error {
	if len(payload) > h.engine.Limits().Payload {
		return ErrTooLarge
	}
	return nil
}

// ErrTooLarge is the refusal of a payload over Limits.Payload.
var ErrTooLarge error = &chat.Error{
	Code: chat.CodeTooLarge, Message: "The payload is too large; welcome tells the limit.",
}

// exchange carries out one payload of a client and collects the answers.
type exchange struct {
	host         *Host
	ctx          context.Context
	session      chat.Session
	sub          *chat.Subscription // the client's own; nil: it has none
	conversation string             // empty: the visitor's current one
	out          *wire.Encoder

	// held is the refusal that may be retried, after which later messages of the
	// payload are refused alike: what was said first has to stand first.
	held *chat.Error
}

func (p *Peer) exchange(ctx context.Context) *exchange {
	sub := p.sub.Load()
	return &exchange{
		host: p.host, ctx: ctx, session: p.session, sub: sub, conversation: sub.Conversation(), out: newEncoder(),
	}
}

func (x *exchange) all(frames []wire.ClientFrame) {
	for _, f := range frames {
		x.frame(f)
	}
}

// frame carries out one frame. A panic is a refusal of that frame only.
func (x *exchange) frame(f wire.ClientFrame) {
	defer func() {
		if v := recover(); v != nil {
			x.host.logPanic("a frame of a client", v)
			x.refuse(keyOf(f), errPanic)
		}
	}()
	switch f := f.(type) {
	case wire.Send:
		x.message(f.Key, chat.Send{
			Conversation: x.conversation, Key: f.Key, Parts: f.Parts, Reply: f.Reply, OnlyRepeat: x.held != nil, From: x.sub,
		})
	case wire.Action:
		x.message(f.Key, chat.Action{
			Conversation: x.conversation, Key: f.Key, Target: f.Event, Value: f.Value, OnlyRepeat: x.held != nil, From: x.sub,
		})
	case wire.Typing:
		x.signal(chat.Typing{Conversation: x.conversation, On: f.On, From: x.sub})
	case wire.Read:
		x.signal(chat.Read{Conversation: x.conversation, Offset: f.Offset, From: x.sub})
	case wire.Stop:
		x.signal(chat.Stop{Conversation: x.conversation, Draft: f.Draft})
	case wire.Ping:
		x.out.Add(wire.Pong{})
	case wire.Hello:
		x.refuse("", errHello)
	case wire.Invalid:
		x.refuse(f.Key, &chat.Error{Code: chat.CodeInvalid, Message: f.Message})
	}
}

var errHello = &chat.Error{
	Code: chat.CodeInvalid, Message: "hello opens a WebSocket connection, once; it has no place here.",
}

func keyOf(f wire.ClientFrame) string {
	switch f := f.(type) {
	case wire.Send:
		return f.Key
	case wire.Action:
		return f.Key
	}
	return ""
}

// message carries out a command that has a key, and an ack.
func (x *exchange) message(key string, cmd chat.Command) {
	ack, err := x.host.engine.Do(x.ctx, x.session, cmd)
	switch {
	case err == nil:
		x.conversation = ack.Conversation // however many tabs begin one at the same time
		x.out.Ack(wire.Ack{Key: key, Conversation: ack.Conversation, Offset: ack.Offset, ID: ack.ID, At: ack.At})
	case x.held != nil && chat.CodeOf(err) == chat.CodeRateLimited:
		x.out.Add(frameOf(*x.held, key)) // no repeat
	default:
		x.refuse(key, err)
	}
}

// signal carries out a command that is only answered when it is refused.
func (x *exchange) signal(cmd chat.Command) {
	if _, err := x.host.engine.Do(x.ctx, x.session, cmd); err != nil {
		x.refuse("", err)
	}
}

func (x *exchange) refuse(key string, err error) {
	e := x.host.public(x.ctx, "frame", err)
	if mayRetry(e.Code) && e.RetryAfter <= 0 {
		e.RetryAfter = time.Second
	}
	if x.held == nil && key != "" && mayRetry(e.Code) {
		x.held = &e
	}
	x.out.Add(frameOf(e, key))
}

// mayRetry reports whether the same frame may succeed later.
func mayRetry(c chat.Code) bool {
	return c == chat.CodeRateLimited || c == chat.CodeUnavailable || c == chat.CodeInternal
}

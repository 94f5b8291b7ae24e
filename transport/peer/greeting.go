package peer

import (
	"context"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// Greeting is what a client's payload says before there is a peer.
type Greeting struct {
	Hello  *wire.Hello // nil: the payload has none, and the client may try again
	Answer Payload     // to what came before hello; Bye in it ends the connection

	rest []wire.ClientFrame // what came after hello
}

var (
	errNoHello = &chat.Error{Code: chat.CodeInvalid, Message: "hello has to come first."}
	errVersion = &chat.Error{
		Code: chat.CodeInvalid, Message: "This server speaks version 1 of the protocol: hello must have v: 1.",
	}
)

// Greet reads a payload that should bring hello. Nothing in it is carried out.
func (h *Host) Greet(ctx context.Context, payload []byte) Greeting {
	if err := h.checkSize(payload); err != nil {
		return Greeting{Answer: h.Refuse(ctx, err)}
	}
	frames, err := wire.Decode(payload)
	if err != nil {
		return Greeting{Answer: h.Reject(ctx, err)}
	}
	x := exchange{host: h, ctx: ctx, out: newEncoder()}
	for i, f := range frames {
		hello, ok := f.(wire.Hello)
		switch {
		case ok && hello.V != wire.Version:
			code := h.refuse(ctx, x.out, errVersion)
			return Greeting{Answer: Payload{JSON: x.out.Payload(), Bye: true, ByeCode: code}}
		case ok:
			return Greeting{Hello: &hello, Answer: endPayload(x.out), rest: frames[i+1:]}
		}
		x.early(f)
	}
	return Greeting{Answer: endPayload(x.out)}
}

// early refuses a frame that came before hello.
func (x *exchange) early(f wire.ClientFrame) {
	if bad, ok := f.(wire.Invalid); ok {
		x.frame(bad)
		return
	}
	x.refuse(keyOf(f), errNoHello)
}

// ReceiveRest is Receive for what stood behind hello in its payload.
func (p *Peer) ReceiveRest(ctx context.Context, g Greeting) Payload {
	x := p.exchange(ctx)
	x.all(g.rest)
	return endPayload(x.out)
}

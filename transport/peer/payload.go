package peer

import (
	"sync"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// Payload is one payload for a client.
type Payload struct {
	JSON    []byte       // one line; nil: nothing to tell
	Cursor  string       // the place after it; the id of an SSE event
	Bye     bool         // the connection ends with it
	ByeCode chat.ByeCode // why, with Bye
	More    bool         // ask again at once
	Idle    bool         // of Poll: nothing but the cursor, there is nothing to tell

	memory *wire.Encoder // whose memory JSON is; nil: not from the pool
}

// encoders lends the memory of payloads: most live only until they are written.
var encoders = sync.Pool{New: func() any {
	enc := new(wire.Encoder)
	enc.Grow(pooledBytes / 4)
	return enc
}}

// pooledBytes is the most memory that one encoder in the pool keeps.
const pooledBytes = 4 << 10

func newEncoder() *wire.Encoder { return encoders.Get().(*wire.Encoder) }

// endPayload ends a payload, which is none when nothing was added.
func endPayload(enc *wire.Encoder) Payload {
	if enc.Empty() {
		encoders.Put(enc)
		return Payload{}
	}
	return Payload{JSON: enc.Payload(), memory: enc}
}

// Join returns one payload with the frames of both, where both have some. At
// most next ends the connection. Neither may be used after it.
func (p Payload) Join(next Payload) Payload {
	if p.JSON == nil {
		return next
	}
	joined := next
	joined.memory, joined.JSON = p.memory, p.JSON
	if next.JSON != nil {
		joined.JSON = append(append(p.JSON[:len(p.JSON)-1], ','), next.JSON[1:]...)
		next.Free()
	}
	return joined
}

// Free lets others use the memory of the payload, which must not be looked at
// any more. It need not be called.
func (p Payload) Free() {
	if p.memory != nil && cap(p.JSON) <= pooledBytes {
		p.memory.Reset(p.JSON)
		encoders.Put(p.memory)
	}
}

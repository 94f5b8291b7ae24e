package wire

import (
	"strconv"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/internal/jsontext"
)

// Encoder makes one payload of the server, a single line. The zero value is an
// empty one. It is for one goroutine at a time.
type Encoder struct {
	buf []byte
}

// Reset empties the encoder, which writes into the memory of b from now on.
func (e *Encoder) Reset(b []byte) { e.buf = b[:0] }

// Heartbeat is the empty payload.
const Heartbeat = "[]"

// Grow makes room for n more bytes at once.
func (e *Encoder) Grow(n int) {
	if cap(e.buf)-len(e.buf) < n {
		e.buf = append(make([]byte, 0, len(e.buf)+n), e.buf...)
	}
}

// Empty reports whether nothing was added yet.
func (e *Encoder) Empty() bool { return len(e.buf) == 0 }

// Payload returns the payload; nothing may be added after it.
func (e *Encoder) Payload() []byte {
	if e.Empty() {
		return []byte(Heartbeat)
	}
	return append(e.buf, ']')
}

// Add appends a frame.
func (e *Encoder) Add(f ServerFrame) {
	e.next()
	e.buf = f.appendTo(e.buf)
}

// Ack and Cursor are Add for the frames that every message brings, without the
// memory that an interface takes.
func (e *Encoder) Ack(f Ack) {
	e.next()
	e.buf = f.appendTo(e.buf)
}

// Cursor appends a cursor; see Ack.
func (e *Encoder) Cursor(f Cursor) {
	e.next()
	e.buf = f.appendTo(e.buf)
}

// Event appends an event of a conversation for a reader, the participant with
// that id: the record's own bytes behind its place, and its key when the reader
// is the author.
func (e *Encoder) Event(conversation string, r chat.Record, reader string) {
	e.next()
	b := append(e.buf, `{"type":"event","conversation":`...)
	b = jsontext.AppendString(b, conversation)
	b = append(b, `,"offset":`...)
	b = strconv.AppendInt(b, r.Offset, 10)
	b = append(b, `,"id":`...)
	b = jsontext.AppendString(b, conversation)
	b = append(b[:len(b)-1], '.') // the id is that of chat.EventID
	b = strconv.AppendInt(b, r.Offset, 10)
	b = append(b, '"')
	if r.Key != "" && r.Author == reader {
		b = append(b, `,"key":`...)
		b = jsontext.AppendString(b, r.Key)
	}
	if len(r.Data) > len("{}") {
		b = append(b, ',')
		b = append(b, r.Data[1:]...)
	} else {
		b = append(b, '}')
	}
	e.buf = b
}

// EventSize is at least the length of what Event appends, unless a key or an
// id must be escaped.
func EventSize(conversation string, r chat.Record) int {
	return len(r.Data) + 2*len(conversation) + len(r.Key) + 128
}

func (e *Encoder) next() {
	if e.Empty() {
		e.buf = append(e.buf, '[')
	} else {
		e.buf = append(e.buf, ',')
	}
}

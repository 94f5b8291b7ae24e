package websocket

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/coder/websocket"
)

// message is one message of a client; free gives its memory back.
type message struct {
	payload []byte
	binary  bool
	buffer  *[]byte
}

// buffers holds []byte, so that an idle connection has none.
var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, 4<<10)
	return &b
}}

func (m message) free() {
	*m.buffer = m.payload[:0]
	buffers.Put(m.buffer)
}

var (
	errBinary = &chat.Error{Code: chat.CodeInvalid, Message: "Send text messages; binary ones have no meaning here."}
	errSlow   = &chat.Error{Code: chat.CodeInvalid, Message: "The message did not arrive in time."}
)

// read returns the next message. An *chat.Error is what the client must be told
// before the connection ends.
//
// When the connection breaks at an unlucky byte, the library takes the part of a
// message that has come for all of it. No harm is done: a part of a JSON array is
// none, so nothing of it is carried out, and the next read fails.
func (c *connection) read() (message, error) {
	kind, r, err := c.ws.Reader(context.Background())
	if err != nil {
		return message{}, err
	}
	if c.peer != nil { // until then the deadline for hello holds
		c.socket.messageBegins()
		defer c.socket.messageEnds()
	}
	m := message{binary: kind == websocket.MessageBinary, buffer: buffers.Get().(*[]byte)}
	m.payload, err = readAll(r, (*m.buffer)[:0], c.host.Engine().Limits().Payload)
	if err == nil {
		return m, nil
	}
	m.free()
	if c.peer != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSlow
	}
	return message{}, err
}

// readAll appends everything to b. The error is peer.ErrTooLarge for more than
// limit bytes.
func readAll(r io.Reader, b []byte, limit int) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = slices.Grow(b, 1)
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case len(b) > limit:
			return b, peer.ErrTooLarge
		case err == io.EOF:
			return b, nil
		case err != nil:
			return b, err
		}
	}
}

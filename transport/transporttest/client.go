package transporttest

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/chatmount/chatmount/chat"
)

// Client is a client's end of one connection. Send and Next may be called
// concurrently with each other.
type Client interface {
	// Send sends one payload. What it is answered comes by Next, also when the
	// whole request is refused: as a payload with an error frame.
	Send(ctx context.Context, payload string) error
	// Next returns the next payload of the server; an error when the connection
	// has ended. A client that does not call it stops reading after a while.
	Next(ctx context.Context) ([]byte, error)
	// Close cuts the connection off and waits until nothing of it is left.
	Close()
}

// Hello is what a client connects with.
type Hello struct {
	URL          string // of the server's mount
	Token        string
	Conversation string            // empty: the current one
	Cursor       string            // empty: from the head
	Network      http.RoundTripper // nil: a plain one of its own
}

// Dialer opens connections over one transport.
type Dialer struct {
	Name string // as the Transport's
	// Dial returns when the first payload is there. The error is a *Refusal
	// when the server did not want the connection.
	Dial func(ctx context.Context, h Hello) (Client, error)
}

// Clients returns a client for each of the transports.
func Clients() []Dialer {
	return []Dialer{
		{Name: "websocket", Dial: dialWebSocket},
		{Name: "sse", Dial: dialSSE},
		{Name: "longpoll", Dial: dialPoll},
	}
}

// Refusal is how a server refuses a connection.
type Refusal struct {
	Code       chat.Code
	RetryAfter float64 // seconds
	Bye        string  // the code of the bye, where there is one
}

func (r *Refusal) Error() string { return fmt.Sprintf("refused: %s (%s)", r.Code, r.Bye) }

// inbox holds what has arrived until it is asked for.
type inbox struct {
	ready chan struct{} // tells Next to look again
	room  chan struct{} // one token for each payload that may still come from the stream

	mu    sync.Mutex // guards what follows
	queue []arrival
	err   error // why nothing more comes
}

// arrival is a payload, and whether it takes room.
type arrival struct {
	payload  []byte
	streamed bool
}

// inboxRoom is how many payloads are read ahead.
const inboxRoom = 8

func newInbox() *inbox {
	b := &inbox{ready: make(chan struct{}, 1), room: make(chan struct{}, inboxRoom)}
	for range inboxRoom {
		b.room <- struct{}{}
	}
	return b
}

// stream adds a payload of the stream once there is room for it.
func (b *inbox) stream(ctx context.Context, payload []byte) error {
	select {
	case <-b.room:
		b.add(arrival{payload, true})
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answer adds the answer to a payload that was sent.
func (b *inbox) answer(payload []byte) { b.add(arrival{payload, false}) }

func (b *inbox) add(a arrival) {
	b.mu.Lock()
	b.queue = append(b.queue, a)
	b.mu.Unlock()
	b.wake()
}

// end says why nothing more comes.
func (b *inbox) end(err error) {
	b.mu.Lock()
	if b.err == nil {
		b.err = err
	}
	b.mu.Unlock()
	b.wake()
}

func (b *inbox) wake() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

func (b *inbox) next(ctx context.Context) ([]byte, error) {
	for {
		b.mu.Lock()
		if len(b.queue) > 0 {
			a := b.queue[0]
			b.queue = b.queue[1:]
			b.mu.Unlock()
			if a.streamed {
				b.room <- struct{}{}
			}
			return a.payload, nil
		}
		err := b.err
		b.mu.Unlock()
		if err != nil {
			return nil, err
		}
		select {
		case <-b.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

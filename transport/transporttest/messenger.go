package transporttest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Messenger is a client as an application needs one, in the fewest words: what
// docs/protocol.md asks of a client so that nothing is lost, doubled or
// reordered, whatever the network and the server go through. It is a model for
// clients in other languages, and what the randomised tests drive.
//
//   - What is said is in the Outbox before the first try, and stays there under one
//     key until it is acknowledged. One message is in flight at a time.
//   - It comes back over any of its transports with the cursor after the last
//     payload that it applied. An event is applied when it is the next one;
//     anything else is reported and answered by coming back.
//   - After a reset it reads the log anew.
//   - It gives a connection up that is silent for too long, or that owes an answer.
//
// Its methods may be called concurrently.
type Messenger struct {
	o       MessengerOptions
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex         // guards what follows
	drop    context.CancelFunc // ends the connection; nil: there is none
	offset  int64              // of the last event that was applied
	changed chan struct{}      // closed when offset changes or it has ended
	ended   chat.Code          // with which the server sent it away for good

	cursor string // after what was applied; empty: nothing was. Only for the goroutine of run
}

// MessengerOptions is what a Messenger needs. URL and Token are required.
type MessengerOptions struct {
	URL          func() string // of the server's mount, without a slash at the end; asked for each connection
	Token        string
	Conversation string                   // empty: the visitor's current one
	Clients      []Dialer                 // the transports, of which each connection takes one at random; nil: Clients()
	Network      func() http.RoundTripper // for each connection; nil: a plain one
	Outbox       *Outbox                  // nil: one of its own
	Rand         *rand.Rand               // what chance decides; nil: seeded at random. Nobody else may use it
	Observer     Observer

	// Answer is how long the first payload of a connection and an ack are waited
	// for; zero means 10 s.
	Answer time.Duration
	// Grace is how long beyond the heartbeat a connection may be silent; zero means
	// 10 s, which is what the protocol says.
	Grace time.Duration
	// Backoff returns how long to wait before coming back after so many attempts in
	// vain; nil is what the protocol says.
	Backoff func(attempts int) time.Duration
}

// Observer is told what happens. Functions that are nil are not called; the others
// may be called concurrently with each other, return soon, and call neither the
// Messenger nor its Outbox.
type Observer struct {
	// Sent tells of a message before it is tried the first time.
	Sent func(o Outgoing)
	// Acked tells that a message is durable. It is called once for a message.
	Acked func(o Outgoing, offset int64)
	// Seen tells of an event that was applied, in the order of offsets.
	Seen func(event Frame)
	// Reset tells that what was seen is dropped: the log follows from its beginning.
	Reset func()
	// Connected tells of a connection that works, and whether it took up the cursor.
	Connected func(transport string, recovered bool)
	// Violated tells of what a server never does, whatever the network does.
	Violated func(err error)
}

// NewMessenger returns a messenger that runs until Close.
func NewMessenger(o MessengerOptions) *Messenger {
	o.complete()
	ctx, cancel := context.WithCancel(context.Background())
	m := &Messenger{o: o, cancel: cancel, changed: make(chan struct{})}
	m.running.Go(func() { m.run(ctx) })
	return m
}

// Say puts a message into the outbox and returns it. It does not wait for the ack.
func (m *Messenger) Say(text string) Outgoing {
	return m.o.Outbox.add(text, m.o.Observer.Sent)
}

// Outbox returns the outbox it sends from.
func (m *Messenger) Outbox() *Outbox { return m.o.Outbox }

// Switch ends the connection, if there is one; the next is over a transport that
// is again drawn at random.
func (m *Messenger) Switch() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drop != nil {
		m.drop()
	}
}

// Offset returns the offset of the last event that was applied.
func (m *Messenger) Offset() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.offset
}

// Reached waits until the event at offset was applied. The error is ctx's, or a
// *Refusal when the server has sent the messenger away.
func (m *Messenger) Reached(ctx context.Context, offset int64) error {
	for {
		m.mu.Lock()
		at, changed, ended := m.offset, m.changed, m.ended
		m.mu.Unlock()
		switch {
		case at >= offset:
			return nil
		case ended != "":
			return &Refusal{Code: ended}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close ends it and waits until nothing of it is left. What was not acknowledged
// stays in the outbox.
func (m *Messenger) Close() {
	m.cancel()
	m.running.Wait()
}

func (o *MessengerOptions) complete() {
	if o.Clients == nil {
		o.Clients = Clients()
	}
	if o.Network == nil {
		o.Network = func() http.RoundTripper { return &http.Transport{} }
	}
	if o.Outbox == nil {
		o.Outbox = &Outbox{}
	}
	if o.Rand == nil {
		o.Rand = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	if o.Answer == 0 {
		o.Answer = 10 * time.Second
	}
	if o.Grace == 0 {
		o.Grace = 10 * time.Second
	}
	if o.Backoff == nil {
		o.Backoff = o.backoff
	}
	o.Observer.complete()
}

// backoff waits as the protocol says.
func (o *MessengerOptions) backoff(attempts int) time.Duration {
	const least, most = 500 * time.Millisecond, 20 * time.Second
	bound := min(most, time.Second<<min(attempts, 5))
	return least + time.Duration(o.Rand.Int64N(int64(bound-least)))
}

func (o *Observer) complete() {
	if o.Sent == nil {
		o.Sent = func(Outgoing) {}
	}
	if o.Acked == nil {
		o.Acked = func(Outgoing, int64) {}
	}
	if o.Seen == nil {
		o.Seen = func(Frame) {}
	}
	if o.Reset == nil {
		o.Reset = func() {}
	}
	if o.Connected == nil {
		o.Connected = func(string, bool) {}
	}
	if o.Violated == nil {
		o.Violated = func(error) {}
	}
}

package transporttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// errAway is why a messenger does not come back.
var errAway = errors.New("the server has sent the client away")

// run connects again and again, until the messenger is closed or sent away.
func (m *Messenger) run(ctx context.Context) {
	for attempts := 0; ctx.Err() == nil; attempts++ {
		worked, pause, err := m.connection(ctx)
		if errors.Is(err, errAway) {
			return
		}
		if worked {
			attempts = 0
		}
		sleep(ctx, max(pause, m.o.Backoff(attempts)))
	}
}

// connection makes one connection and uses it to its end. It returns whether it
// worked and how long the server wants to be left alone.
func (m *Messenger) connection(ctx context.Context) (worked bool, pause time.Duration, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m.attach(cancel)
	defer m.attach(nil)

	d := m.o.Clients[m.o.Rand.IntN(len(m.o.Clients))]
	network := m.o.Network()
	if t, ok := network.(interface{ CloseIdleConnections() }); ok {
		defer t.CloseIdleConnections()
	}
	l := &link{
		messenger: m, transport: d.Name, heartbeat: m.o.Answer,
		http:  &http.Client{Transport: network},
		hello: Hello{URL: m.o.URL(), Token: m.o.Token, Conversation: m.o.Conversation, Cursor: m.cursor, Network: network},
	}
	defer func() {
		if v := violation(""); errors.As(err, &v) {
			m.o.Observer.Violated(fmt.Errorf("over %s: %w", d.Name, err))
		}
	}()
	dialing, done := context.WithTimeout(ctx, m.o.Answer)
	c, err := d.Dial(dialing, l.hello)
	done()
	if err != nil {
		return false, after(err), m.refused(err)
	}
	defer c.Close()
	l.client = c
	l.answers = make(chan Frame, 1)
	var sending sync.WaitGroup
	defer sending.Wait()
	defer cancel()
	err = l.read(ctx, func() {
		sending.Go(func() {
			defer cancel()
			l.send(ctx)
		})
	})
	return l.worked, l.pause, err
}

// attach says what ends the connection that there is.
func (m *Messenger) attach(drop context.CancelFunc) {
	m.mu.Lock()
	m.drop = drop
	m.mu.Unlock()
}

// refused decides what a connection that did not come about means.
func (m *Messenger) refused(err error) error {
	var r *Refusal
	if errors.As(err, &r) && (r.Code == chat.CodeUnauthenticated || r.Code == chat.CodeNotFound || r.Code == chat.CodeForbidden) {
		return m.away(r.Code)
	}
	return err
}

// after returns how long a server that refuses a connection wants to be left alone.
func after(err error) time.Duration {
	var r *Refusal
	if !errors.As(err, &r) {
		return 0
	}
	return time.Duration(r.RetryAfter * float64(time.Second))
}

// away ends the messenger for good.
func (m *Messenger) away(code chat.Code) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended = code
	close(m.changed)
	m.changed = make(chan struct{})
	return errAway
}

// sleep waits, at most until ctx has ended.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// link is one connection of a messenger.
type link struct {
	messenger *Messenger
	transport string
	hello     Hello
	http      *http.Client // for what is read by REST
	client    Client
	heartbeat time.Duration // how often something comes at least
	answers   chan Frame    // acks and errors for send, the newest

	worked bool          // welcome has come
	pause  time.Duration // before the next connection, as the server wants it
}

// send sends what waits, one message at a time, until the connection has ended
// or an answer is missing.
func (l *link) send(ctx context.Context) {
	m := l.messenger
	for {
		o, some, changed := m.o.Outbox.first()
		if !some {
			select {
			case <-changed:
				continue
			case <-ctx.Done():
				return
			}
		}
		pause, err := l.try(ctx, o)
		if err != nil {
			return
		}
		sleep(ctx, pause)
	}
}

// try sends a message and waits for its answer. It returns how long to wait
// before the same or the next one is sent, or why the connection is of no use.
func (l *link) try(ctx context.Context, o Outgoing) (pause time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, l.messenger.o.Answer)
	defer cancel()
	if err := l.client.Send(ctx, mustJSON([]any{text(o.Key, o.Text)})); err != nil {
		return 0, err
	}
	for {
		select {
		case f := <-l.answers:
			if f.Key != o.Key && f.Key != "" {
				continue // of something that was answered before
			}
			return l.answered(o, f)
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// answered takes the answer to a message in.
func (l *link) answered(o Outgoing, f Frame) (pause time.Duration, err error) {
	m := l.messenger
	if f.Type == "ack" {
		if m.o.Outbox.remove(o.Key) {
			m.o.Observer.Acked(o, f.Offset)
		}
		return 0, nil
	}
	switch code := chat.Code(f.Code); code {
	case chat.CodeRateLimited, chat.CodeUnavailable, chat.CodeInternal:
		return max(time.Duration(f.RetryAfter*float64(time.Second)), minimalPause), nil
	case chat.CodeUnauthenticated:
		return 0, m.away(code)
	default:
		m.o.Observer.Violated(violated("the message %q was refused: %s %s", o.Text, f.Code, f.Message))
		return 0, errAway
	}
}

// minimalPause is how long a refused message waits where the server does not say.
const minimalPause = 100 * time.Millisecond

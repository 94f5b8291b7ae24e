package transporttest

import (
	"context"
	"crypto/rand"
	"sync"
)

// Outbox keeps what was said until it is acknowledged. It is to a Messenger what a
// page's storage is to a page: a new Messenger over the same Outbox is the page
// after a reload. The zero value is empty. It may be used concurrently, but only
// one Messenger may send from it.
type Outbox struct {
	mu      sync.Mutex // guards what follows
	waiting []Outgoing
	changed chan struct{} // nil, or closed at the next change
}

// Outgoing is a message that was not acknowledged yet.
type Outgoing struct {
	Key  string // stays the same for every try
	Text string
}

// add adds a message under a new key, which it first tells sent of.
func (b *Outbox) add(text string, sent func(Outgoing)) Outgoing {
	b.mu.Lock()
	defer b.mu.Unlock()
	o := Outgoing{Key: rand.Text(), Text: text}
	sent(o)
	b.waiting = append(b.waiting, o)
	b.announce()
	return o
}

// Len returns how many messages wait for their ack.
func (b *Outbox) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiting)
}

// Drained waits until every message is acknowledged, or ctx has ended.
func (b *Outbox) Drained(ctx context.Context) error {
	for {
		_, some, changed := b.first()
		if !some {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// first returns the oldest message, whether there is one, and a channel that is
// closed when that may have changed.
func (b *Outbox) first() (o Outgoing, some bool, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.changed == nil {
		b.changed = make(chan struct{})
	}
	if len(b.waiting) > 0 {
		o = b.waiting[0]
	}
	return o, len(b.waiting) > 0, b.changed
}

// remove takes the oldest message away if it has this key.
func (b *Outbox) remove(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 || b.waiting[0].Key != key {
		return false
	}
	b.waiting = b.waiting[1:]
	b.announce()
	return true
}

// announce tells everyone who waits to look again. b.mu is held.
func (b *Outbox) announce() {
	if b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
}

package bolt

import (
	"container/list"
	"context"
	"sync"
)

// activeSet holds the active conversations: those in use and, up to a bound of
// memory, those used last.
type activeSet struct {
	load  func(c *active) error // fills a new one from the file
	limit int                   // bytes

	mu   sync.Mutex // guards what follows
	byID map[string]*active
	idle list.List // of *active without pins, the one used last first
	size int       // bytes, of all in byID
}

func newActiveSet(limit int, load func(c *active) error) *activeSet {
	return &activeSet{load: load, limit: limit, byID: make(map[string]*active)}
}

// acquire returns a conversation, loaded and pinned; the caller releases it.
func (x *activeSet) acquire(ctx context.Context, id string) (*active, error) {
	for {
		c, found := x.pin(id)
		if !found {
			c.err = x.load(c)
			x.loaded(c)
		}
		select {
		case <-c.ready:
		case <-ctx.Done():
			x.release(c)
			return nil, ctx.Err()
		}
		if c.err == nil {
			return c, nil
		}
		err := c.err
		x.release(c)
		if !found {
			return nil, err
		}
		// The failed load is another caller's: it may have looked before the
		// conversation was created, which this caller may know of.
	}
}

// pin returns the conversation with an id, pinned; a new one is the caller's to load.
func (x *activeSet) pin(id string) (c *active, found bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	c, found = x.byID[id]
	if !found {
		c = &active{id: id, ready: make(chan struct{})}
		x.byID[id] = c
	}
	if c.idle != nil {
		x.idle.Remove(c.idle)
		c.idle = nil
	}
	c.pins++
	return c, found
}

// loaded lets the others have a conversation, unless it could not be loaded.
func (x *activeSet) loaded(c *active) {
	if c.err != nil {
		x.mu.Lock()
		x.drop(c)
		x.mu.Unlock()
	}
	close(c.ready)
}

// end returns the end of a conversation as far as it is on stable storage, given
// what a transaction that has begun before the call sees of it. bbolt shows a
// commit before it is synced, and a reader must not: the power may fail, and
// another event may take that place. Who appends holds a pin until the
// commit is synced, so a conversation that is not here has no such event.
func (x *activeSet) end(id string, seen head) head {
	x.mu.Lock()
	c := x.byID[id]
	x.mu.Unlock()
	if c == nil {
		return seen
	}
	select {
	case <-c.ready:
	default:
		return seen // nobody has appended yet
	}
	if c.err != nil {
		return seen
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.end.offset < seen.offset {
		return c.end
	}
	return seen
}

// release gives a pin back.
func (x *activeSet) release(c *active) {
	var size int
	select {
	case <-c.ready:
		size = c.measure()
	default: // another caller is still loading it
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	c.pins--
	if x.byID[c.id] != c {
		return
	}
	x.size += size - c.size
	c.size = size
	if c.pins == 0 {
		c.idle = x.idle.PushFront(c)
	}
	for x.size > x.limit && x.idle.Len() > 0 {
		x.drop(x.idle.Back().Value.(*active))
	}
}

// drop forgets a conversation. x.mu is held.
func (x *activeSet) drop(c *active) {
	if x.byID[c.id] != c {
		return
	}
	delete(x.byID, c.id)
	x.size -= c.size
	if c.idle != nil {
		x.idle.Remove(c.idle)
		c.idle = nil
	}
}

// reset forgets all of them, because the file may say something else. Only the
// writer calls it: it refuses changes of those that are still pinned.
func (x *activeSet) reset() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range x.byID {
		c.stale = true
		x.drop(c)
	}
}

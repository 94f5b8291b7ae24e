package history

import (
	"fmt"
	"maps"
	"slices"
)

// Check returns what violates the invariants, nothing when the guarantee was kept.
// Conversations that were acked or seen need their Log.
func (h *History) Check() []Violation {
	h.mu.Lock()
	c := &checker{events: slices.Clone(h.events), logs: maps.Clone(h.logs)}
	h.mu.Unlock()
	c.index()
	c.checkLogs()
	c.checkAcks()
	c.checkOrder()
	c.checkViews()
	c.checkHealing()
	return c.found
}

// message names a message: a key belongs to its sender.
type message struct{ sender, key string }

// place is where an entry is.
type place struct {
	conversation string
	offset       int64
}

// checker is one check of one history.
type checker struct {
	events []Event
	logs   map[string][]Entry
	sent   map[message][]Event // how it was sent
	stored map[message][]place // where it is, by conversation and offset
	found  []Violation
}

func (c *checker) violated(invariant string, events []Event, format string, args ...any) {
	c.found = append(c.found, Violation{Invariant: invariant, Sentence: fmt.Sprintf(format, args...), Events: events})
}

// index finds messages by their key.
func (c *checker) index() {
	c.sent, c.stored = make(map[message][]Event), make(map[message][]place)
	for _, e := range c.events {
		if e.Kind == KindSent {
			m := message{e.Who, e.Key}
			c.sent[m] = append(c.sent[m], e)
		}
	}
	for _, conversation := range slices.Sorted(maps.Keys(c.logs)) {
		for _, e := range c.logs[conversation] {
			if e.Key != "" {
				m := message{e.Author, e.Key}
				c.stored[m] = append(c.stored[m], place{conversation, e.Offset})
			}
		}
	}
}

// entry returns the entry of a log at an offset.
func (c *checker) entry(conversation string, offset int64) (Entry, bool) {
	log := c.logs[conversation]
	if offset < 1 || offset > int64(len(log)) {
		return Entry{}, false
	}
	return log[offset-1], true
}

package history

import (
	"slices"
	"time"
)

// view names what a viewer has of a conversation.
type view struct{ viewer, conversation string }

// run is a view while its history is read.
type run struct {
	begun   bool
	first   int64            // the first offset of the run, once begun
	last    int64            // and the last
	gaps    [][2]int64       // offsets between them that were left out, from and to
	keys    map[string]Event // the viewer's own
	revoked time.Time        // zero: not
}

// checkViews holds the views to the logs: I2, I3, I4, I8.
func (c *checker) checkViews() {
	runs := make(map[view]*run)
	of := func(e Event) *run {
		v := view{e.Who, e.Conversation}
		if runs[v] == nil {
			runs[v] = &run{}
		}
		return runs[v]
	}
	for _, e := range c.events {
		switch e.Kind {
		case KindSeen:
			r := of(e)
			c.checkRun(r, e)
			c.checkSeen(r, e)
		case KindReset, KindAttached:
			r := of(e)
			*r = run{revoked: r.revoked}
			if e.Kind == KindAttached {
				r.begun, r.first, r.last = true, e.Offset+1, e.Offset
			}
		case KindRevoked:
			if r := of(e); r.revoked.IsZero() || e.At.Before(r.revoked) {
				r.revoked = e.At
			}
		case KindConverged:
			if r := of(e); r.begun && r.last < e.Offset {
				c.violated("I7", []Event{e}, "the view is said to have converged and has only seen offset %d", r.last)
			}
		}
	}
}

// checkRun holds an event to the run it goes on.
func (c *checker) checkRun(r *run, e Event) {
	earlier, twice := r.keys[e.Key]
	switch {
	case !r.begun:
		r.begun, r.first = true, e.Offset
	case r.has(e.Offset):
		c.violated("I3", []Event{e}, "the view has seen the event before")
		return
	case e.Offset <= r.last:
		c.violated("I4", []Event{e}, "the view had come to offset %d and goes back", r.last)
		return
	case e.Offset != r.last+1:
		c.violated("I4", []Event{e}, "the view had come to offset %d and leaves a gap", r.last)
		r.gaps = append(r.gaps, [2]int64{r.last + 1, e.Offset - 1})
	case twice:
		c.violated("I3", []Event{earlier, e}, "the view has seen the key before")
	}
	r.last = e.Offset
	if e.Key != "" {
		if r.keys == nil {
			r.keys = make(map[string]Event)
		}
		r.keys[e.Key] = e
	}
}

// has reports whether an offset is in the run.
func (r *run) has(offset int64) bool {
	return offset >= r.first && offset <= r.last && !slices.ContainsFunc(r.gaps, func(gap [2]int64) bool {
		return offset >= gap[0] && offset <= gap[1]
	})
}

// checkSeen holds an event of a view to the log.
func (c *checker) checkSeen(r *run, e Event) {
	stored, ok := c.entry(e.Conversation, e.Offset)
	switch {
	case !ok:
		c.violated("I2", []Event{e}, "a view has seen what is not in the log")
	case stored.Author != e.Author || stored.Body != e.Body || e.Key != "" && stored.Key != e.Key:
		c.violated("I2", []Event{e, stored.event(e.Conversation)}, "a view has seen something else than is in the log")
	case !r.revoked.IsZero() && stored.At.After(r.revoked):
		c.violated("I8", []Event{{Kind: KindRevoked, Who: e.Who, Conversation: e.Conversation, At: r.revoked}, e, stored.event(e.Conversation)},
			"a view has seen what was appended after its revocation")
	}
}

// checkHealing holds the views to their time: I7.
func (c *checker) checkHealing() {
	gone := make(map[view]bool)
	reached := make(map[view][]Event)
	for _, e := range c.events {
		switch v := (view{e.Who, e.Conversation}); e.Kind {
		case KindRevoked, KindLeft:
			gone[v] = true
		case KindConverged:
			reached[v] = append(reached[v], e)
		}
	}
	var views []view // known so far, in their order
	known := make(map[view]bool)
	for _, e := range c.events {
		switch e.Kind {
		case KindSeen, KindReset, KindAttached, KindConverged:
			if v := (view{e.Who, e.Conversation}); !known[v] && !gone[v] {
				known[v], views = true, append(views, v)
			}
		case KindHealed:
			for _, v := range views {
				c.checkReached(v, e, reached[v])
			}
		}
	}
}

// checkReached holds one view to its time after one healing.
func (c *checker) checkReached(v view, healed Event, reached []Event) {
	var head int64
	for _, e := range c.logs[v.conversation] {
		if !e.At.IsZero() && !e.At.After(healed.At) {
			head = e.Offset
		}
	}
	if head == 0 {
		return
	}
	events := []Event{healed}
	for i, e := range reached {
		if e.Offset >= head {
			if !e.At.After(healed.At.Add(Patience)) {
				return
			}
			events = append(events, reached[max(0, i-1):i+1]...)
			break
		}
	}
	c.violated("I7", events, "%s has not reached offset %d of %s within %v", v.viewer, head, v.conversation, Patience)
}

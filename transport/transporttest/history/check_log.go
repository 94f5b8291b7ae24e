package history

import (
	"maps"
	"slices"
)

// checkLogs holds the logs to what was sent: I2, I3, and I4 for the log itself.
func (c *checker) checkLogs() {
	for _, conversation := range slices.Sorted(maps.Keys(c.logs)) {
		first := make(map[message]Entry)
		for i, e := range c.logs[conversation] {
			if e.Offset != int64(i)+1 {
				c.violated("I4", []Event{e.event(conversation)}, "entry %d of the log has the offset %d", i+1, e.Offset)
			}
			if e.Key == "" {
				continue
			}
			m := message{e.Author, e.Key}
			if earlier, twice := first[m]; twice {
				c.violated("I3", []Event{earlier.event(conversation), e.event(conversation)}, "a key is in the log twice")
				continue
			}
			first[m] = e
			c.checkOrigin(conversation, e)
		}
	}
	c.checkBeginnings()
}

// checkOrigin holds an entry to how it was sent.
func (c *checker) checkOrigin(conversation string, e Entry) {
	sent := slices.DeleteFunc(slices.Clone(c.sent[message{e.Author, e.Key}]), func(s Event) bool {
		return s.Conversation != "" && s.Conversation != conversation
	})
	if len(sent) == 0 {
		c.violated("I2", []Event{e.event(conversation)}, "nobody has sent what is in the log")
		return
	}
	if !slices.ContainsFunc(sent, func(s Event) bool { return s.Body == e.Body }) {
		c.violated("I2", append(sent, e.event(conversation)), "the log has another body than was sent")
	}
}

// checkBeginnings finds messages that have begun two conversations: each has its
// key once, but the sender has said it once in all.
func (c *checker) checkBeginnings() {
	for m, places := range c.stored {
		open := slices.ContainsFunc(c.sent[m], func(s Event) bool { return s.Conversation == "" })
		var events []Event
		for i, p := range places {
			if i == 0 || p.conversation != places[i-1].conversation {
				e, _ := c.entry(p.conversation, p.offset)
				events = append(events, e.event(p.conversation))
			}
		}
		if open && len(events) > 1 {
			c.violated("I3", events, "one message is in %d conversations", len(events))
		}
	}
}

// checkAcks holds the acks to the logs: I1 and I6.
func (c *checker) checkAcks() {
	for _, e := range c.events {
		if e.Kind != KindAcked {
			continue
		}
		places := slices.DeleteFunc(slices.Clone(c.stored[message{e.Who, e.Key}]), func(p place) bool {
			return p.conversation != e.Conversation
		})
		switch {
		case len(places) == 0:
			c.violated("I1", []Event{e}, "what was acked is not in the log")
		case !slices.Contains(places, place{e.Conversation, e.Offset}):
			stored, _ := c.entry(e.Conversation, places[0].offset)
			c.violated("I6", []Event{e, stored.event(e.Conversation)}, "the ack names another offset than the log")
		}
	}
}

// checkOrder holds the logs to the order of the senders: I5.
func (c *checker) checkOrder() {
	type line struct{ outbox, conversation string }
	type sending struct {
		outbox string
		message
		conversation string
	}
	last := make(map[line]place)
	before := make(map[line]Event)
	seen := make(map[sending]bool)
	for _, e := range c.events {
		if e.Kind != KindSent || seen[sending{e.Outbox, message{e.Who, e.Key}, e.Conversation}] {
			continue
		}
		seen[sending{e.Outbox, message{e.Who, e.Key}, e.Conversation}] = true
		i := slices.IndexFunc(c.stored[message{e.Who, e.Key}], func(p place) bool {
			return e.Conversation == "" || e.Conversation == p.conversation
		})
		if i < 0 {
			continue // not stored, or not yet: unknown
		}
		p := c.stored[message{e.Who, e.Key}][i]
		l := line{e.Outbox, p.conversation}
		if earlier := last[l]; p.offset < earlier.offset {
			a, _ := c.entry(p.conversation, earlier.offset)
			b, _ := c.entry(p.conversation, p.offset)
			c.violated("I5", []Event{before[l], e, b.event(p.conversation), a.event(p.conversation)},
				"what was sent later is earlier in the log")
			continue
		}
		last[l], before[l] = p, e
	}
}

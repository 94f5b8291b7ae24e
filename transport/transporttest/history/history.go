package history

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"
	"time"
)

// Patience is how long after healing a view may take to catch up.
const Patience = 5 * time.Second

// Body returns what stands for the text of a message in a history.
func Body(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// History is what happened. The zero value is an empty one. Its methods may be
// called concurrently; what one participant does is recorded in the order in
// which it happens.
type History struct {
	mu     sync.Mutex // guards what follows
	events []Event
	logs   map[string][]Entry
}

func (h *History) record(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, e)
}

// Sent says that a sender tries to say something, before the first try; of
// repeats it need not be told. The sender is the author that the log will name. An
// empty conversation is the one that the message will begin.
//
// A sender's messages are held to their order (I5): who has several outboxes
// uses SentFrom.
func (h *History) Sent(sender, conversation, key, body string) {
	h.SentFrom(sender, sender, conversation, key, body)
}

// SentFrom is Sent for a sender with several outboxes, which are ordered each by
// itself.
func (h *History) SentFrom(outbox, sender, conversation, key, body string) {
	h.record(Event{Kind: KindSent, Who: sender, Outbox: outbox, Conversation: conversation, Key: key, Body: body})
}

// Acked says that a sender has learned that a message is stored.
func (h *History) Acked(sender, conversation, key string, offset int64) {
	h.record(Event{Kind: KindAcked, Who: sender, Conversation: conversation, Key: key, Offset: offset})
}

// Attached says that a view begins, or begins anew, with the event after an
// offset. A viewer is what shows events to somebody: a tab, not a connection.
func (h *History) Attached(viewer, conversation string, after int64) {
	h.record(Event{Kind: KindAttached, Who: viewer, Conversation: conversation, Offset: after})
}

// Seen says that a view has applied an event, of any kind. The key is empty
// unless the viewer was told it.
func (h *History) Seen(viewer, conversation string, offset int64, key, author, body string) {
	h.record(Event{Kind: KindSeen, Who: viewer, Conversation: conversation, Offset: offset, Key: key, Author: author, Body: body})
}

// Reset says that a view was dropped; it may begin anew anywhere.
func (h *History) Reset(viewer, conversation string) {
	h.record(Event{Kind: KindReset, Who: viewer, Conversation: conversation})
}

// Healed says that from now on, and for at least Patience, nothing is broken:
// the views that exist have to catch up with what was appended until at.
func (h *History) Healed(at time.Time) { h.record(Event{Kind: KindHealed, At: at}) }

// Converged says that a view has reached an offset.
func (h *History) Converged(viewer, conversation string, head int64, at time.Time) {
	h.record(Event{Kind: KindConverged, Who: viewer, Conversation: conversation, Offset: head, At: at})
}

// Revoked says that the viewer may not see what is appended after at, when the
// revocation has returned.
func (h *History) Revoked(viewer, conversation string, at time.Time) {
	h.record(Event{Kind: KindRevoked, Who: viewer, Conversation: conversation, At: at})
}

// Left says that a view is not kept up any more: nobody expects it to catch up.
func (h *History) Left(viewer, conversation string) {
	h.record(Event{Kind: KindLeft, Who: viewer, Conversation: conversation})
}

// Log hands in a conversation's whole log as the store has it, in its order.
func (h *History) Log(conversation string, entries []Entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.logs == nil {
		h.logs = make(map[string][]Entry)
	}
	h.logs[conversation] = slices.Clone(entries)
}

// Figures counts what the history has: messages sent, acked and, over all
// views, seen.
func (h *History) Figures() (sent, acked, seen int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	first := make(map[Event]bool)
	for _, e := range h.events {
		switch id := (Event{Kind: e.Kind, Who: e.Who, Key: e.Key}); {
		case e.Kind == KindSeen:
			seen++
		case first[id]:
		case e.Kind == KindSent:
			first[id] = true
			sent++
		case e.Kind == KindAcked:
			first[id] = true
			acked++
		}
	}
	return sent, acked, seen
}

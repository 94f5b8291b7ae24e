package history

import (
	"fmt"
	"strings"
	"time"
)

// Kind says what an Event of a history is.
type Kind string

// The kinds. KindLog is an entry of a log, in the events of a Violation.
const (
	KindSent      Kind = "sent"
	KindAcked     Kind = "acked"
	KindAttached  Kind = "attached"
	KindSeen      Kind = "seen"
	KindReset     Kind = "reset"
	KindHealed    Kind = "healed"
	KindConverged Kind = "converged"
	KindRevoked   Kind = "revoked"
	KindLeft      Kind = "left"
	KindLog       Kind = "log"
)

// Event is one entry of a history. Which fields are set depends on its Kind.
type Event struct {
	Kind         Kind
	Who          string // the sender or the viewer
	Outbox       string // of KindSent: what keeps the order
	Conversation string
	Offset       int64 // for KindConverged the head; for KindAttached the place after which events begin
	Key          string
	Author       string
	Body         string
	At           time.Time
}

// String returns the event in a line, without what it does not have.
func (e Event) String() string {
	fields := []string{string(e.Kind)}
	add := func(name, value string) {
		if value != "" {
			fields = append(fields, name+"="+value)
		}
	}
	add("who", e.Who)
	if e.Outbox != e.Who {
		add("outbox", e.Outbox)
	}
	add("conversation", e.Conversation)
	if e.Offset != 0 {
		add("offset", fmt.Sprint(e.Offset))
	}
	add("key", e.Key)
	add("author", e.Author)
	add("body", e.Body)
	if !e.At.IsZero() {
		add("at", e.At.UTC().Format("15:04:05.000"))
	}
	return strings.Join(fields, " ")
}

// Entry is an entry of a conversation's log as the store has it.
type Entry struct {
	Offset int64
	Author string
	// Key is empty for what no client has sent under a key of its own: a bot's
	// answer, somebody who joined. What has a key must have been sent.
	Key  string
	Body string    // as Body returns it
	At   time.Time // when it was appended; zero: not known, and not judged by I7 and I8
}

func (e Entry) event(conversation string) Event {
	return Event{
		Kind: KindLog, Conversation: conversation, Offset: e.Offset, Key: e.Key, Author: e.Author, Body: e.Body, At: e.At,
	}
}

// Violation is an invariant that did not hold.
type Violation struct {
	Invariant string // I1 to I8
	Sentence  string // what happened
	Events    []Event
}

// String returns the violation with its events, one a line.
func (v Violation) String() string {
	s := v.Invariant + ": " + v.Sentence
	for _, e := range v.Events {
		s += "\n\t" + e.String()
	}
	return s
}

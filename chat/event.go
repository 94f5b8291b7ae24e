package chat

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Kind says what an event of the log records.
type Kind string

// The kinds of events.
const (
	KindMessage  Kind = "message"  // someone said something: Parts, perhaps Reply and Draft
	KindAction   Kind = "action"   // a visitor pressed a button: Target and Value
	KindJoined   Kind = "joined"   // the author, whose id Participant is, came in
	KindAssigned Kind = "assigned" // the conversation belongs to To from now on, with Fence
	KindHandoff  Kind = "handoff"  // the bot asks for a person, for Reason
	KindEnded    Kind = "ended"    // somebody ended it; a visitor's next message opens it again
	KindEdited   Kind = "edited"   // Target now reads Parts
	KindErased   Kind = "erased"   // Target's content is gone
)

// Record is an event as a Store keeps it. Data is the event's JSON object
// without its place (conversation, offset, id) and without the sender's key;
// the engine makes it once and the same bytes go to every reader. A Record's
// Data is never modified after it was made.
type Record struct {
	Offset int64  // its place in the conversation's log, from 1
	Author string // the participant's id
	Key    string // the author's idempotency key, shown only to the author
	Data   []byte
}

// Event is an entry of a conversation's log, decoded.
type Event struct {
	Conversation string `json:"-"`
	Offset       int64  `json:"-"`
	Key          string `json:"-"`

	At          time.Time   `json:"-"` // when it was accepted, UTC, milliseconds
	Author      Participant `json:"author"`
	Kind        Kind        `json:"kind"`
	Parts       []Part      `json:"parts,omitempty"`       // message, edited
	Reply       int64       `json:"reply,omitempty"`       // message: the offset it answers
	Draft       string      `json:"draft,omitempty"`       // message: the streamed draft it completes
	Truncated   bool        `json:"truncated,omitempty"`   // message: the stream broke off, this is what arrived
	Target      Target      `json:"event,omitzero"`        // action, edited, erased
	Value       string      `json:"value,omitempty"`       // action
	Participant string      `json:"participant,omitempty"` // joined: the id of its author
	To          string      `json:"to,omitempty"`          // assigned: an agent's id, or the bot's
	Fence       int64       `json:"fence,omitempty"`       // assigned
	Reason      string      `json:"reason,omitempty"`      // handoff
}

// ID returns the event's id: unique in the store, opaque to clients, and
// derived from its place so that no index is needed to find it.
func (e Event) ID() string { return EventID(e.Conversation, e.Offset) }

// EventID returns the id of the event at an offset of a conversation.
func EventID(conversation string, offset int64) string {
	return conversation + "." + strconv.FormatInt(offset, 10)
}

// Target names an event of the same conversation: by its id or by its offset,
// as the sender wrote it.
type Target struct {
	ID     string // set when it was named by id
	Offset int64  // always set after Resolve
}

// IsZero reports whether the target names nothing.
func (t Target) IsZero() bool { return t == Target{} }

// MarshalJSON writes the id, or the offset when there is no id.
func (t Target) MarshalJSON() ([]byte, error) {
	if t.ID != "" {
		return json.Marshal(t.ID)
	}
	return json.Marshal(t.Offset)
}

// UnmarshalJSON accepts an id (a string) or an offset (an integer).
func (t *Target) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &t.ID)
	}
	return json.Unmarshal(b, &t.Offset)
}

// Resolve returns the offset the target names in a conversation, and whether
// it can name one at all.
func (t Target) Resolve(conversation string) (int64, bool) {
	if t.ID == "" {
		return t.Offset, t.Offset > 0
	}
	place, ok := strings.CutPrefix(t.ID, conversation+".")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(place, 10, 64)
	return n, err == nil && n > 0 && EventID(conversation, n) == t.ID
}

// TimeLayout is how times are written on the wire: RFC 3339, UTC, milliseconds.
const TimeLayout = "2006-01-02T15:04:05.000Z"

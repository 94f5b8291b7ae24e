package wire

import (
	"encoding/json"
	"math"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// ServerFrame is a frame that the server sends: Welcome, Ack, Error, Delta,
// TypingState, ReadState, PresenceState, Cursor, Reset, Bye or Pong. Events are
// written by Encoder.Event, from what the store keeps.
type ServerFrame interface {
	appendTo(b []byte) []byte
}

// Seconds is a duration as the wire has it: a number of seconds, to the millisecond.
type Seconds time.Duration

// MarshalJSON writes the number of seconds, rounded up to the millisecond.
func (s Seconds) MarshalJSON() ([]byte, error) { return s.appendTo(nil), nil }

// UnmarshalJSON reads a number of seconds.
func (s *Seconds) UnmarshalJSON(b []byte) error {
	var n float64
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*s = Seconds(math.Round(n * float64(time.Second)))
	return nil
}

// Welcome says that the connection works and what it stands on.
type Welcome struct {
	V            int                `json:"v"`            // the protocol's version
	Session      string             `json:"session"`      // id of the session
	Conversation *string            `json:"conversation"` // null: the visitor has none yet
	Head         int64              `json:"head"`         // offset of the last event; 0: none
	Cursor       string             `json:"cursor"`       // events begin after it
	Recovered    bool               `json:"recovered"`    // the cursor that was given was taken
	Heartbeat    Seconds            `json:"heartbeat"`    // the most between two payloads
	Limits       Limits             `json:"limits"`
	Participants []chat.Participant `json:"participants"` // everyone who has been in the conversation
	Reads        []chat.ReadMark    `json:"reads"`
}

// Limits are the bounds on what a client may ask.
type Limits struct {
	Connections int     `json:"connections"` // live connections of one session
	Rate        float64 `json:"rate"`        // messages and actions a second
	Burst       int     `json:"burst"`       // and how many at once
	Payload     int     `json:"payload"`     // bytes of one payload
	Text        int     `json:"text"`        // characters (code points) of one text
	Parts       int     `json:"parts"`       // parts of one message
}

// Event is an entry of the log, as a reader of the wire has it.
type Event struct {
	Conversation string    `json:"conversation"`
	Offset       int64     `json:"offset"`        // its place in the conversation's log, from 1
	ID           string    `json:"id"`            // unique and opaque
	Key          string    `json:"key,omitempty"` // only in what the author gets
	At           time.Time `json:"at"`            // RFC 3339, UTC, milliseconds

	chat.Event
}

// Ack says that what a key stands for is durable.
type Ack struct {
	Key          string    `json:"key"`
	Conversation string    `json:"conversation"`
	Offset       int64     `json:"offset"`
	ID           string    `json:"id"` // the event's
	At           time.Time `json:"at"` // RFC 3339, UTC, milliseconds
}

// Error refuses a frame or a payload. The connection stays open unless a bye follows.
type Error struct {
	Code       chat.Code `json:"code"`
	Message    string    `json:"message"`               // a sentence for people
	Key        string    `json:"key,omitempty"`         // of the frame it is about
	RetryAfter Seconds   `json:"retry_after,omitempty"` // when to try again
}

// Delta is a piece of a growing message.
type Delta struct {
	Draft  string           `json:"draft"` // the finished message comes as an event with the same draft
	Author chat.Participant `json:"author"`
	From   int              `json:"from"` // length of the text before it, in UTF-16 units; 0 starts over
	Text   string           `json:"text"`
	Done   bool             `json:"done"` // nothing more comes of the draft but its event
}

// TypingState says whether someone types.
type TypingState struct {
	Author chat.Participant `json:"author"`
	On     bool             `json:"on"`
	TTL    Seconds          `json:"ttl"` // when to forget it unless it is said again
}

// ReadState says how far someone has read.
type ReadState struct {
	Participant string `json:"participant"` // id
	Offset      int64  `json:"offset"`
}

// PresenceState says whether someone is there.
type PresenceState struct {
	Participant string `json:"participant"` // id
	Online      bool   `json:"online"`
}

// Cursor is the place after the payload that it ends.
type Cursor struct {
	Cursor string `json:"cursor"`
}

// Reset says that what the client has may have a hole: reload it by REST and go
// on from here.
type Reset struct {
	Conversation *string `json:"conversation"` // null: the visitor has none yet
	Head         int64   `json:"head"`
	Cursor       string  `json:"cursor"`
}

// Bye says that the server ends the connection.
type Bye struct {
	Code       chat.ByeCode `json:"code"`
	Reason     string       `json:"reason"`                // a sentence for people
	RetryAfter Seconds      `json:"retry_after,omitempty"` // when to come back
}

// Pong answers a ping.
type Pong struct{}

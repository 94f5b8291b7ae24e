package transporttest

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/chatmount/chatmount/chat"
)

// Frame is any frame of the server.
type Frame struct {
	Type string

	V            int
	Session      string
	Conversation *string
	Head         *int64
	Cursor       string
	Recovered    bool
	Heartbeat    float64
	Limits       struct {
		Connections                 int
		Rate                        float64
		Burst, Payload, Text, Parts int
	}
	Participants []chat.Participant
	Reads        []chat.ReadMark

	Offset      int64
	ID          string
	Key         string
	At          string
	Author      *chat.Participant
	Kind        chat.Kind
	Parts       []chat.Part
	Participant json.RawMessage // an id, in an event of kind joined an object

	Code       string
	Message    string
	Reason     string
	RetryAfter float64 `json:"retry_after"`

	On  bool
	TTL float64
}

// violation is an error that a server must never cause, whatever the network does.
type violation string

func (v violation) Error() string { return string(v) }

func violated(format string, args ...any) error { return violation(fmt.Sprintf(format, args...)) }

// decode reads a payload of the server and holds it to what every one keeps.
func decode(payload []byte) ([]Frame, error) {
	if bytes.ContainsAny(payload, "\r\n") {
		return nil, violated("the payload is more than a line: %q", payload)
	}
	var frames []Frame
	if err := json.Unmarshal(payload, &frames); err != nil || frames == nil {
		return nil, violated("the payload is no array of frames: %q: %v", payload, err)
	}
	events := 0
	for _, f := range frames {
		if f.Type == "event" {
			events++
		}
		if f.Type == "" {
			return nil, violated("a frame has no type: %s", payload)
		}
	}
	if events > 0 && frames[len(frames)-1].Type != "cursor" {
		return nil, violated("the payload has events and does not end with the cursor: %s", payload)
	}
	return frames, nil
}

func (f Frame) conversation() string {
	if f.Conversation == nil {
		return ""
	}
	return *f.Conversation
}

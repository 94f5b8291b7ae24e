package wire

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// Decode reads a payload of a client: its frames in order, without those of
// unknown types and with Invalid in place of those that could not be read. The
// result does not refer to payload.
//
// The error is an *chat.Error with CodeInvalid when the payload as a whole can not be read.
// The payload's size is the caller's to bound.
func Decode(payload []byte) ([]ClientFrame, error) {
	v, err := parse(payload)
	if err != nil {
		return nil, err
	}
	if v.kind() != '[' {
		return nil, invalid("A payload must be a JSON array of frames.")
	}
	var frames []ClientFrame
	n := 0
	for w := v.walk(); w.element(); {
		if n++; n > MaxFrames {
			return nil, invalid("A payload must have at most 256 frames.")
		}
		if f := decodeFrame(w.value); f != nil {
			frames = append(frames, f)
		}
	}
	return frames, nil
}

// DecodeSend reads a JSON object with the fields of a send frame, as it comes by
// REST. The error is an *chat.Error with CodeInvalid.
func DecodeSend(object []byte) (Send, error) {
	v, err := parse(object)
	if err != nil {
		return Send{}, err
	}
	if v.kind() != '{' {
		return Send{}, invalid("A message must be a JSON object.")
	}
	f := fields{object: v}
	s := f.send()
	if f.problem != "" {
		return Send{}, invalid(f.problem)
	}
	return s, nil
}

// parse returns the one JSON value of a text.
func parse(text []byte) (value, error) {
	if !utf8.Valid(text) {
		return nil, invalid("The text must be valid UTF-8.")
	}
	if !json.Valid(text) {
		return nil, invalid("The text must be valid JSON.")
	}
	start := skipSpace(text, 0)
	return text[start:valueEnd(text, start)], nil
}

func invalid(message string) error { return &chat.Error{Code: chat.CodeInvalid, Message: message} }

// decodeFrame returns nil for a frame of an unknown type, whose fields are not
// looked at.
func decodeFrame(v value) ClientFrame {
	if v.kind() != '{' {
		return Invalid{Message: "A frame must be a JSON object."}
	}
	f := fields{object: v}
	name := f.requiredString("type")
	if f.problem != "" {
		return f.invalid()
	}
	frame := f.frame(name)
	if f.problem != "" {
		return f.invalid()
	}
	return frame
}

func (f *fields) frame(name string) ClientFrame {
	switch name {
	case "hello":
		return f.hello()
	case "send":
		return f.send()
	case "action":
		return Action{Key: f.key(), Event: f.target(), Value: f.requiredString("value")}
	case "typing":
		return Typing{On: f.booleanOf("on", f.require("on"))}
	case "read":
		return Read{Offset: f.integerOf("offset", f.require("offset"))}
	case "stop":
		return Stop{Draft: f.string("draft")}
	case "ping":
		return Ping{}
	}
	return nil
}

// hello reads nothing else of another version, whatever its v looks like.
func (f *fields) hello() Hello {
	v := f.get("v")
	if v == nil {
		return Hello{}
	}
	if n, ok := v.integer(); !ok || n != Version {
		return Hello{V: int(n)}
	}
	return Hello{
		V:            Version,
		Conversation: f.string("conversation"),
		Cursor:       f.string("cursor"),
		Token:        f.string("token"),
	}
}

func (f *fields) send() Send {
	reply := f.get("reply")
	s := Send{Key: f.key(), Reply: f.integerOf("reply", reply)}
	if reply != nil && s.Reply < 1 {
		f.fail(`"reply" must be the offset of an event.`)
	}
	if parts := f.require("parts"); parts != nil {
		s.Parts = f.parts("parts", parts, 0)
	}
	return s
}

// invalid names the key of the frame where it has one.
func (f *fields) invalid() Invalid {
	problem := f.problem
	key := f.key()
	return Invalid{Key: key, Message: problem}
}

package rasa

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/chatmount/chatmount/chat"
)

// answer is what Rasa wants to be said and done.
type answer struct {
	messages [][]chat.Part
	handoff  bool
	reason   string
	odd      int // how much could not be made a part
}

var errNotItems = errors.New("rasa: the answer is no JSON array")

// parse reads the body of an answer. An item that is odd is counted and left
// out; the rest is kept.
func parse(body []byte) (answer, error) {
	body = bytes.ToValidUTF8(body, []byte("\ufffd"))
	// Checked as a whole first, so that a body which breaks off says nothing.
	if !json.Valid(body) {
		return answer{}, errNotItems
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if begin, err := dec.Token(); err != nil || begin != json.Delim('[') {
		return answer{}, errNotItems
	}
	var a answer
	for n := 0; dec.More(); n++ {
		if n == maxItems {
			a.odd++
			break
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return answer{}, errNotItems
		}
		a.add(raw)
	}
	return a, nil
}

// add takes up one item.
func (a *answer) add(raw json.RawMessage) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		a.odd++
		return
	}
	var parts []chat.Part
	for _, field := range []struct {
		name string
		read func(json.RawMessage) ([]chat.Part, bool)
	}{
		{"text", readText},
		{"custom", a.readCustom},
		{"image", readImage},
		{"attachment", readAttachment},
		{"buttons", a.readButtons},
	} {
		value, ok := fields[field.name]
		if !ok || isNull(value) {
			continue
		}
		read, ok := field.read(value)
		if !ok {
			a.odd++
		}
		parts = append(parts, read...)
	}
	if len(parts) > 0 {
		a.messages = append(a.messages, parts)
	}
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

// readCustom takes up a payload of the assistant's own, or its wish for a person.
func (a *answer) readCustom(raw json.RawMessage) ([]chat.Part, bool) {
	if handoff := field(raw, "handoff"); truthy(handoff) {
		a.handoff = true
		a.reason = firstString(handoff, field(handoff, "reason"), field(raw, "reason"))
		return nil, true
	}
	fallback := firstString(field(raw, "fallback"), field(raw, "text"))
	if fallback == "" {
		fallback = "The assistant sent something that cannot be shown here."
	}
	return []chat.Part{{Type: PartCustom, Fallback: fallback, Extra: map[string]json.RawMessage{"custom": raw}}}, true
}

// truthy reports whether a value is what Python calls true.
func truthy(raw json.RawMessage) bool {
	switch string(raw) {
	case "", "null", "false", "0", "0.0", `""`, "{}", "[]":
		return false
	}
	return true
}

package chat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/chatmount/chatmount/internal/jsontext"
)

// encode returns the event's Data.
func (e *Event) encode() ([]byte, error) {
	b := append(make([]byte, 0, e.dataSize()), `{"at":"`...)
	b = e.At.UTC().AppendFormat(b, TimeLayout)
	b = append(b, `","author":`...)
	b = appendParticipant(b, e.Author)
	b = append(b, `,"kind":`...)
	b = jsontext.AppendString(b, string(e.Kind))
	b, err := appendParts(b, e.Parts)
	if err != nil {
		return nil, err
	}
	b = appendNumber(b, `,"reply":`, e.Reply)
	b = appendText(b, `,"draft":`, e.Draft)
	if e.Truncated {
		b = append(b, `,"truncated":true`...)
	}
	b = appendText(b, `,"event":`, e.Target.ID)
	if e.Target.ID == "" {
		b = appendNumber(b, `,"event":`, e.Target.Offset)
	}
	b = appendText(b, `,"value":`, e.Value)
	b = appendText(b, `,"participant":`, e.Participant)
	b = appendText(b, `,"to":`, e.To)
	b = appendNumber(b, `,"fence":`, e.Fence)
	b = appendText(b, `,"reason":`, e.Reason)
	return append(b, '}'), nil
}

// dataSize is about the length of the event's Data, for most events a little more.
func (e *Event) dataSize() int {
	n := 160 + len(e.Author.ID) + len(e.Author.Name)
	for _, p := range e.Parts {
		n += 40 + len(p.Text)
	}
	return n
}

func appendParts(b []byte, parts []Part) ([]byte, error) {
	if len(parts) == 0 {
		return b, nil
	}
	b = append(b, `,"parts":[`...)
	for i, p := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		if p.Type == PartText || p.Type == PartMarkdown { // most parts; they have nothing else
			b = jsontext.AppendString(append(b, `{"type":`...), p.Type)
			b = append(appendText(b, `,"text":`, p.Text), '}')
			continue
		}
		data, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		b = append(b, data...)
	}
	return append(b, ']'), nil
}

func appendParticipant(b []byte, p Participant) []byte {
	b = jsontext.AppendString(append(b, `{"id":`...), p.ID)
	b = jsontext.AppendString(append(b, `,"name":`...), p.Name)
	b = jsontext.AppendString(append(b, `,"role":`...), string(p.Role))
	return append(b, '}')
}

// appendText appends a member unless it is empty.
func appendText(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	return jsontext.AppendString(append(b, name...), s)
}

// appendNumber appends a member unless it is zero.
func appendNumber(b []byte, name string, n int64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), n, 10)
}

type eventJSON struct {
	At string `json:"at"`
	*eventFields
}

type eventFields Event

// Event decodes a record of a conversation.
func (r Record) Event(conversation string) (Event, error) {
	e := Event{Conversation: conversation, Offset: r.Offset, Key: r.Key}
	j := eventJSON{eventFields: (*eventFields)(&e)}
	if err := json.Unmarshal(r.Data, &j); err != nil {
		return Event{}, fmt.Errorf("decode event %s: %w", EventID(conversation, r.Offset), err)
	}
	at, err := time.Parse(TimeLayout, j.At)
	if err != nil {
		return Event{}, fmt.Errorf("decode event %s: %w", EventID(conversation, r.Offset), err)
	}
	e.At = at
	return e, nil
}

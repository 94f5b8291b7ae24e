package wire

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

func event(conversation string, r chat.Record, reader string) []byte {
	var e Encoder
	e.Event(conversation, r, reader)
	return e.Payload()
}

// An event is the stored bytes behind its place; the key is told to nobody but
// its author.
func TestEvent(t *testing.T) {
	r := chat.Record{Offset: 7, Author: "v1", Key: `k"1`, Data: []byte(`{"at":"x","kind":"message"}`)}
	for reader, want := range map[string]string{
		"v1":  `[{"type":"event","conversation":"c","offset":7,"id":"c.7","key":"k\"1","at":"x","kind":"message"}]`,
		"v10": `[{"type":"event","conversation":"c","offset":7,"id":"c.7","at":"x","kind":"message"}]`,
		"":    `[{"type":"event","conversation":"c","offset":7,"id":"c.7","at":"x","kind":"message"}]`,
	} {
		if got := string(event("c", r, reader)); got != want {
			t.Errorf("for %q: %s, want %s", reader, got, want)
		}
	}
	r = chat.Record{Offset: 1, Data: []byte(`{}`)}
	if got, want := string(event(`a"b`, r, "")), `[{"type":"event","conversation":"a\"b","offset":1,"id":"a\"b.1"}]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	var back []struct{ ID string }
	if err := json.Unmarshal(event("c_Ä", chat.Record{Offset: 12, Data: []byte(`{}`)}, ""), &back); err != nil || back[0].ID != chat.EventID("c_Ä", 12) {
		t.Errorf("id %v, %v; want that of chat.EventID", back, err)
	}
}

// EventSize is an upper bound, so that a payload is made with one allocation.
func TestEventSize(t *testing.T) {
	for _, r := range []chat.Record{
		{Offset: 1, Data: []byte(`{}`)},
		{Offset: MaxInteger, Author: "v", Key: strings.Repeat("k", 64), Data: []byte(`{"a":1}`)},
	} {
		for _, conversation := range []string{"", "c", strings.Repeat("c", 64)} {
			if got, bound := len(event(conversation, r, "v")), EventSize(conversation, r); got > bound {
				t.Errorf("an event of %d bytes was taken for one of at most %d", got, bound)
			}
		}
	}
	r := chat.Record{Offset: 1, Author: "v", Key: "k", Data: []byte(strings.Repeat(`{"a":1}`, 40))}
	allocated := testing.AllocsPerRun(100, func() {
		var e Encoder
		e.Grow(EventSize("c", r))
		e.Event("c", r, "v")
		e.Payload()
	})
	if allocated > 1 {
		t.Errorf("encoding an event allocates %v times, want once", allocated)
	}
}

// Nothing added is the heartbeat.
func TestEmptyPayload(t *testing.T) {
	var e Encoder
	if !e.Empty() || string(e.Payload()) != "[]" {
		t.Errorf("an empty payload is %s", e.Payload())
	}
}

// A time to wait is never told too short.
func TestSecondsRoundUp(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0", 1: "0.001", time.Millisecond: "0.001", time.Millisecond + 1: "0.002", 1500 * time.Millisecond: "1.5",
		25 * time.Second: "25", 24*time.Second + 123*time.Millisecond: "24.123",
	} {
		if got := string(Seconds(d).appendTo(nil)); got != want {
			t.Errorf("%v is told as %s, want %s", d, got, want)
		}
		var back Seconds
		if err := json.Unmarshal([]byte(want), &back); err != nil || time.Duration(back) < d {
			t.Errorf("%s is read as %v, %v", want, time.Duration(back), err)
		}
	}
}

// The written frames have the fields of their structs, no more and no less.
func TestFramesHaveTheFieldsOfTheirStructs(t *testing.T) {
	c := "c"
	p := chat.Participant{ID: "p", Name: "n", Role: chat.RoleAgent}
	for _, f := range []ServerFrame{
		Welcome{V: 1, Session: "s", Conversation: &c, Head: 1, Cursor: "x", Recovered: true, Heartbeat: 1, Participants: []chat.Participant{p}, Reads: []chat.ReadMark{{Participant: "p", Offset: 1}}},
		Ack{Key: "k", Conversation: "c", Offset: 1, ID: "i", At: time.Unix(0, 0)},
		Error{Code: "c", Message: "m", Key: "k", RetryAfter: 1},
		Delta{Draft: "d", Author: p, From: 1, Text: "t", Done: true},
		TypingState{Author: p, On: true, TTL: 1},
		ReadState{Participant: "p", Offset: 1},
		PresenceState{Participant: "p", Online: true},
		Cursor{Cursor: "x"},
		Reset{Conversation: &c, Head: 1, Cursor: "x"},
		Bye{Code: "c", Reason: "r", RetryAfter: 1},
		Pong{},
	} {
		var written, fields map[string]any
		if err := json.Unmarshal(f.appendTo(nil), &written); err != nil {
			t.Fatalf("%T: %v", f, err)
		}
		if err := json.Unmarshal(mustMarshal(t, f), &fields); err != nil {
			t.Fatal(err)
		}
		delete(written, "type")
		if a, ok := f.(Ack); ok {
			fields["at"] = a.At.UTC().Format(chat.TimeLayout)
		}
		if !reflect.DeepEqual(written, fields) {
			t.Errorf("%T is written as %v, its fields are %v", f, written, fields)
		}
	}
}

package chat

import (
	"encoding/json"
	"testing"
	"time"
)

// Both ways to encode an event, with and without a part of the application's
// own, are read back as what went in.
func TestEncodeEvent(t *testing.T) {
	for name, parts := range map[string][]Part{
		"plain":  {Text("a <b> & \"c\""), Choices(Button{Title: "t", Value: "v"})},
		"custom": {Text("a"), {Type: "x-map", Fallback: "f", Extra: map[string]json.RawMessage{"lat": json.RawMessage("1")}}},
		"none":   nil,
	} {
		in := Event{At: time.Now().UTC().Truncate(time.Millisecond), Kind: KindMessage, Author: System("s").Participant, Parts: parts, Reply: 3}
		data, err := in.encode()
		if err != nil {
			t.Fatal(err)
		}
		out, err := Record{Offset: 7, Key: "k", Data: data}.Event("c")
		if err != nil {
			t.Fatal(err)
		}
		in.Conversation, in.Offset, in.Key = "c", 7, "k"
		a, _ := json.Marshal(in)
		b, _ := json.Marshal(out)
		if string(a) != string(b) || !in.At.Equal(out.At) || out.Key != "k" || out.ID() != "c.7" {
			t.Errorf("%s: %s\nwant %s\nfrom %s", name, b, a, data)
		}
	}
}

func BenchmarkEncodeEvent(b *testing.B) {
	e := Event{At: time.Now(), Kind: KindMessage, Author: Participant{ID: "v_0123456789", Role: RoleVisitor}, Parts: []Part{Text("A visitor asks something. A visitor asks something.")}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.encode(); err != nil {
			b.Fatal(err)
		}
	}
}

package chat

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// What is written is read back as what went in, with and without a part of the
// application's own.
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

// Every field of an event is written: none is forgotten that is added one day.
func TestEncodeEveryField(t *testing.T) {
	in := Event{
		At: time.Unix(1, 0).UTC(), Author: Participant{"a", "\"n\u2028", RoleAgent}, Kind: KindMessage, Parts: []Part{Text("<t>")},
		Reply: 1, Draft: "d", Truncated: true, Target: Target{ID: "c.1"}, Value: "v", Participant: "p", To: "t", Fence: 2, Reason: "r",
	}
	for i := range reflect.TypeFor[Event]().NumField() {
		name := reflect.TypeFor[Event]().Field(i).Name
		if place := name == "Conversation" || name == "Offset" || name == "Key"; place != reflect.ValueOf(in).Field(i).IsZero() {
			t.Errorf("the test does not set %s", name)
		}
	}
	for _, in := range []Event{in, {At: in.At, Target: Target{Offset: 7}}} {
		data, err := in.encode()
		if err != nil {
			t.Fatal(err)
		}
		if out, err := (Record{Data: data}).Event(""); err != nil || !reflect.DeepEqual(in, out) {
			t.Errorf("%+v\nwas written as %s\nand read as %+v, %v", in, data, out, err)
		}
	}
}

// The names of a part's own fields differ by case from ours, and keep what they have.
func TestOwnFieldsThatLookLikeOurs(t *testing.T) {
	extra := map[string]json.RawMessage{
		"Type": json.RawMessage(`1`), "TYPE": json.RawMessage(`"image"`), "Fallback": json.RawMessage(`[]`),
		"fallbac\u212a": json.RawMessage(`{"a":1}`), "Url": json.RawMessage(`"x"`),
	}
	want := Part{Type: "x-own", Fallback: "a text", Extra: extra}
	e := Event{Conversation: "c", At: now(), Kind: KindMessage, Parts: []Part{want}}
	data, err := e.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Record{Data: data}.Event("c")
	if err != nil || !reflect.DeepEqual(got.Parts, []Part{want}) {
		t.Errorf("it is read as %+v, %v; want %+v", got.Parts, err, want)
	}
}

// What the protocol has in each image and file is there where it is empty, too.
func TestFieldsThatAreAlwaysThere(t *testing.T) {
	for want, p := range map[string]Part{
		`{"type":"image","url":"files/a","alt":""}`:                              {Type: PartImage, URL: "files/a"},
		`{"type":"audio","url":"files/a","name":"n","size":0,"media_type":""}`:   {Type: PartAudio, URL: "files/a", Name: "n"},
		`{"type":"file","url":"files/a","name":"n","size":7,"media_type":"a/b"}`: {Type: PartFile, URL: "files/a", Name: "n", Size: 7, MediaType: "a/b"},
	} {
		got, err := json.Marshal(p)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
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

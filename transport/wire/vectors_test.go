package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

type vector struct {
	Name    string
	Payload string
	Base64  string
	Frames  []json.RawMessage
	Error   chat.Code
}

func (v vector) bytes(t *testing.T) []byte {
	if v.Base64 == "" {
		return []byte(v.Payload)
	}
	b, err := base64.StdEncoding.DecodeString(v.Base64)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readVectors(t testing.TB, name string) []vector {
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(b, &vectors); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(vectors) == 0 {
		t.Fatalf("%s has no vectors", name)
	}
	return vectors
}

func eachVector(t *testing.T, file string, run func(t *testing.T, v vector)) {
	for _, v := range readVectors(t, file) {
		t.Run(v.Name, func(t *testing.T) { run(t, v) })
	}
}

// What a client sends is read as its vectors say.
func TestDecodeVectors(t *testing.T) {
	for _, file := range []string{"client-valid.json", "client-invalid.json"} {
		eachVector(t, file, func(t *testing.T, v vector) {
			frames, err := Decode(v.bytes(t))
			if got := chat.CodeOf(err); got != v.Error {
				t.Fatalf("error code %q, want %q (%v)", got, v.Error, err)
			}
			if len(frames) != len(v.Frames) {
				t.Fatalf("%d frames, want %d: %+v", len(frames), len(v.Frames), frames)
			}
			for i, f := range frames {
				sameJSON(t, frameJSON(t, f), v.Frames[i])
			}
		})
	}
}

// frameJSON writes a frame of a client as the vectors have it.
func frameJSON(t *testing.T, f ClientFrame) []byte {
	m := map[string]any{}
	if i, ok := f.(Invalid); ok {
		if i.Message == "" {
			t.Error("an invalid frame must say what is wrong")
		}
		if m["type"] = "invalid"; i.Key != "" {
			m["key"] = i.Key
		}
		return mustMarshal(t, m)
	}
	if err := json.Unmarshal(mustMarshal(t, f), &m); err != nil {
		t.Fatal(err)
	}
	m["type"] = map[reflect.Type]string{
		reflect.TypeFor[Hello](): "hello", reflect.TypeFor[Send](): "send", reflect.TypeFor[Action](): "action",
		reflect.TypeFor[Typing](): "typing", reflect.TypeFor[Read](): "read", reflect.TypeFor[Stop](): "stop", reflect.TypeFor[Ping](): "ping",
	}[reflect.TypeOf(f)]
	return mustMarshal(t, m)
}

// What the server sends is written as its vectors say, in one line.
func TestEncodeVectors(t *testing.T) {
	eachVector(t, "server-valid.json", func(t *testing.T, v vector) {
		var e Encoder
		for _, f := range v.Frames {
			addFrame(t, &e, f)
		}
		got := e.Payload()
		if bytes.ContainsAny(got, "\r\n") {
			t.Error("the payload is not a single line")
		}
		sameJSON(t, got, []byte(v.Payload))
		sameJSON(t, mustMarshal(t, v.Frames), []byte(v.Payload))
	})
}

func addFrame(t *testing.T, e *Encoder, frame json.RawMessage) {
	var head struct{ Type string }
	if err := json.Unmarshal(frame, &head); err != nil {
		t.Fatal(err)
	}
	if head.Type == "event" {
		addEvent(t, e, frame)
		return
	}
	types := map[string]reflect.Type{
		"welcome": reflect.TypeFor[Welcome](), "ack": reflect.TypeFor[Ack](), "error": reflect.TypeFor[Error](),
		"delta": reflect.TypeFor[Delta](), "typing": reflect.TypeFor[TypingState](), "read": reflect.TypeFor[ReadState](),
		"presence": reflect.TypeFor[PresenceState](), "cursor": reflect.TypeFor[Cursor](), "reset": reflect.TypeFor[Reset](),
		"bye": reflect.TypeFor[Bye](), "pong": reflect.TypeFor[Pong](),
	}
	typ, ok := types[head.Type]
	if !ok {
		t.Fatalf("no frame of the server has the type %q", head.Type)
	}
	f := reflect.New(typ)
	if err := json.Unmarshal(frame, f.Interface()); err != nil {
		t.Fatal(err)
	}
	e.Add(f.Elem().Interface().(ServerFrame))
}

// addEvent takes an event apart into what a store keeps, and its place.
func addEvent(t *testing.T, e *Encoder, frame json.RawMessage) {
	var m map[string]json.RawMessage
	var event Event
	if err := json.Unmarshal(frame, &m); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(frame, &event); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"type", "conversation", "offset", "id", "key"} {
		delete(m, name)
	}
	r := chat.Record{Offset: event.Offset, Author: event.Author.ID, Key: event.Key, Data: mustMarshal(t, m)}
	e.Event(event.Conversation, r, "v1")
}

func mustMarshal(t testing.TB, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sameJSON(t *testing.T, got, want []byte) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatalf("%v in %s", err, got)
	}
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatalf("%v in %s", err, want)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

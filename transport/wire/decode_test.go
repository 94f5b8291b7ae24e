package wire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// What was decoded does not change with the buffer that it came in.
func TestDecodeKeepsNothingOfThePayload(t *testing.T) {
	payload := []byte(`[{"type":"send","key":"k1","parts":[{"type":"x-a","fallback":"f","d":{"n":1}},{"type":"text","text":"t"}]}]`)
	first, err := Decode(payload)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Decode(bytes.Clone(payload))
	if err != nil {
		t.Fatal(err)
	}
	for i := range payload {
		payload[i] = 'x'
	}
	if !reflect.DeepEqual(first, want) {
		t.Errorf("the frames changed to %+v", first)
	}
}

// REST reads a message as strictly as a send frame is read.
func TestDecodeSend(t *testing.T) {
	s, err := DecodeSend([]byte(` {"key":"k1","parts":[{"type":"text","text":"a"}],"reply":3,"type":"ignored"} `))
	if want := (Send{Key: "k1", Parts: []chat.Part{chat.Text("a")}, Reply: 3}); err != nil || !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, %v; want %+v", s, err, want)
	}
	for _, body := range []string{"", "[]", "null", `{"key":"k1"}`, `{"KEY":"k1","parts":[]}`, `{"key":"k1","parts":[1]}`, "{\"key\":\"\xff\"}"} {
		if _, err := DecodeSend([]byte(body)); chat.CodeOf(err) != chat.CodeInvalid {
			t.Errorf("%q: %v, want invalid", body, err)
		}
	}
}

// A deep or a wide payload costs no more than its length allows.
func TestDecodeIsBounded(t *testing.T) {
	for name, payload := range map[string]string{
		"deep unknown field": `[{"type":"ping","x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}]`,
		"deep unknown frame": `[{"type":"future","x":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000) + `}]`,
		"many fields":        `[{"type":"ping"` + strings.Repeat(`,"x":1`, 10000) + `}]`,
		"many cards":         `[{"type":"send","key":"k","parts":[{"type":"carousel","cards":[` + strings.Repeat(`{"type":"card","title":"t"},`, 2000) + `{"type":"card","title":"t"}]}]}]`,
	} {
		if _, err := Decode([]byte(payload)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := testing.AllocsPerRun(10, func() {
		if _, err := Decode([]byte(`[{"type":"send","key":"k1","parts":[{"type":"text","text":"hello"}]}]`)); err != nil {
			t.Error(err)
		}
	}); n > 20 {
		t.Errorf("decoding a message allocates %v times", n)
	}
}

// Decode takes any bytes, and what it takes is what encoding/json would have
// taken.
func FuzzDecode(f *testing.F) {
	for _, file := range []string{"client-valid.json", "client-invalid.json", "server-valid.json"} {
		for _, v := range readVectors(f, file) {
			f.Add([]byte(v.Payload))
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		frames, err := Decode(payload)
		var list []json.RawMessage
		array := json.Unmarshal(payload, &list) == nil && list != nil
		if ok := array && utf8.Valid(payload) && len(list) <= MaxFrames; (err == nil) != ok {
			t.Fatalf("%q: %v, for encoding/json an array of frames: %v", payload, err, array)
		}
		if len(frames) > len(list) {
			t.Errorf("%q: %d frames of %d", payload, len(frames), len(list))
		}
		for _, frame := range frames {
			switch frame := frame.(type) {
			case Send:
				checkKey(t, frame.Key)
				mustMarshal(t, frame.Parts)
			case Action:
				checkKey(t, frame.Key)
			case Invalid:
				if frame.Message == "" || frame.Key != "" && utf8.RuneCountInString(frame.Key) > chat.MaxIDLength {
					t.Errorf("%q: %+v", payload, frame)
				}
			}
		}
	})
}

func checkKey(t *testing.T, key string) {
	if n := utf8.RuneCountInString(key); n < 1 || n > chat.MaxIDLength || !utf8.ValidString(key) {
		t.Errorf("the key %q was taken", key)
	}
}

func BenchmarkDecode(b *testing.B) {
	payload := []byte(`[{"type":"send","key":"01JABCDEFGHJKMNPQRSTVWXYZ0","parts":[{"type":"text","text":"` + strings.Repeat("x", 150) + `"}]}]`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(payload); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEvent(b *testing.B) {
	r := chat.Record{Offset: 7, Author: "v1", Key: "01JABCDEFGHJKMNPQRSTVWXYZ0", Data: []byte(`{"at":"x","kind":"` + strings.Repeat("x", 150) + `"}`)}
	b.ReportAllocs()
	for b.Loop() {
		event("c_3GGSTF2VXGX36FGAYBOG433PQD", r, "v1")
	}
}

package main

import (
	"fmt"
	"reflect"
	"testing"
)

// frame makes a WebSocket frame.
func frame(first byte, payload string, mask ...byte) []byte {
	f := []byte{first}
	var masked byte
	if mask != nil {
		masked = hasMask
	}
	switch n := len(payload); {
	case n < 126:
		f = append(f, masked|byte(n))
	case n < 1<<16:
		f = append(f, masked|126, byte(n>>8), byte(n))
	default:
		f = append(f, masked|127, 0, 0, 0, 0, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	f = append(f, mask...)
	for i := range len(payload) {
		c := payload[i]
		if mask != nil {
			c ^= mask[i%4]
		}
		f = append(f, c)
	}
	return f
}

// Messages are read whole, however the stream is cut, masked and in fragments,
// with control frames between and in them.
func TestFrameReader(t *testing.T) {
	medium, large := fmt.Sprintf(`[{"type":"%0300d"}]`, 1), fmt.Sprintf(`[{"type":"%070000d"}]`, 1)
	var stream []byte
	for _, f := range [][]byte{
		frame(0x81, `[{"type":"hello"},{"type":"send"}]`, 1, 2, 3, 4),
		frame(0x89, "ping", 9, 8, 7, 6),
		frame(0x81, `[]`),
		frame(0x01, `[{"type":`, 5, 6, 7, 8), frame(0x8a, ""), frame(0x00, `"ty`, 1, 1, 1, 1), frame(0x80, `ping"}]`),
		frame(0x81, medium), frame(0x81, large, 4, 3, 2, 1),
		frame(0x81, "no payload"), frame(0x88, "\x03\xe8"),
	} {
		stream = append(stream, f...)
	}
	want := []string{
		"[hello send] 34", "[] 2", "[typing] 19",
		fmt.Sprintf("[%0300d] %d", 1, len(medium)), fmt.Sprintf("[%070000d] %d", 1, len(large)), "[] 10",
	}
	for _, piece := range []int{1, 2, 3, 7, 1000, len(stream)} {
		var got []string
		r := frameReader{told: func(types []string, size int) { got = append(got, fmt.Sprint(types, size)) }}
		for b := stream; len(b) > 0; {
			n := min(piece, len(b))
			r.read(b[:n])
			b = b[n:]
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("in pieces of %d: %.200q", piece, got)
		}
	}
}

// The payloads in a stream of events are read however it is cut.
func TestLines(t *testing.T) {
	stream := "id: 1\ndata: [{\"type\":\"welcome\"}]\nretry: 5\n\ndata: []\n\n: x\ndata: [{\"type\":\"event\"},{\"type\":\"cursor\"}]\n\n"
	for _, piece := range []int{1, 5, len(stream)} {
		var got []string
		l := lines{told: func(types []string, size int) { got = append(got, fmt.Sprint(types, size)) }}
		for b := stream; len(b) > 0; {
			n := min(piece, len(b))
			if m, err := l.Write([]byte(b[:n])); m != n || err != nil {
				t.Fatalf("Write returns %d, %v", m, err)
			}
			b = b[n:]
		}
		if want := []string{"[welcome] 20", "[] 2", "[event cursor] 36"}; !reflect.DeepEqual(got, want) {
			t.Errorf("in pieces of %d: %q", piece, got)
		}
	}
}

// What is too long to be kept is still counted.
func TestSampleIsBounded(t *testing.T) {
	var s sample
	for range 3 {
		s.Write(make([]byte, sampleAtMost/2))
	}
	if len(s.kept) > sampleAtMost {
		t.Errorf("%d bytes are kept", len(s.kept))
	}
	if types, size := s.take(); types != nil || size != 3*(sampleAtMost/2) {
		t.Errorf("it is %v of %d bytes", types, size)
	}
}

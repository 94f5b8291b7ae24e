package sse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/chatmount/chatmount/bot/internal/call"
)

// read returns all events of a stream, as name=data, and how it ended.
func read(r io.Reader) ([]string, error) {
	var all []string
	for events := NewReader(r); ; {
		e, err := events.Next()
		if err != nil {
			return all, err
		}
		all = append(all, fmt.Sprintf("%s=%s", e.Name, e.Data))
	}
}

// Events are read as the HTML standard says, in whatever pieces they come; one that is not complete never
// arrived.
func TestEvents(t *testing.T) {
	for stream, want := range map[string][]string{
		"":                                 nil,
		"data: a\n\n":                      {"=a"},
		"data:a\n\ndata:  b\n\n":           {"=a", "= b"},
		"event: x\ndata: a\n\ndata: b\n\n": {"x=a", "=b"},
		"data: a\ndata\ndata: b\n\n":       {"=a\n\nb"},
		"data:\n\n":                        {"="},
		": ping\n\n\n\ndata: a\r\n\r\n":    {"=a"},
		"event: x\n\ndata: a\n\n":          {"=a"},
		"id: 1\nretry: 5\nx\ndata: a\n\n":  {"=a"},
		"\ufeffdata: a\n\n":                {"=a"},
		"\ufeff\ufeffdata: a\n\n":          nil,
		"data: a\n\ndata: b":               {"=a"},
		"data: a\n\ndata: b\n":             {"=a"},
		"data: {\"a\": \"b: c\"}\n\n":      {`={"a": "b: c"}`},
	} {
		for name, r := range map[string]io.Reader{"at once": strings.NewReader(stream), "byte by byte": iotest.OneByteReader(strings.NewReader(stream))} {
			if got, err := read(r); !errors.Is(err, io.EOF) || !slices.Equal(got, want) {
				t.Errorf("%q %s: %v, %q, want %q", stream, name, err, got, want)
			}
		}
	}
}

// A line and an event have a most size, up to which they arrive; a reader's error comes out as it is.
func TestBounds(t *testing.T) {
	fits := "data:" + strings.Repeat("a", call.MaxLine-5) + "\n\n"
	if got, err := read(strings.NewReader(fits)); len(got) != 1 || !errors.Is(err, io.EOF) {
		t.Errorf("the longest line: %v", err)
	}
	for name, stream := range map[string]string{
		"a line":  "data:" + strings.Repeat("a", call.MaxLine-4) + "\n\n",
		"no line": strings.Repeat("a", 2*call.MaxLine),
		"lines":   strings.Repeat("data:"+strings.Repeat("a", 1<<10)+"\n", 300),
	} {
		if got, err := read(strings.NewReader(stream)); !errors.Is(err, call.ErrLongLine) || len(got) > 0 {
			t.Errorf("%s: %v after %d events", name, err, len(got))
		}
	}
	if _, err := read(io.MultiReader(strings.NewReader("data: a\n"), iotest.ErrReader(io.ErrClosedPipe))); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

// Whatever comes, reading it ends, in the same way whatever its pieces, and no event is over the bound.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{"", "data: a\n\n", "event: x\r\ndata: a\r\ndata\r\n\r\n", ":\n\n", "\xef\xbb\xbfdata:a\n\n", "data", "\r\r\n\n", "data:\x00\n\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		whole, err := read(bytes.NewReader(stream))
		pieces, err2 := read(iotest.HalfReader(bytes.NewReader(stream)))
		if !slices.Equal(whole, pieces) || !errors.Is(err, err2) {
			t.Errorf("%q gives %q, %v; in pieces %q, %v", stream, whole, err, pieces, err2)
		}
		for _, e := range whole {
			if strings.Contains(e, "\r\n") || len(e) > 2*call.MaxLine {
				t.Errorf("%q gives the event %q", stream, e)
			}
		}
	})
}

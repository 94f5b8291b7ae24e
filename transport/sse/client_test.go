package sse

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/transport/internal/testsite"
)

// event is one event of a stream, as its client reads it.
type event struct {
	id, data, retry string
	fields          int // lines that it had
}

// client reads one stream.
type client struct {
	resp *http.Response
	in   *bufio.Reader
	stop context.CancelFunc
}

// ask requests a stream; header and query may be nil.
func ask(t *testing.T, c *http.Client, base string, v testsite.Visitor, query url.Values, header http.Header) *client {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", base+"/?"+query.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if v.Token != "" {
		v.Authorize(r)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	resp, err := c.Do(r)
	if err != nil {
		stop()
		t.Fatal(err)
	}
	s := newClient(resp, stop)
	t.Cleanup(s.close)
	return s
}

func newClient(resp *http.Response, stop context.CancelFunc) *client {
	return &client{resp: resp, in: bufio.NewReader(resp.Body), stop: stop}
}

func (c *client) close() {
	c.stop()
	c.resp.Body.Close()
}

// next returns the next event; io.EOF when the stream has ended.
func (c *client) next() (event, error) {
	var e event
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return event{}, err
		}
		line = strings.TrimSuffix(line, "\n")
		name, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "":
			return e, nil
		case name == "id":
			e.id = value
		case name == "data":
			e.data += value
		case name == "retry":
			e.retry = value
		}
		e.fields++
	}
}

// read returns the next event and its frames.
func (c *client) read(t *testing.T) (event, []testsite.Frame) {
	t.Helper()
	e, err := c.next()
	if err != nil {
		t.Fatalf("the stream broke off: %v", err)
	}
	return e, testsite.Frames(t, []byte(e.data))
}

// until reads to the event that has a frame of a type, and returns both.
func (c *client) until(t *testing.T, name string) (event, testsite.Frame) {
	t.Helper()
	for {
		e, frames := c.read(t)
		if f := testsite.Find(frames, name); f != nil {
			return e, f
		}
	}
}

// offsets returns the offsets of the events in frames and in what follows, up to
// last.
func (c *client) offsets(t *testing.T, frames []testsite.Frame, last int64) []int64 {
	t.Helper()
	var offsets []int64
	for {
		for _, f := range frames {
			if f.Type() == "event" {
				offsets = append(offsets, f.Offset())
			}
		}
		if slices.Contains(offsets, last) {
			return offsets
		}
		_, frames = c.read(t)
	}
}

// ended makes sure that the stream ends here, in order.
func (c *client) ended(t *testing.T) {
	t.Helper()
	if e, err := c.next(); err != io.EOF {
		t.Errorf("got event %+v, error %v; want the end", e, err)
	}
}

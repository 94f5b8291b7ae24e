package main

import (
	"bytes"
	"encoding/json"
	"io"
)

// sampleAtMost is how much of a payload is kept to be looked at. The types of
// one that is longer are not known, its size is.
const sampleAtMost = 1 << 20

// sample is a payload as it goes by.
type sample struct {
	kept []byte
	size int
}

// Write implements io.Writer; it never fails.
func (s *sample) Write(b []byte) (int, error) {
	s.size += len(b)
	if s.size <= sampleAtMost {
		s.kept = append(s.kept, b...)
	}
	return len(b), nil
}

// take returns the types of the payload's frames and its size, and begins another one.
func (s *sample) take() (types []string, size int) {
	if s.size <= sampleAtMost {
		types = kinds(s.kept)
	}
	size = s.size
	s.kept, s.size = s.kept[:0], 0
	return types, size
}

// kinds returns the types of the frames of a payload, none for what is no payload.
func kinds(payload []byte) []string {
	var all []struct{ Type string }
	if json.Unmarshal(payload, &all) != nil {
		return nil
	}
	types := make([]string, len(all))
	for i, f := range all {
		types[i] = f.Type
	}
	return types
}

// lines finds the payloads in a stream of events: each is a line that begins so.
type lines struct {
	line sample
	told func(types []string, size int)
}

var dataLine = []byte("data: ")

// Write implements io.Writer; it never fails.
func (l *lines) Write(b []byte) (int, error) {
	n := len(b)
	for {
		line, rest, whole := bytes.Cut(b, []byte("\n"))
		l.line.Write(line)
		if !whole {
			return n, nil
		}
		if data, ok := bytes.CutPrefix(l.line.kept, dataLine); ok {
			l.told(kinds(data), l.line.size-len(dataLine))
		}
		l.line.take()
		b = rest
	}
}

// body reads the one payload that a request's body is.
type body struct {
	io.ReadCloser
	payload sample
	told    func(types []string, size int)
	over    bool
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.payload.Write(p[:n])
	if err == io.EOF && !b.over {
		b.over = true
		b.told(b.payload.take())
	}
	return n, err
}

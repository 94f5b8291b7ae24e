// Package sse reads streams of server-sent events, as the HTML standard defines
// them, from services that answer that way. Lines end with LF or CRLF: nobody
// sends a CR alone.
package sse

import (
	"bytes"
	"io"

	"github.com/chatmount/chatmount/bot/internal/call"
)

// Event is one event of a stream.
type Event struct {
	Name string // empty: the service gave none
	Data []byte // its data lines, joined by LF
}

// Reader reads events. It is used by one goroutine.
type Reader struct {
	lines *call.Lines
	begun bool
}

// NewReader returns the events of r.
func NewReader(r io.Reader) *Reader { return &Reader{lines: call.NewLines(r)} }

var byteOrderMark = []byte("\ufeff")

// Next returns the next event that has data. At the end of the stream it returns
// io.EOF, also within an event: what has no blank line behind it never arrived.
// Other errors are call.ErrLongLine, also for the data of an event that has as many
// bytes, and those of the reader.
func (r *Reader) Next() (Event, error) {
	var e Event
	has := false
	for {
		line, err := r.lines.Next()
		if err != nil {
			return Event{}, err
		}
		if !r.begun {
			r.begun = true
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		if len(line) == 0 {
			if has {
				return e, nil
			}
			e = Event{}
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "event":
			e.Name = string(value)
		case "data":
			if has {
				e.Data = append(e.Data, '\n')
			}
			has = true
			e.Data = append(e.Data, value...)
			if len(e.Data) > call.MaxLine {
				return Event{}, call.ErrLongLine
			}
		}
	}
}

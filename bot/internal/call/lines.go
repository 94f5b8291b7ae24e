package call

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// MaxLine is the most bytes of a line.
const MaxLine = 256 << 10

// ErrLongLine is what Lines.Next returns for a line over MaxLine.
var ErrLongLine = errors.New("a line of the answer is too long")

// Lines reads lines that end with LF or CRLF.
type Lines struct {
	r    *bufio.Reader
	long []byte // a line that does not fit into r's buffer
}

// NewLines returns the lines of r.
func NewLines(r io.Reader) *Lines { return &Lines{r: bufio.NewReader(r)} }

// Next returns the next line, without its end; it is valid until the next call. At
// the end of what is read it returns io.EOF, with what stands behind the last line's
// end. Other errors are ErrLongLine and those of the reader.
func (l *Lines) Next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	l.long = l.long[:0]
	for errors.Is(err, bufio.ErrBufferFull) {
		if l.long = append(l.long, line...); len(l.long) > MaxLine+len("\r") {
			return nil, ErrLongLine
		}
		line, err = l.r.ReadSlice('\n')
	}
	if len(l.long) > 0 {
		l.long = append(l.long, line...)
		line = l.long
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	if err == nil {
		line = bytes.TrimSuffix(line, []byte("\r"))
	}
	if len(line) > MaxLine {
		return nil, ErrLongLine
	}
	return line, err
}

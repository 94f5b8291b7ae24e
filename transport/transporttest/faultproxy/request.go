package faultproxy

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// request is what has to be known of a request.
type request struct {
	post    bool
	upgrade bool // to WebSocket
	whole   bool // the chunk has its whole body
}

const (
	maxHead = 64 << 10
	maxBody = 1 << 20
)

// requests reads one request after the other, each as a chunk. From where there
// is none that it can follow (an upgrade, another protocol, a body that is chunked,
// held back or larger than maxBody) it reads whatever comes.
type requests struct {
	from   *net.TCPConn
	reader *bufio.Reader // nil: nothing was read yet
	raw    bool
}

func (r *requests) next() (chunk, error) {
	if r.reader == nil {
		r.reader = bufio.NewReaderSize(r.from, 16<<10)
	}
	if r.raw || !r.begins() {
		r.raw = true
		buffer := make([]byte, 16<<10)
		n, err := r.reader.Read(buffer)
		return chunk{bytes: buffer[:n], came: time.Now()}, err
	}
	text, err := r.head()
	if len(text) == 0 {
		return chunk{}, err
	}
	c := chunk{bytes: text, came: time.Now()}
	head, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(text)))
	if err != nil {
		r.raw = true
		return c, nil
	}
	c.request = &request{
		post:    head.Method == http.MethodPost,
		upgrade: strings.EqualFold(head.Header.Get("Upgrade"), "websocket"),
	}
	if c.request.upgrade || head.ContentLength < 0 || head.ContentLength > maxBody || head.Header.Get("Expect") != "" {
		r.raw = true
		return c, nil
	}
	body := make([]byte, head.ContentLength)
	n, err := io.ReadFull(r.reader, body)
	c.bytes = append(c.bytes, body[:n]...)
	c.request.whole = err == nil
	return c, nil // an error of the socket comes again
}

// begins waits for bytes and reports whether they may be the beginning of a
// request: a word in capitals, as methods are.
func (r *requests) begins() bool {
	if _, err := r.reader.Peek(1); err != nil {
		return true // head meets it again
	}
	there, _ := r.reader.Peek(r.reader.Buffered())
	word, _, _ := bytes.Cut(there, []byte(" "))
	return !bytes.ContainsFunc(word, func(c rune) bool { return c < 'A' || c > 'Z' })
}

// head returns the bytes up to an empty line, or what there is of them before an
// error, when they grow too many, or when the first line is not that of a request.
// After the latter two raw is set.
func (r *requests) head() ([]byte, error) {
	var head []byte
	for first := true; ; first = false {
		line, err := r.reader.ReadSlice('\n')
		head = append(head, line...)
		switch {
		case len(head) > maxHead, first && err == nil && !bytes.Contains(line, []byte(" HTTP/1.")):
			r.raw = true
			return head, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil:
			return head, err
		case len(bytes.TrimRight(line, "\r\n")) == 0:
			return head, nil
		}
	}
}

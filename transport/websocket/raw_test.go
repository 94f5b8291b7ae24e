package websocket_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// raw is a client that does only what it is told to: it answers no ping and no
// close.
type raw struct {
	*testing.T
	net.Conn
	in *bufio.Reader
}

const (
	opText   = 1
	opBinary = 2
	opClose  = 8
	opPing   = 9
)

const handshake = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: chatmount.v1\r\n%s\r\n"

// shake performs the handshake; behind is sent in one piece with it.
func shake(t *testing.T, c net.Conn, behind []byte) *raw {
	t.Helper()
	t.Cleanup(func() { c.Close() })
	go func() { _, _ = c.Write(append(fmt.Appendf(nil, handshake, ""), behind...)) }()
	r := &raw{t, c, bufio.NewReader(c)}
	resp, err := http.ReadResponse(r.in, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("handshake: %v, %v", resp, err)
	}
	return r
}

// frame returns a masked frame with the mask 0; fin marks the last of a message.
func frame(op byte, payload string) []byte {
	b := []byte{0x80 | op}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	default:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

func hello(token string) string { return fmt.Sprintf(`[{"type":"hello","v":1,"token":%q}]`, token) }

func (r *raw) send(op byte, payload string) {
	r.Helper()
	if _, err := r.Conn.Write(frame(op, payload)); err != nil {
		r.Fatalf("send: %v", err)
	}
}

// next returns the next frame of the server.
func (r *raw) next() (op byte, payload string, err error) {
	var head [2]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return 0, "", err
	}
	n := uint64(head[1])
	switch n {
	case 126:
		var size [2]byte
		_, err = io.ReadFull(r.in, size[:])
		n = uint64(binary.BigEndian.Uint16(size[:]))
	case 127:
		var size [8]byte
		_, err = io.ReadFull(r.in, size[:])
		n = binary.BigEndian.Uint64(size[:])
	}
	if err != nil {
		return 0, "", err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(r.in, b)
	return head[0] & 0xf, string(b), err
}

// want reads until a text message contains all of the words.
func (r *raw) want(words ...string) {
	r.Helper()
	for {
		op, payload, err := r.next()
		if err != nil {
			r.Fatalf("%q did not come: %v", words, err)
		}
		all := op == opText
		for _, word := range words {
			all = all && strings.Contains(payload, word)
		}
		if all {
			return
		}
	}
}

// closed reads until the server closes, and returns the close code; 0 without a
// close frame.
func (r *raw) closed() int {
	for {
		op, payload, err := r.next()
		if err != nil {
			return 0
		}
		if op == opClose && len(payload) >= 2 {
			return int(binary.BigEndian.Uint16([]byte(payload)))
		}
	}
}

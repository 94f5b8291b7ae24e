package main

import (
	"encoding/binary"
	"net"
	"sync"
)

// watchedConn is the connection of a WebSocket whose messages are looked at as
// they go by.
type watchedConn struct {
	net.Conn
	up, down  frameReader // each is used by one goroutine at a time, as the connection is
	whenEnded func()
}

// watch goes on watching a connection that a link of a visitor has become.
func watch(conn net.Conn, v *visitor, l *link) *watchedConn {
	c := &watchedConn{
		Conn:      conn,
		up:        frameReader{told: v.up(websocket)},
		down:      frameReader{told: v.down(websocket)},
		whenEnded: sync.OnceFunc(func() { v.close(l) }),
	}
	v.hold(l, func() { conn.Close() })
	return c
}

// Read implements net.Conn.
func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.up.read(p[:n])
	return n, err
}

// Write implements net.Conn.
func (c *watchedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.down.read(p[:n])
	return n, err
}

// Close implements net.Conn.
func (c *watchedConn) Close() error {
	c.whenEnded()
	return c.Conn.Close()
}

// frameReader reads the frames of one direction of a WebSocket (RFC 6455, 5.2)
// for the messages in them. It takes the stream cut anywhere.
type frameReader struct {
	told func(types []string, size int)

	header  []byte // of the frame, as far as it has come
	left    uint64 // of the frame's payload
	mask    [4]byte
	masked  int // how much of the payload was unmasked
	message sample
}

const (
	final   = 0x80 // of the first byte: the message ends with this frame
	opcode  = 0x0f
	control = 0x08 // of an opcode: it is no part of a message
	hasMask = 0x80 // of the second byte
	length  = 0x7f
)

func (r *frameReader) read(b []byte) {
	for len(b) > 0 {
		if r.left == 0 {
			b = r.readHeader(b)
		} else {
			b = r.readPayload(b)
		}
	}
}

// readHeader takes the bytes of a frame's header.
func (r *frameReader) readHeader(b []byte) []byte {
	r.header = append(r.header, b[0])
	h := r.header
	if len(h) < 2 || len(h) < headerSize(h[1]) {
		return b[1:]
	}
	rest := h[2:]
	switch h[1] & length {
	case 126:
		r.left, rest = uint64(binary.BigEndian.Uint16(rest)), rest[2:]
	case 127:
		r.left, rest = binary.BigEndian.Uint64(rest), rest[8:]
	default:
		r.left = uint64(h[1] & length)
	}
	r.mask, r.masked = [4]byte{}, 0
	copy(r.mask[:], rest)
	if r.left == 0 {
		r.end()
	}
	return b[1:]
}

// headerSize returns how many bytes a header has by its second one.
func headerSize(second byte) int {
	n := 2
	switch second & length {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if second&hasMask != 0 {
		n += 4
	}
	return n
}

func (r *frameReader) readPayload(b []byte) []byte {
	n := int(min(uint64(len(b)), r.left))
	if r.header[0]&control == 0 {
		plain := make([]byte, n)
		for i := range plain {
			plain[i] = b[i] ^ r.mask[(r.masked+i)%4]
		}
		r.message.Write(plain)
	}
	r.masked += n
	if r.left -= uint64(n); r.left == 0 {
		r.end()
	}
	return b[n:]
}

// end ends a frame, and the message that ends with it. Control frames may come
// amid a message.
func (r *frameReader) end() {
	first := r.header[0]
	r.header = r.header[:0]
	if first&opcode&control == 0 && first&final != 0 {
		r.told(r.message.take())
	}
}

package faultproxy

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// conn is a client's connection and the one to the server that belongs to it.
type conn struct {
	proxy          *Proxy
	client, server *net.TCPConn
	ended          chan struct{}
	once           sync.Once // for end

	exchange atomic.Pointer[exchange] // the latest request with its answer; nil: none yet
	dead     atomic.Bool              // nothing passes any more
}

// chunk is what was read from a socket at once, or a request as a whole.
type chunk struct {
	bytes   []byte
	came    time.Time
	request *request // nil: not the beginning of a request
}

// readAhead is how many chunks are read that were not written yet, so that a
// delay does not make the connection slower.
const readAhead = 64

func newConn(p *Proxy, client, server *net.TCPConn) *conn {
	return &conn{proxy: p, client: client, server: server, ended: make(chan struct{})}
}

// relay returns when both directions have come to their end.
func (c *conn) relay() {
	up := &flow{conn: c, direction: Up, to: c.server, chunks: make(chan chunk, readAhead)}
	down := &flow{conn: c, direction: Down, to: c.client, chunks: make(chan chunk, readAhead)}
	var all sync.WaitGroup
	all.Go(func() { up.read(&requests{from: c.client}) })
	all.Go(func() { down.read(&bytesOf{from: c.server}) })
	all.Go(up.write)
	all.Go(down.write)
	all.Wait()
	c.end(false)
}

// end closes both sides, by RST where reset is true.
func (c *conn) end(reset bool) {
	c.once.Do(func() {
		close(c.ended)
		for _, side := range []*net.TCPConn{c.client, c.server} {
			if reset {
				abort(side)
			} else {
				side.Close()
			}
		}
	})
}

// source is where chunks come from.
type source interface {
	// next returns the next chunk, which belongs to the caller, or why there are no more.
	next() (chunk, error)
}

// bytesOf reads whatever comes.
type bytesOf struct{ from *net.TCPConn }

func (b *bytesOf) next() (chunk, error) {
	buffer := make([]byte, 16<<10)
	n, err := b.from.Read(buffer)
	if n > 0 {
		err = nil // it comes again
	}
	return chunk{bytes: buffer[:n], came: time.Now()}, err
}

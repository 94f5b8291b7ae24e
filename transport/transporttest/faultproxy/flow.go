package faultproxy

import (
	"errors"
	"io"
	"net"
	"time"
)

// flow carries one direction of a connection. One goroutine reads, another
// writes, so that what is delayed does not keep more from coming.
type flow struct {
	conn      *conn
	direction Direction
	to        *net.TCPConn
	chunks    chan chunk // closed by read
	broken    bool       // the reader met something other than the end; set before chunks is closed

	counted *phase // whose bytes are counted
	left    int    // that may still pass in it
}

// read reads until the source has no more or the connection has ended.
func (f *flow) read(from source) {
	defer close(f.chunks)
	for {
		c, err := from.next()
		if err != nil {
			f.broken = !errors.Is(err, io.EOF)
			return
		}
		select {
		case f.chunks <- c:
		case <-f.conn.ended:
			return
		}
	}
}

// write writes what was read until there is no more or the connection has ended.
func (f *flow) write() {
	for {
		select {
		case c, more := <-f.chunks:
			if !more {
				f.finish()
				return
			}
			if !f.deliver(c) {
				return
			}
		case <-f.lifted():
			if !f.pass(f.conn.exchange.Load().release(), time.Now()) {
				return
			}
		case <-f.conn.ended:
			return
		}
	}
}

// lifted returns what is closed when bytes that are held back may go on; nil when there are none.
func (f *flow) lifted() <-chan struct{} {
	if e := f.conn.exchange.Load(); e != nil && f.direction == Down && len(e.held) > 0 {
		return e.phase.over
	}
	return nil
}

// deliver does to a chunk what the fault in force asks for. It reports whether
// the connection goes on.
func (f *flow) deliver(c chunk) bool {
	if f.direction == Down {
		return f.answer(c)
	}
	if c.request == nil {
		return f.pass(c.bytes, c.came)
	}
	now := f.audible()
	if now == nil {
		return false
	}
	e := newExchange(*c.request, now)
	twice := e.kind == DuplicatedPost
	f.conn.exchange.Store(e)
	if !f.pass(c.bytes, c.came) {
		return false
	}
	if twice {
		f.conn.proxy.strike(DuplicatedPost)
		f.conn.proxy.repeat(c.bytes, now.fault.Delay)
	}
	return true
}

// answer delivers bytes of the server.
func (f *flow) answer(c chunk) bool {
	e := f.conn.exchange.Load()
	if e == nil {
		return f.pass(c.bytes, c.came)
	}
	kind := e.kind
	through, then := e.answer(c.bytes)
	if then.struck {
		f.conn.proxy.strike(kind)
	}
	if !f.pass(through, c.came) {
		return false
	}
	if then.dead {
		f.conn.dead.Store(true)
	}
	if then.cut {
		f.conn.end(false)
	}
	return !then.cut
}

// pass writes bytes as far and as fast as the fault in force lets them.
func (f *flow) pass(data []byte, came time.Time) bool {
	p := f.conn.proxy
	var late *phase // under which they were delayed
	for len(data) > 0 && !f.conn.dead.Load() {
		now, n := p.now(), len(data)
		fault := now.fault
		var pause time.Duration
		limited := (fault.Kind == Cut || fault.Kind == Reset) && fault.Direction.covers(f.direction)
		switch {
		case fault.silent(f.direction):
			p.strike(fault.Kind)
			if !f.wait(now, forever) {
				return false
			}
			continue
		case fault.Kind == Delay && late != now:
			late = now
			p.strike(Delay)
			if !f.wait(now, max(0, time.Until(came.Add(p.lateness(fault))))) {
				return false
			}
			continue
		case fault.Kind == Throttle:
			n, pause = f.portion(fault, n)
		case limited:
			n = min(n, f.allowance(now))
			f.left -= n
		}
		if _, err := f.to.Write(data[:n]); err != nil {
			f.conn.end(true)
			return false
		}
		if limited && n < len(data) {
			p.strike(fault.Kind)
			f.conn.end(fault.Kind == Reset)
			return false
		}
		data = data[n:]
		if pause > 0 && !f.wait(now, pause) {
			return false
		}
	}
	return true
}

// portion returns how many of n bytes a throttle lets through at once, and how
// long it takes for them.
func (f *flow) portion(fault Fault, n int) (int, time.Duration) {
	const perSecond = 50
	rate := max(1, fault.Rate)
	n = min(n, max(1, rate/perSecond))
	f.conn.proxy.strike(Throttle)
	return n, time.Duration(n) * time.Second / time.Duration(rate)
}

// allowance returns how many bytes may still pass in a phase.
func (f *flow) allowance(now *phase) int {
	if f.counted != now {
		f.counted, f.left = now, now.fault.Bytes
	}
	return f.left
}

// audible waits until something may pass, and returns the phase; nil when the
// connection has ended.
func (f *flow) audible() *phase {
	for {
		now := f.conn.proxy.now()
		if !now.fault.silent(f.direction) {
			return now
		}
		if !f.wait(now, forever) {
			return nil
		}
	}
}

// forever is a time that does not end before its phase.
const forever time.Duration = -1

// wait waits for a time or until the phase is over. It reports whether the
// connection goes on.
func (f *flow) wait(now *phase, d time.Duration) bool {
	var due <-chan time.Time
	if d != forever {
		t := time.NewTimer(d)
		defer t.Stop()
		due = t.C
	}
	select {
	case <-due:
	case <-now.over:
	case <-f.conn.ended:
		return false
	}
	return true
}

// finish passes the end on, once it may pass.
func (f *flow) finish() {
	if e := f.conn.exchange.Load(); e != nil && f.direction == Down && !f.pass(e.release(), time.Now()) {
		return
	}
	if f.conn.dead.Load() || f.audible() == nil {
		return
	}
	if f.broken {
		f.conn.end(true)
		return
	}
	_ = f.to.CloseWrite() // it fails when the connection has ended already
}

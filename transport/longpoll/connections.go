package longpoll

import (
	"slices"
	"sync"
	"time"
)

// linger is how long a connection keeps its peer after an answer, so that the
// next poll goes on with what this client has been told of typing, read marks and
// growing messages, which no cursor says.
const linger = time.Minute

// connections are the connections that have a poll, or had one lately.
type connections struct {
	mu        sync.Mutex // guards bySession and the fields that say so
	bySession map[string][]*connection
}

// claim announces a poll, which supersedes the connection's older ones. It
// returns what is closed when this one is superseded. The caller enters the
// connection before it uses it, and yields it in any case.
func (s *connections) claim(session, name string) (*connection, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(session, name)
	if c == nil {
		c = &connection{session: session, name: name, turn: make(chan struct{}, 1)}
		s.bySession[session] = append(s.bySession[session], c)
	}
	if c.newest != nil {
		close(c.newest)
	}
	c.newest = make(chan struct{})
	if c.polls++; c.polls == 1 && c.attached != nil {
		c.attached.parked = false
	}
	return c, c.newest
}

// yield is called when a poll has ended. entered says whether it has had the
// turn. After the last poll the connection is parked, or forgotten when nothing
// is attached to it.
func (s *connections) yield(c *connection, entered bool) {
	s.mu.Lock()
	if entered {
		<-c.turn
	}
	c.polls--
	var closing *attachment
	if c.polls == 0 {
		c.newest = nil
		if c.attached == nil || c.attached.ended {
			closing = s.remove(c)
		} else {
			s.park(c)
		}
	}
	s.mu.Unlock()
	closing.close()
}

// park keeps a connection that has no poll for a while. The caller holds s.mu.
func (s *connections) park(c *connection) {
	c.attached.parked = true
	c.until = time.Now().Add(linger)
	if c.timer == nil {
		c.timer = time.AfterFunc(linger, func() { s.expire(c) })
	} else {
		c.timer.Reset(linger)
	}
}

// expire forgets a connection whose time is over.
func (s *connections) expire(c *connection) {
	s.mu.Lock()
	var closing *attachment
	if c.polls == 0 && !time.Now().Before(c.until) {
		closing = s.remove(c)
	}
	s.mu.Unlock()
	closing.close()
}

// forget lets a connection go that has no poll, for its client has gone.
func (s *connections) forget(c *connection) {
	s.mu.Lock()
	var closing *attachment
	if c.polls == 0 {
		closing = s.remove(c)
	}
	s.mu.Unlock()
	closing.close()
}

// end is told that the engine has ended an attachment. While it is parked
// nobody else would see it, and Shutdown would wait for it.
func (s *connections) end(c *connection, a *attachment) {
	s.mu.Lock()
	a.ended = true
	var closing *attachment
	if a.parked {
		closing = s.remove(c)
	}
	s.mu.Unlock()
	closing.close()
}

// evict lets the session's connection go that has been parked for longest, and
// reports whether there was one: a page that was reloaded polls under a new name or
// comes by another transport, and its old connection must not be in its way.
func (s *connections) evict(session string) bool {
	s.mu.Lock()
	var oldest *connection
	for _, c := range s.bySession[session] {
		if c.polls == 0 && (oldest == nil || c.until.Before(oldest.until)) {
			oldest = c
		}
	}
	var closing *attachment
	if oldest != nil {
		closing = s.remove(oldest)
	}
	s.mu.Unlock()
	closing.close()
	return closing != nil
}

// remove forgets a connection without polls and returns what is to be closed
// after s.mu, which the caller holds, is unlocked.
func (s *connections) remove(c *connection) *attachment {
	left := slices.DeleteFunc(s.bySession[c.session], func(x *connection) bool { return x == c })
	if len(left) == 0 {
		delete(s.bySession, c.session)
	} else {
		s.bySession[c.session] = left
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	a := c.attached
	c.attached = nil
	if a != nil {
		a.parked = false
	}
	return a
}

// find returns a session's connection of a name, or nil; sessions have few. The caller holds s.mu.
func (s *connections) find(session, name string) *connection {
	for _, c := range s.bySession[session] {
		if c.name == name {
			return c
		}
	}
	return nil
}

package main

import (
	"sync"
	"time"
)

// pass is the session that a visitor's browser has shown.
type pass struct {
	token       string // as it was shown, to notice another one
	participant string
	cookie      string    // the cookie's name; empty: it was shown otherwise
	expires     time.Time // at the latest
}

// blocks are the ways that a visitor has closed.
type blocks struct {
	WebSocket bool `json:"websocket"`
	SSE       bool `json:"sse"`
	LongPoll  bool `json:"longpoll"`
	Network   bool `json:"network"` // everything of the chat
}

func (b blocks) has(by via) bool {
	return b.Network || by == websocket && b.WebSocket || by == sse && b.SSE || by == longpoll && b.LongPoll
}

// wire counts what travelled over one transport.
type wire struct {
	Up        int `json:"up"` // frames from the browser
	Down      int `json:"down"`
	UpBytes   int `json:"upBytes"` // of their payloads
	DownBytes int `json:"downBytes"`
}

// visitor is one browser. Its methods may be called concurrently.
type visitor struct {
	id string

	mu       sync.Mutex // guards what follows
	seen     time.Time
	session  pass
	blocked  blocks
	links    map[*link]struct{}
	wires    map[via]*wire
	turns    int
	watchers map[*watcher]struct{}
}

// link is a live connection of a visitor's chat, or a poll that is held.
type link struct {
	via via
	end func() // ends it, without a way back to the visitor; guarded by the visitor's mu
	cut bool   // likewise
}

func newVisitor(id string) *visitor {
	v := &visitor{id: id, seen: time.Now(), links: map[*link]struct{}{}, wires: map[via]*wire{}, watchers: map[*watcher]struct{}{}}
	for _, by := range vias {
		v.wires[by] = &wire{}
	}
	return v
}

// isGone reports whether nothing of the visitor is open, nor was since a time.
func (v *visitor) isGone(since time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.links)+len(v.watchers) == 0 && v.seen.Before(since)
}

// who returns which participant the visitor is, "" while that is not known.
func (v *visitor) who() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.session.participant
}

// shows reports whether a token is the one that was shown last.
func (v *visitor) shows(token string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.session.token == token
}

// present takes the session that the browser shows, and returns the participant
// of the one before.
func (v *visitor) present(s pass) (before string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	before, v.session = v.session.participant, s
	v.ring(true)
	return before
}

// block closes and opens ways. What is live on one that is closed is cut off.
func (v *visitor) block(b blocks) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.seen, v.blocked = time.Now(), b
	for l := range v.links {
		if b.has(l.via) && !l.cut {
			l.cut = true
			v.note(note{What: cut, Via: l.via})
			l.end()
		}
	}
	v.ring(false)
}

// open enters a connection, unless its way is closed.
func (v *visitor) open(l *link, path string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.seen = time.Now()
	if v.blocked.has(l.via) {
		v.note(note{What: refused, Via: l.via, Path: path})
		return false
	}
	v.links[l] = struct{}{}
	v.note(note{What: opened, Via: l.via})
	return true
}

// hold has a connection ended in another way from now on; at once where it was cut
// off meanwhile. The way must not come back to the visitor.
func (v *visitor) hold(l *link, end func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	l.end = end
	if l.cut {
		end()
	}
}

// close takes a connection out when it has ended, and reports whether it was cut off.
func (v *visitor) close(l *link) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, there := v.links[l]; there {
		delete(v.links, l)
		if !l.cut {
			v.note(note{What: closed, Via: l.via})
		}
		v.ring(false)
	}
	return l.cut
}

// isCutOff reports whether the visitor has no network, and tells of the request
// that is refused then.
func (v *visitor) isCutOff(path string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.blocked.Network {
		v.note(note{What: refused, Path: path})
	}
	return v.blocked.Network
}

// carried tells of frames that travelled.
func (v *visitor) carried(by via, up bool, kinds []string, bytes int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if by == "" {
		by = v.downward()
	}
	if w := v.wires[by]; up {
		w.Up += len(kinds)
		w.UpBytes += bytes
	} else {
		w.Down += len(kinds)
		w.DownBytes += bytes
	}
	v.note(note{What: frames, Via: by, Up: up, Frames: kinds, Bytes: bytes})
}

// up returns what is told of frames that travel from the browser, and down of
// those to it. No via: beside a connection that carries only the other direction.
func (v *visitor) up(by via) func(types []string, size int) {
	return func(types []string, size int) { v.carried(by, true, types, size) }
}

func (v *visitor) down(by via) func(types []string, size int) {
	return func(types []string, size int) { v.carried(by, false, types, size) }
}

// downward returns the way on which frames come down.
func (v *visitor) downward() via {
	for l := range v.links {
		if l.via != longpoll {
			return l.via
		}
	}
	return longpoll // of which there is none between two polls
}

// tell tells the visitor's pages of something.
func (v *visitor) tell(n note) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if n.What == turn {
		v.turns++
	}
	v.note(n)
}

package main

import (
	"errors"
	"maps"
	"time"
)

const (
	notesAtMost    = 200 // that wait for one page
	watchersAtMost = 10  // pages of one visitor
)

var errTooManyPages = errors.New("this page is open too often; close some of its tabs")

// watcher is a page that is told what happens to its visitor. What it has not
// read yet is a bounded list of notes and one bit that says that the state is
// another: a slow page misses notes, and never an outcome.
type watcher struct {
	bell chan struct{} // has room for one ring

	notes   []note // guarded by the visitor's mu, as is what follows
	missed  int
	recount bool // what the database counts may be another
}

// state is how things are with a visitor, all of it: the latest one is enough.
type state struct {
	Blocked blocks        `json:"blocked"`
	Open    map[via]int   `json:"open"` // live connections
	Wires   map[via]wire  `json:"wires"`
	Turns   int           `json:"turns"`
	Session *sessionState `json:"session"` // nil: the browser has shown none
	Counts  counts        `json:"counts"`
}

type sessionState struct {
	Cookie  string    `json:"cookie"`
	Expires time.Time `json:"expires"`
}

// watch enters a page.
func (v *visitor) watch() (*watcher, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.watchers) >= watchersAtMost {
		return nil, errTooManyPages
	}
	w := &watcher{bell: make(chan struct{}, 1), recount: true}
	w.bell <- struct{}{}
	v.watchers[w] = struct{}{}
	return w, nil
}

// leave takes a page out.
func (v *visitor) leave(w *watcher) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.watchers, w)
	v.seen = time.Now()
}

// note puts a note before each page. v.mu is held.
func (v *visitor) note(n note) {
	n.At = time.Now().UnixMilli()
	for w := range v.watchers {
		if len(w.notes) == notesAtMost {
			w.notes = w.notes[1:]
			w.missed++
		}
		w.notes = append(w.notes, n)
	}
	v.ring(n.What == stored || n.What == began || n.What == ended)
}

// ring wakes the pages. v.mu is held.
func (v *visitor) ring(recount bool) {
	for w := range v.watchers {
		w.recount = w.recount || recount
		select {
		case w.bell <- struct{}{}:
		default: // it was rung already
		}
	}
}

// look returns what a page has not read yet.
func (v *visitor) look(w *watcher) (s state, notes []note, missed int, recount bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	notes, missed, recount = w.notes, w.missed, w.recount
	w.notes, w.missed, w.recount = nil, 0, false
	s = state{Blocked: v.blocked, Open: map[via]int{}, Wires: map[via]wire{}, Turns: v.turns}
	for by, w := range maps.All(v.wires) {
		s.Open[by], s.Wires[by] = 0, *w
	}
	for l := range v.links {
		s.Open[l.via]++
	}
	if v.session.participant != "" {
		s.Session = &sessionState{Cookie: v.session.cookie, Expires: v.session.expires}
	}
	return s, notes, missed, recount
}

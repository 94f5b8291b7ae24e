package main

import (
	"crypto/rand"
	"errors"
	"net/http"
	"regexp"
	"sync"
	"time"
)

// The page knows its visitor by a cookie of its own, because it shows traffic
// before the chat has a session. It is as good as a secret: whoever does not have a
// visitor's cookie sees nothing of that visitor and blocks nothing.
const cookieName = "patterns"

const (
	visitorsAtMost = 1000             // how many are remembered
	forgetAfter    = 10 * time.Minute // when one who is not there may be forgotten
)

var errTooMany = errors.New("there are too many visitors now; try again later")

// visitors are those who have the page open, or had it lately. It may be used
// concurrently.
type visitors struct {
	most int

	mu            sync.Mutex // guards what follows; it is locked before a visitor's
	byID          map[string]*visitor
	byParticipant map[string]*visitor
}

func newVisitors(most int) *visitors {
	return &visitors{most: most, byID: map[string]*visitor{}, byParticipant: map[string]*visitor{}}
}

// welcome returns the visitor who opens the page, a new one with a cookie of its
// own where the request brings none.
func (vs *visitors) welcome(w http.ResponseWriter, r *http.Request) (*visitor, error) {
	if id := idOf(r); id != "" {
		return vs.enter(id)
	}
	v, err := vs.enter(rand.Text())
	if err == nil {
		http.SetCookie(w, &http.Cookie{
			Name: cookieName, Value: v.id, Path: "/", HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
		})
	}
	return v, err
}

// enter returns the visitor with an id. One who is not known any more, because the
// program was started anew, is from now on.
func (vs *visitors) enter(id string) (*visitor, error) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if v := vs.byID[id]; v != nil {
		return v, nil
	}
	if len(vs.byID) >= vs.most && !vs.forgetOne() {
		return nil, errTooMany
	}
	v := newVisitor(id)
	vs.byID[id] = v
	return v, nil
}

var madeHere = regexp.MustCompile(`^[A-Z2-7]{26}$`) // as rand.Text does

// idOf returns the id in the cookie of a request, "" for one that has none of ours.
func idOf(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil || !madeHere.MatchString(c.Value) {
		return ""
	}
	return c.Value
}

// forgetOne makes room for another visitor, and reports whether it could.
func (vs *visitors) forgetOne() bool {
	for id, v := range vs.byID {
		if v.isGone(time.Now().Add(-forgetAfter)) {
			delete(vs.byID, id)
			delete(vs.byParticipant, v.who())
			return true
		}
	}
	return false
}

// of returns the visitor who made a request, nil when that is nobody we know.
func (vs *visitors) of(r *http.Request) *visitor {
	id := idOf(r)
	if id == "" {
		return nil
	}
	v, err := vs.enter(id)
	if err != nil {
		return nil // there is no room: then nothing is watched
	}
	return v
}

// as returns the visitor who is a participant of the chat, nil when that is
// nobody we know.
func (vs *visitors) as(participant string) *visitor {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return vs.byParticipant[participant]
}

// introduce says which participant a visitor is, by the session whose token the
// visitor's own browser has brought; the zero session: none. Of two browsers of one
// participant it is the one that came last.
func (vs *visitors) introduce(v *visitor, s pass) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if before := v.present(s); vs.byParticipant[before] == v {
		delete(vs.byParticipant, before)
	}
	if s.participant != "" {
		vs.byParticipant[s.participant] = v
	}
}

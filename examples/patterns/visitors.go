package main

import (
	"crypto/rand"
	"errors"
	"net/http"
	"sync"
	"time"
)

// The page knows its visitor by a cookie of its own, because it shows traffic
// before the chat has a session. Whoever does not have a visitor's cookie sees
// nothing of that visitor and blocks nothing.
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
// own where the request brings none that is known.
func (vs *visitors) welcome(w http.ResponseWriter, r *http.Request) (*visitor, error) {
	if v := vs.of(r); v != nil {
		return v, nil
	}
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if len(vs.byID) >= vs.most && !vs.forgetOne() {
		return nil, errTooMany
	}
	v := newVisitor(rand.Text())
	vs.byID[v.id] = v
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: v.id, Path: "/", HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
	})
	return v, nil
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
	c, err := r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return vs.byID[c.Value]
}

// as returns the visitor who is a participant of the chat, nil when that is
// nobody we know.
func (vs *visitors) as(participant string) *visitor {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return vs.byParticipant[participant]
}

// introduce says which participant a visitor is, by the session whose token the
// visitor's own browser has brought; the zero session: none.
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

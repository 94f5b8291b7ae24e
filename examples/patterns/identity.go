package main

import (
	"context"
	"net/http"

	"github.com/chatmount/chatmount/chat/session"
)

// identities finds out which participant of the chat a visitor is. Only a
// session's token says so, which nobody but the visitor's own browser has.
type identities struct {
	visitors *visitors
	sessions *session.Manager
}

// fromRequest takes the session that a request shows.
func (i identities) fromRequest(v *visitor, r *http.Request) {
	token, bearer := i.sessions.Find(r, r.TLS != nil)
	name := ""
	for _, c := range r.Cookies() {
		if !bearer && c.Value == token {
			name = c.Name
		}
	}
	i.take(r.Context(), v, token, name)
}

// fromAnswer takes the session whose cookie an answer sets; nil: it sets none.
func (i identities) fromAnswer(v *visitor, r *http.Request, h http.Header) *cookie {
	for _, line := range h.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(line)
		if err == nil && c.MaxAge >= 0 && i.take(r.Context(), v, c.Value, c.Name) {
			return &cookie{c.Name, c.HttpOnly, sameSite[c.SameSite], c.Secure, c.Path, c.MaxAge}
		}
	}
	return nil
}

var sameSite = map[http.SameSite]string{
	http.SameSiteLaxMode: "Lax", http.SameSiteStrictMode: "Strict", http.SameSiteNoneMode: "None",
}

// take introduces the visitor by a token, and reports whether it is another
// session than before.
func (i identities) take(ctx context.Context, v *visitor, token, cookie string) bool {
	if token == "" || v.shows(token) {
		return false
	}
	s, err := i.sessions.Resolve(ctx, token)
	if err != nil {
		return false
	}
	i.visitors.introduce(v, pass{token, s.Participant.ID, cookie, s.Expires})
	return true
}

// forget takes the visitor for nobody of the chat's.
func (i identities) forget(v *visitor) { i.visitors.introduce(v, pass{}) }

package session

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Token returns the token that a request brings in its Authorization header as
// a bearer, else in its cookie, "" when in neither. Whether the browser spoke
// https is taken from r.TLS; behind a proxy use Find.
func (m *Manager) Token(r *http.Request) string {
	token, _ := m.Find(r, r.TLS != nil)
	return token
}

// Find is Token for a request of which the caller knows whether the visitor's
// browser spoke https, and reports whether the token was a bearer's. On https
// only the cookie with the prefix "__Host-" counts, because others can be
// planted from a subdomain.
func (m *Manager) Find(r *http.Request, https bool) (token string, bearer bool) {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token), true
	}
	c, err := r.Cookie(m.cookieName(https))
	if err != nil {
		return "", false
	}
	return c.Value, false
}

// SetCookie gives a new session's token to the browser. The cookie outlives
// idle sessions, whose end only the store decides.
func (m *Manager) SetCookie(w http.ResponseWriter, g Grant, https bool) {
	c := m.cookie(g.Token, https)
	c.MaxAge = int(time.Until(g.Session.Expires).Round(time.Second) / time.Second)
	http.SetCookie(w, c)
}

// ClearCookie has the browser forget its token.
func (m *Manager) ClearCookie(w http.ResponseWriter, https bool) {
	c := m.cookie("", https)
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func (m *Manager) cookie(value string, https bool) *http.Cookie {
	return &http.Cookie{
		Name: m.cookieName(https), Value: value,
		Path: "/", Secure: https, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

func (m *Manager) cookieName(https bool) string {
	if https {
		return "__Host-" + m.o.Cookie
	}
	return m.o.Cookie
}

func checkCookieName(name string) error {
	if err := (&http.Cookie{Name: name}).Valid(); err != nil {
		return fmt.Errorf("session: Options.Cookie: %w", err)
	}
	return nil
}

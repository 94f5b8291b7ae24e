package session_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

func TestFindTakesTheBearerThenTheCookieOfTheScheme(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	for _, c := range []struct {
		name, authorization, cookie string
		https                       bool
		token                       string
		bearer                      bool
	}{
		{name: "nothing"},
		{name: "bearer", authorization: "Bearer abc", token: "abc", bearer: true},
		{name: "bearer in lower case", authorization: "bearer abc", token: "abc", bearer: true},
		{name: "the bearer wins", authorization: "Bearer abc", cookie: "chat=def", token: "abc", bearer: true},
		{name: "a host's own basic login", authorization: "Basic abc", cookie: "chat=def", token: "def"},
		{name: "cookie over http", cookie: "chat=def", token: "def"},
		{name: "cookie over https", cookie: "__Host-chat=def", https: true, token: "def"},
		{name: "a planted cookie over https", cookie: "chat=evil", https: true},
		{name: "both over https", cookie: "chat=evil; __Host-chat=def", https: true, token: "def"},
		{name: "another cookie", cookie: "chats=def"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			if c.authorization != "" {
				r.Header.Set("Authorization", c.authorization)
			}
			if c.cookie != "" {
				r.Header.Set("Cookie", c.cookie)
			}
			if token, bearer := m.Find(r, c.https); token != c.token || bearer != c.bearer {
				t.Errorf("Find = %q, %t, want %q, %t", token, bearer, c.token, c.bearer)
			}
		})
	}
}

// Token goes by the connection itself.
func TestTokenTakesTheSchemeFromTheConnection(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	for url, want := range map[string]string{"https://example.com/": "safe", "http://localhost/": "plain"} {
		r := httptest.NewRequest(http.MethodGet, url, nil)
		r.Header.Set("Cookie", "chat=plain; __Host-chat=safe")
		if got := m.Token(r); got != want {
			t.Errorf("Token over %s = %q, want %q", url, got, want)
		}
	}
}

func TestCookiesAreOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{Cookie: "agents"})
	g := visit(t, m)
	for _, https := range []bool{true, false} {
		w := httptest.NewRecorder()
		m.SetCookie(w, g, https)
		c := w.Result().Cookies()[0]
		name := "agents"
		if https {
			name = "__Host-agents"
		}
		if c.Name != name || c.Value != g.Token || c.Secure != https || !c.HttpOnly ||
			c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 180*24*3600 {
			t.Errorf("https %t: %s", https, c.Raw)
		}
		w = httptest.NewRecorder()
		m.ClearCookie(w, https)
		if c := w.Result().Cookies()[0]; c.Name != name || c.MaxAge >= 0 || c.Value != "" || c.Path != "/" || c.Secure != https {
			t.Errorf("https %t: clearing sends %s", https, c.Raw)
		}
	}
}

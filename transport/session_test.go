package transport

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

// cookie returns the one cookie that an answer sets.
func (a answered) cookie(t *testing.T) *http.Cookie {
	t.Helper()
	cookies := a.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%s %s sets %d cookies, want 1: %v", a.Request.Method, a.Request.URL.Path, len(cookies), cookies)
	}
	return cookies[0]
}

func carrying(c *http.Cookie) edit { return header("Cookie", c.Name+"="+c.Value) }

func (a answered) session(t *testing.T) sessionAnswer {
	t.Helper()
	var s sessionAnswer
	a.want(t, 200).into(t, &s)
	return s
}

func TestPostSessionMakesAVisitorOnce(t *testing.T) {
	r := newRig(t, Options{})
	for _, body := range []string{"", "{}", `{"later":1}`} {
		first := r.do("POST", "session", body)
		s, cookie := first.session(t), first.cookie(t)
		if s.Participant.Role != chat.RoleVisitor || s.Conversation != nil || s.Token != "" {
			t.Errorf("a new visitor gets %s", first.body)
		}
		again := r.do("POST", "session", body, carrying(cookie))
		if got := again.session(t); got.Session != s.Session || got.Participant != s.Participant || len(again.Cookies()) > 0 {
			t.Errorf("the visitor comes back as %s with the cookies %v, was %s", again.body, again.Cookies(), first.body)
		}
		if got := r.do("GET", "session", "", carrying(cookie)); string(got.body) != string(again.body) {
			t.Errorf("GET session answers %s, want %s", got.body, again.body)
		}
	}
}

// A session tells where the current conversation stands.
func TestSessionsTellTheCurrentConversation(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	r.conversation(p)
	id := r.conversation(p)
	s := r.do("GET", "session", "", p.as).session(t)
	if s.Conversation == nil || s.Conversation.ID != id || s.Conversation.Head != 1 {
		t.Fatalf("the current conversation is %+v, want %s at 1", s.Conversation, id)
	}
	if want := r.engine.Cursor(id, 1); s.Conversation.Cursor != want {
		t.Errorf("its cursor is %q, want the place after the head, %q", s.Conversation.Cursor, want)
	}
}

func TestCookiesFitTheScheme(t *testing.T) {
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	for _, c := range []struct {
		name    string
		tls     bool
		proxies []netip.Prefix
		proto   string
		secure  bool
	}{
		{name: "plain http"},
		{name: "https", tls: true, secure: true},
		{name: "https at a trusted proxy", proxies: loopback, proto: "https", secure: true},
		{name: "http at a trusted proxy", proxies: loopback, proto: "http"},
		{name: "somebody says https", proto: "https"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, Options{TrustedProxies: c.proxies})
			req := httptest.NewRequest("POST", "/chat/session", nil)
			req.RemoteAddr = "127.0.0.1:5000"
			if req.Header.Set("Chat-Client", "test/1"); c.tls {
				req = httptest.NewRequest("POST", "https://a.example/chat/session", nil)
				req.Header.Set("Chat-Client", "test/1")
			}
			if c.proto != "" {
				req.Header.Set("X-Forwarded-Proto", c.proto)
			}
			w := httptest.NewRecorder()
			r.chat.ServeHTTP(w, req)
			cookie := answered{Response: w.Result()}.cookie(t)
			name := "chat"
			if c.secure {
				name = "__Host-chat"
			}
			if cookie.Name != name || cookie.Secure != c.secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
				t.Errorf("the cookie is %s", cookie.Raw)
			}
			back := req.Clone(t.Context())
			back.Method = "GET"
			back.Header.Set("Cookie", cookie.Name+"="+cookie.Value)
			w = httptest.NewRecorder()
			r.chat.ServeHTTP(w, back)
			if w.Code != 200 {
				t.Errorf("the cookie brings back %d %s", w.Code, w.Body)
			}
		})
	}
}

// Behind a proxy that ends TLS and connects over a Unix socket, the zero Prefix makes the
// browser's origin the chat's own; without it nothing is believed of what is forwarded.
func TestProxyOnAUnixSocket(t *testing.T) {
	for _, c := range []struct {
		proxies []netip.Prefix
		status  int
	}{{[]netip.Prefix{{}}, 200}, {nil, 403}} {
		r := newRig(t, Options{TrustedProxies: c.proxies})
		path := filepath.Join(t.TempDir(), "s")
		listener, err := net.Listen("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: r.chat}}
		server.Start()
		t.Cleanup(server.Close)
		proxy := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		}}}
		t.Cleanup(proxy.CloseIdleConnections)
		req, err := http.NewRequestWithContext(t.Context(), "POST", "http://shop.example/chat/session", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Chat-Client": {"test/1"}, "Origin": {"https://shop.example"}, "X-Forwarded-Proto": {"https"}}
		resp, err := proxy.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("trusting %v: %s, want %d", c.proxies, resp.Status, c.status)
		}
		if c.status == 200 && (len(resp.Cookies()) != 1 || !resp.Cookies()[0].Secure) {
			t.Errorf("the cookie is %v, want a secure one", resp.Cookies())
		}
	}
}

// No request but POST session and POST session/identify may set a cookie: not
// before the visitor has asked for the chat.
func TestOtherRequestsSetNoCookie(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	id := r.conversation(p)
	for _, rt := range routes {
		if rt.path == "session" && rt.method == "POST" {
			continue
		}
		for _, as := range []edit{p.as, header("Accept", "*/*"), header("Cookie", "chat=stale")} {
			if rt.method == "DELETE" {
				as = r.visitor().as
			}
			a := r.do(rt.method, strings.ReplaceAll(rt.path, "{id}", id), matrix[rt.method+" "+rt.path].body, as)
			if len(a.Cookies()) > 0 {
				t.Errorf("%s %s sets %v", rt.method, rt.path, a.Cookies())
			}
		}
	}
}

func TestBearersKeepTheTokenThemselves(t *testing.T) {
	r := newRig(t, Options{})
	a := r.do("POST", "session", "{}", header("Chat-Token", "bearer"))
	s := a.session(t)
	if len(s.Token) < 43 || len(a.Cookies()) > 0 {
		t.Fatalf("a bearer gets %s and the cookies %v", a.body, a.Cookies())
	}
	as := header("Authorization", "Bearer "+s.Token)
	for _, mode := range []string{"", "bearer"} {
		again := r.do("POST", "session", "{}", as, header("Chat-Token", mode))
		if got := again.session(t); got.Participant != s.Participant || got.Token != s.Token || len(again.Cookies()) > 0 {
			t.Errorf("the bearer comes back as %s with the cookies %v", again.body, again.Cookies())
		}
	}
	stale := r.do("POST", "session", "{}", header("Authorization", "Bearer nonsense"), header("Chat-Token", "bearer")).session(t)
	if stale.Participant == s.Participant || stale.Token == s.Token {
		t.Error("a bearer without a live session is somebody known")
	}
}

// The cookie is out of scripts' reach, and no request may bring it into it.
func TestACookieCannotBeTradedForAToken(t *testing.T) {
	r := newRig(t, hosted)
	first := r.do("POST", "session", "{}")
	visitor, cookie := first.session(t), first.cookie(t)
	traded := r.do("POST", "session", "{}", carrying(cookie), header("Chat-Token", "bearer"))
	if s := traded.session(t); s.Participant == visitor.Participant {
		t.Errorf("the cookie's visitor got a token: %s", traded.body)
	}
	for _, path := range []string{"session/identify", "session"} {
		a := r.do("POST", path, "{}", carrying(cookie), header("Chat-Token", "bearer"), header("Test-User", "7"))
		if a.session(t).Token != "" && path == "session/identify" || strings.Contains(string(a.body), cookie.Value) {
			t.Errorf("POST %s gave a token for the cookie: %s", path, a.body)
		}
	}
}

// forgetful is a store that cannot read sessions for a while.
type forgetful struct {
	*memory.Store
	troubled atomic.Bool
}

func (f *forgetful) Session(ctx context.Context, id string) (session.Row, error) {
	if f.troubled.Load() {
		return session.Row{}, &chat.Error{Code: chat.CodeUnavailable, Message: "Try again.", RetryAfter: time.Second}
	}
	return f.Store.Session(ctx, id)
}

// While the store cannot answer nobody may be made a new visitor: that would
// lose the one who is known.
func TestATroubledStoreMakesNoNewVisitor(t *testing.T) {
	store := &forgetful{Store: memory.New()}
	sessions, err := session.New(store, session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, Options{Sessions: sessions})
	cookie := r.do("POST", "session", "{}").cookie(t)
	store.troubled.Store(true)
	a := r.do("POST", "session", "{}", carrying(cookie)).want(t, 503, "unavailable")
	if len(a.Cookies()) > 0 {
		t.Errorf("it sets %v", a.Cookies())
	}
}

// Signing out is immediate: for requests, and for connections that are open.
func TestDeleteSessionEndsEverything(t *testing.T) {
	r := newRig(t, Options{})
	cookie := r.do("POST", "session", "{}").cookie(t)
	stream := r.listen(carrying(cookie))
	a := r.do("DELETE", "session", "", carrying(cookie)).want(t, 204)
	if c := a.cookie(t); c.MaxAge >= 0 || c.Value != "" || c.Name != cookie.Name {
		t.Errorf("the cookie stays: %s", c.Raw)
	}
	if rest := stream(); !strings.Contains(rest, `"signed_out"`) {
		t.Errorf("the open connection ends with %q", rest)
	}
	r.do("GET", "session", "", carrying(cookie)).want(t, 401)
	r.do("DELETE", "session", "", carrying(cookie)).want(t, 401)
	if a := r.do("DELETE", "session", "", r.visitor().as).want(t, 204); len(a.Cookies()) > 0 {
		t.Errorf("a bearer who signs out gets the cookies %v", a.Cookies())
	}
}

// A session that is gone from the store, whoever removed it, takes its
// connections along.
func TestOpenConnectionsAreCheckedAgain(t *testing.T) {
	r := newRigWith(t, Options{}, chat.Options{Limits: chat.Limits{Recheck: 10 * time.Millisecond}})
	p := r.visitor()
	stream := r.listen(p.as)
	if err := r.store.DeleteSession(t.Context(), p.Session.ID); err != nil {
		t.Fatal(err)
	}
	if rest := stream(); !strings.Contains(rest, `"unauthenticated"`) {
		t.Errorf("the open connection ends with %q", rest)
	}
}

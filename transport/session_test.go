package transport

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
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

// While the store cannot answer nobody may be made a new visitor: that would
// lose the one who is known.
func TestATroubledStoreMakesNoNewVisitor(t *testing.T) {
	r := newRig(t, Options{})
	cookie := r.do("POST", "session", "{}").cookie(t)
	r.store.Close()
	a := r.do("POST", "session", "{}", carrying(cookie)).want(t, 503, "unavailable")
	if len(a.Cookies()) > 0 {
		t.Errorf("it sets %v", a.Cookies())
	}
}

// fromAddress has the loopback, as a trusted proxy, speak for an address.
func fromAddress(ip string) edit { return header("X-Forwarded-For", ip) }

func TestNewSessionsOfAnAddressAreLimited(t *testing.T) {
	r := newRig(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	cookie := r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 200).cookie(t)
	for range 9 {
		r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 200)
	}
	a := r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 429, "rate_limited")
	var e struct {
		Error struct {
			RetryAfter float64 `json:"retry_after"`
		}
	}
	if a.into(t, &e); e.Error.RetryAfter <= 0 || e.Error.RetryAfter > 6 || a.Header.Get("Retry-After") == "" {
		t.Errorf("it says %s and Retry-After %q", a.body, a.Header.Get("Retry-After"))
	}
	r.do("POST", "session", "{}", fromAddress("192.0.2.1"), carrying(cookie)).want(t, 200) // who is known is not new
	r.do("POST", "session", "{}", fromAddress("192.0.2.2")).want(t, 200)
	for i := range 11 { // one customer's addresses are one
		status := 200
		if i == 10 {
			status = 429
		}
		r.do("POST", "session", "{}", fromAddress("2001:db8:0:1::"+string(rune('a'+i%6)))).want(t, status)
	}
}

// A proxy on the same machine that is not configured must not lock out the site.
func TestLoopbackMayBeginManySessions(t *testing.T) {
	r := newRig(t, Options{})
	for range 30 {
		r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 200)
	}
}

func TestNewcomersComeBackAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n newcomers
		n.init(10)
		from := netip.MustParseAddr("192.0.2.1")
		for range 10 {
			if err := n.take(from, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if err := n.take(from, time.Now()); chat.CodeOf(err) != chat.CodeRateLimited {
			t.Fatalf("the eleventh: %v", err)
		}
		time.Sleep(6 * time.Second)
		if err := n.take(from, time.Now()); err != nil {
			t.Errorf("after six seconds: %v", err)
		}
		time.Sleep(2 * time.Minute)
		if err := n.take(netip.MustParseAddr("192.0.2.2"), time.Now()); err != nil || len(n.buckets) != 1 {
			t.Errorf("%v; %d addresses are remembered, want 1", err, len(n.buckets))
		}
	})
}

// Identifying rotates the session and keeps the two people apart.
func TestIdentifyBindsTheVisitorToTheUser(t *testing.T) {
	r := newRig(t, hosted)
	anonymous := r.visitor()
	id := r.conversation(anonymous)
	a := r.do("POST", "session/identify", `{"token":"x"}`, anonymous.as, header("Test-User", "7"))
	user := a.session(t)
	if user.Participant != (chat.Participant{ID: "u_7", Name: "Grace", Role: chat.RoleVisitor}) || user.Conversation != nil {
		t.Errorf("the user is %s", a.body)
	}
	if user.Token == anonymous.Token || user.Session.ID == anonymous.Session.ID {
		t.Error("the session was not rotated")
	}
	r.do("GET", "session", "", anonymous.as).want(t, 401, "unauthenticated")
	as := header("Authorization", "Bearer "+user.Token)
	r.do("GET", "conversations/"+id, "", as).want(t, 404, "not_found")

	mine := r.conversation(person{as: as})
	phone := r.do("POST", "session/identify", "{}", r.visitor().as, header("Test-User", "7")).session(t)
	r.do("GET", "conversations/"+mine, "", header("Authorization", "Bearer "+phone.Token)).want(t, 200)
	other := r.do("POST", "session/identify", "{}", header("Authorization", "Bearer "+phone.Token), header("Test-User", "8")).session(t)
	r.do("GET", "conversations/"+mine, "", header("Authorization", "Bearer "+other.Token)).want(t, 404)
}

func TestIdentifyReplacesTheCookie(t *testing.T) {
	r := newRig(t, hosted)
	old := r.do("POST", "session", "{}").cookie(t)
	a := r.do("POST", "session/identify", "{}", carrying(old), header("Test-User", "7")).want(t, 200)
	r.do("GET", "session", "", carrying(old)).want(t, 401)
	if s := r.do("GET", "session", "", carrying(a.cookie(t))).session(t); s.Participant.ID != "u_7" {
		t.Errorf("the new cookie is %s's", s.Participant.ID)
	}
}

func TestIdentifyGoesByTheHost(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	identify := func(body, user string) answered {
		return r.do("POST", "session/identify", body, p.as, header("Test-User", user))
	}
	identify("{}", "").want(t, 401, "unauthenticated")
	identify(`{"token":"refused"}`, "7").want(t, 401, "unauthenticated")
	if a := identify(`{"token":"blocked"}`, "7").want(t, 403, "forbidden"); !strings.Contains(string(a.body), "You are blocked.") {
		t.Errorf("the host's own words are missing: %s", a.body)
	}
	if a := identify("{}", strings.Repeat("x", 63)).want(t, 500, "internal"); strings.Contains(string(a.body), "xxx") {
		t.Errorf("it shows %s", a.body)
	}
	if s := r.do("GET", "session", "", p.as).session(t); s.Participant != p.Participant {
		t.Error("a refused visitor is somebody else")
	}
	none := newRig(t, Options{})
	none.do("POST", "session/identify", "{}", none.visitor().as, header("Test-User", "7")).want(t, 403, "forbidden")
}

// Signing out is immediate: for requests, and for connections that are open.
func TestDeleteSessionEndsEverything(t *testing.T) {
	r := newRig(t, Options{})
	cookie := r.do("POST", "session", "{}").cookie(t)
	r.do("POST", "poll", `{"connection":"tab","first":true}`, carrying(cookie)).want(t, 200)
	held := make(chan answered)
	var first []struct{ Cursor string }
	r.do("POST", "poll", `{"connection":"tab","first":true}`, carrying(cookie)).into(t, &first)
	go func() {
		held <- r.do("POST", "poll", `{"connection":"tab","cursor":"`+first[0].Cursor+`","wait":20}`, carrying(cookie))
	}()
	a := r.do("DELETE", "session", "", carrying(cookie)).want(t, 204)
	if c := a.cookie(t); c.MaxAge >= 0 || c.Value != "" || c.Name != cookie.Name {
		t.Errorf("the cookie stays: %s", c.Raw)
	}
	if end := <-held; end.StatusCode != 401 && !strings.Contains(string(end.body), `"signed_out"`) {
		t.Errorf("the open connection ends with %d %s", end.StatusCode, end.body)
	}
	r.do("GET", "session", "", carrying(cookie)).want(t, 401)
	r.do("DELETE", "session", "", carrying(cookie)).want(t, 401)
}

// Nobody is an agent but by the host's word, and no longer than that.
func TestAgentsAreWhomTheHostSays(t *testing.T) {
	r := newRig(t, hosted)
	if p := r.visitor(); p.Participant.Role != chat.RoleVisitor {
		t.Errorf("somebody is %+v", p.Participant)
	}
	ada := r.agent()
	if want := (chat.Participant{ID: "ada", Name: "Ada", Role: chat.RoleAgent}); ada.Participant != want {
		t.Errorf("the agent is %+v, want %+v", ada.Participant, want)
	}
	if again := r.begin(ada.as, header("Test-Agent", "ada")); again.Session != ada.Session {
		t.Error("the agent who comes back has another session")
	}
	if grace := r.begin(ada.as, header("Test-Agent", "grace")); grace.Participant.ID != "grace" {
		t.Errorf("another agent in the same browser is %+v", grace.Participant)
	}
	r.do("GET", "session", "", ada.as).want(t, 401)

	ada = r.agent()
	if left := r.begin(ada.as); left.Participant.Role != chat.RoleVisitor {
		t.Errorf("who is an agent no more is %+v", left.Participant)
	}
	r.do("GET", "conversations", "", ada.as).want(t, 401)

	ada = r.agent()
	if err := r.chat.Sessions().RevokeAll(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	r.do("GET", "conversations", "", ada.as).want(t, 401)
	for _, id := range []string{"v_x", "u_7", "system"} { // as an agent, a visitor would be impersonated
		r.do("POST", "session", "{}", header("Test-Agent", id)).want(t, 500, "internal")
	}
}

// A visitor who turns out to be an agent gets a session of an agent.
func TestAVisitorMayBecomeAnAgent(t *testing.T) {
	r := newRig(t, hosted)
	cookie := r.do("POST", "session", "{}").cookie(t)
	a := r.do("POST", "session", "{}", carrying(cookie), header("Test-Agent", "ada"))
	if s := a.session(t); s.Participant.Role != chat.RoleAgent {
		t.Fatalf("the agent is %+v", s.Participant)
	}
	if s := r.do("GET", "session", "", carrying(a.cookie(t))).session(t); s.Participant.ID != "ada" {
		t.Errorf("the new cookie is %s's", s.Participant.ID)
	}
}

package transport

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

// onlyConversations hides that a store keeps sessions too.
type onlyConversations struct{ chat.Store }

func TestHandlerPanicsOnMistakesOfTheProgram(t *testing.T) {
	store := memory.New()
	engine := func(s chat.Store) *chat.Engine {
		e, err := chat.New(chat.Options{Store: s})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Shutdown(context.Background()) })
		return e
	}
	for name, make := range map[string]func(){
		"a store without sessions": func() { Handler(engine(onlyConversations{store}), Options{}) },
		"a wrong origin":           func() { Handler(engine(store), Options{Origins: []string{"shop.example"}}) },
		"an origin with a path":    func() { Handler(engine(store), Options{Origins: []string{"https://shop.example/"}}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			make()
		}()
	}
	sessions, err := session.New(store, session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if h := Handler(engine(onlyConversations{store}), Options{Sessions: sessions}); h.Sessions() != sessions {
		t.Error("the handler works with other sessions")
	}
}

// unwrapped is a ResponseWriter as middleware wraps it: only Unwrap leads on.
type unwrapped struct{ inner http.ResponseWriter }

func (u unwrapped) Header() http.Header         { return u.inner.Header() }
func (u unwrapped) Write(b []byte) (int, error) { return u.inner.Write(b) }
func (u unwrapped) WriteHeader(status int)      { u.inner.WriteHeader(status) }
func (u unwrapped) Unwrap() http.ResponseWriter { return u.inner }

// served is a rig whose server is set up by the test.
func served(t *testing.T, wrap func(http.Handler) http.Handler, start func(*httptest.Server)) *rig {
	t.Helper()
	r := &rig{t: t, store: memory.New(), logs: &lockedBuffer{}}
	var err error
	if r.engine, err = chat.New(chat.Options{Store: r.store}); err != nil {
		t.Fatal(err)
	}
	r.chat = Handler(r.engine, Options{})
	mux := http.NewServeMux()
	mux.Handle("/chat/", wrap(r.chat))
	server := httptest.NewUnstartedServer(mux)
	start(server)
	r.serve(server)
	return r
}

func plain(h http.Handler) http.Handler { return h }

// dialogue says something over every door that is plain HTTP, and hears of it.
func (r *rig) dialogue(client *http.Client) {
	r.t.Helper()
	ask := func(method, path, body string, as ...edit) *http.Response {
		r.t.Helper()
		req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
		if err != nil {
			r.t.Fatal(err)
		}
		req.Header.Set("Chat-Client", "test/1")
		req.Header.Set("Content-Type", "application/json")
		for _, e := range as {
			e(req)
		}
		resp, err := client.Do(req)
		if err != nil {
			r.t.Fatal(err)
		}
		return resp
	}
	first := ask("POST", "session", "{}")
	var cookie *http.Cookie
	if cookies := first.Cookies(); len(cookies) == 1 {
		cookie = cookies[0]
	} else {
		r.t.Fatalf("POST session: %d with the cookies %v", first.StatusCode, cookies)
	}
	first.Body.Close()
	as := carrying(cookie)

	stream := ask("GET", "sse", "", as)
	defer stream.Body.Close()
	if stream.StatusCode != 200 {
		r.t.Fatalf("GET sse: %d", stream.StatusCode)
	}
	sent := ask("POST", "send", `[{"type":"send","key":"k","parts":[{"type":"text","text":"over every door"}]}]`, as)
	sent.Body.Close()
	var heard strings.Builder
	for buf := make([]byte, 4096); !strings.Contains(heard.String(), "over every door"); {
		n, err := stream.Body.Read(buf)
		heard.Write(buf[:n])
		if err != nil {
			r.t.Fatalf("the stream ended with %v after %q", err, heard.String())
		}
	}
	poll := ask("POST", "poll", `{"connection":"tab","first":true}`, as)
	defer poll.Body.Close()
	if poll.StatusCode != 200 || sent.StatusCode != 200 {
		r.t.Errorf("POST poll: %d, POST send: %d", poll.StatusCode, sent.StatusCode)
	}
}

func TestHandlerWorksBehindMiddleware(t *testing.T) {
	wrap := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(unwrapped{w}, r) })
	}
	r := served(t, wrap, (*httptest.Server).Start)
	r.dialogue(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}})
}

func TestHandlerWorksOverHTTP2(t *testing.T) {
	var client *http.Client
	r := served(t, plain, func(s *httptest.Server) {
		s.EnableHTTP2 = true
		s.StartTLS()
		client = s.Client()
	})
	r.dialogue(client)
	resp, err := client.Get(r.url + "openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.ProtoMajor != 2 {
		t.Errorf("the test spoke %s", resp.Proto)
	}
}

// The deadlines of the host's server are not made for streams and held polls.
func TestHandlerOutlivesTheServersTimeouts(t *testing.T) {
	const timeout = 150 * time.Millisecond
	r := served(t, plain, func(s *httptest.Server) {
		s.Config.WriteTimeout, s.Config.ReadTimeout = timeout, timeout
		s.Start()
	})
	p := r.visitor()
	a := r.do("POST", "poll", `{"connection":"tab","first":true}`, p.as).want(t, 200)
	var frames []struct{ Cursor string }
	a.into(t, &frames)
	cursor := frames[len(frames)-1].Cursor
	began := time.Now()
	r.do("POST", "poll", `{"connection":"tab","cursor":"`+cursor+`","wait":0.5}`, p.as).want(t, 200)
	if held := time.Since(began); held < 3*timeout {
		t.Errorf("the poll was held %v, not longer than the server's timeouts", held)
	}
}

// A client that never finishes its body does not hold a request for ever.
func TestSlowBodiesAreCutOff(t *testing.T) {
	r := newRig(t, Options{WriteTimeout: 100 * time.Millisecond})
	p := r.visitor()
	never := func(req *http.Request) {
		req.ContentLength = 100
		req.Body = neverEnding{req.Context()}
	}
	r.do("POST", "conversations", "{}", p.as, never).want(t, 400, "invalid")
}

type neverEnding struct{ ctx context.Context }

func (n neverEnding) Read([]byte) (int, error) { <-n.ctx.Done(); return 0, n.ctx.Err() }
func (n neverEnding) Close() error             { return nil }

// After Shutdown nobody waits: held connections have ended, and newcomers are
// told to come back.
func TestShutdownEndsConnections(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	stream := r.listen(p.as)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for range 2 {
		if err := r.chat.Shutdown(ctx); err != nil {
			t.Fatalf("Shutdown: %v", err)
		}
	}
	if rest := stream(); !strings.Contains(rest, `"restart"`) {
		t.Errorf("the open stream ends with %q", rest)
	}
	if _, err := r.chat.host.Admit(httptest.NewRequest("GET", "/", nil)); chat.CodeOf(err) != chat.CodeUnavailable {
		t.Errorf("a connection that nobody would wait for is let in: %v", err)
	}
	a := r.do("POST", "send", `[{"type":"send","key":"k","parts":[{"type":"text","text":"x"}]}]`, p.as)
	if !strings.Contains(string(a.body), `"unavailable"`) {
		t.Errorf("POST send: %d %s", a.StatusCode, a.body)
	}
	r.do("POST", "conversations", "{}", p.as).want(t, 503, "unavailable")
}

// Neither tokens nor what people say may be found in the logs.
func TestLogsHoldNothingPersonal(t *testing.T) {
	r := newRig(t, hosted)
	cookie := r.do("POST", "session", "{}").cookie(t)
	p := r.visitor()
	id := r.conversation(p)
	secrets := []string{cookie.Value, p.Token, "canary-text", "canary-token", "canary-query"}
	for _, rt := range routes {
		path := strings.ReplaceAll(rt.path, "{id}", id)
		for _, as := range []edit{p.as, carrying(cookie), header("Authorization", "Bearer canary-token")} {
			if rt.method != "DELETE" {
				r.send(rt.method, r.url+path+"?cursor=canary-query&token=canary-token", message("k", "canary-text"), as)
				r.send(rt.method, r.url+path, `{"token":"canary-token","connection":"canary-text"}`, as, header("Test-User", strings.Repeat("x", 70)), header("Origin", "https://evil.example"))
			}
		}
	}
	r.store.Close()
	for _, rt := range routes {
		a := r.send(rt.method, r.url+strings.ReplaceAll(rt.path, "{id}", id)+"?token=canary-token", message("k2", "canary-text"), p.as)
		if strings.Contains(string(a.body), "memory") {
			t.Errorf("%s %s shows the inside: %s", rt.method, rt.path, a.body)
		}
	}
	logs := r.logs.String()
	if !strings.Contains(logs, "chat:") {
		t.Fatal("nothing was logged at all, so nothing was tested")
	}
	for _, secret := range secrets {
		if strings.Contains(logs, secret) {
			t.Errorf("the logs hold %q", secret)
		}
	}
}

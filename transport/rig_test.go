package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

// rig is a chat that is mounted at /chat/ and served over real sockets.
type rig struct {
	t      *testing.T
	store  *memory.Store // nil: the test has one of its own
	engine *chat.Engine
	chat   *Server
	url    string // of the mount, with a slash at its end
	logs   *lockedBuffer
}

// hosted is how the host application of the tests knows people: by headers.
var hosted = Options{
	Agent: func(r *http.Request) (chat.Participant, bool) {
		id := r.Header.Get("Test-Agent")
		return chat.Participant{ID: id, Name: "Ada", Role: chat.RoleVisitor}, id != ""
	},
	Identify: func(r *http.Request, token string) (session.User, error) {
		if token == "refused" {
			return session.User{}, errors.New("the host has its reasons")
		}
		if token == "blocked" {
			return session.User{}, &chat.Error{Code: chat.CodeForbidden, Message: "You are blocked."}
		}
		return session.User{ID: r.Header.Get("Test-User"), Name: "Grace"}, nil
	},
}

func newRig(t *testing.T, o Options) *rig {
	return newRigWith(t, o, chat.Options{Limits: chat.Limits{Rate: 1000, Burst: 1000}})
}

func newRigWith(t *testing.T, o Options, engine chat.Options) *rig {
	t.Helper()
	r := &rig{t: t, store: memory.New(), logs: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(r.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	engine.Store, engine.Logger, o.Logger = r.store, log, log
	var err error
	if r.engine, err = chat.New(engine); err != nil {
		t.Fatal(err)
	}
	r.chat = Handler(r.engine, o)
	r.start()
	return r
}

// start mounts the chat on a server of its own.
func (r *rig) start() {
	mux := http.NewServeMux()
	mux.Handle("/chat/", r.chat)
	r.serve(httptest.NewServer(mux))
}

// serve has the rig speak to a server, which it ends after the test.
func (r *rig) serve(server *httptest.Server) {
	r.url = server.URL + "/chat/"
	r.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := r.chat.Shutdown(ctx); err != nil {
			r.t.Errorf("Shutdown: %v", err)
		}
		server.Client().CloseIdleConnections()
		server.Close()
		if r.store != nil {
			r.store.Close()
		}
	})
}

// lockedBuffer takes log lines of many goroutines.
type lockedBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// answered is an answer, read whole.
type answered struct {
	*http.Response
	body []byte
}

// edit changes a request before it is sent.
type edit func(*http.Request)

func header(name, value string) edit {
	return func(r *http.Request) {
		if r.Header.Del(name); value != "" {
			r.Header.Set(name, value)
		}
	}
}

// do sends a request as a well-behaved client would and checks the answer
// against openapi.json.
func (r *rig) do(method, path, body string, edits ...edit) answered {
	r.t.Helper()
	a := r.send(method, r.url+path, body, edits...)
	checkAnswer(r.t, method, path, a)
	return a
}

func (r *rig) send(method, url, body string, edits ...edit) answered {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if method != http.MethodGet && method != http.MethodHead {
		req.Header.Set("Chat-Client", "test/1")
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, e := range edits {
		e(req)
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	a := answered{Response: resp}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		return a // which does not end
	}
	if a.body, err = io.ReadAll(resp.Body); err != nil {
		r.t.Fatal(err)
	}
	return a
}

// listen opens a stream, and returns a func that reads it to its end.
func (r *rig) listen(edits ...edit) (rest func() string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+"sse", nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, e := range edits {
		e(req)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode != http.StatusOK {
		r.t.Fatalf("GET sse: status %d", resp.StatusCode)
	}
	return func() string {
		r.t.Helper()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			r.t.Fatalf("the stream broke: %v", err)
		}
		return string(b)
	}
}

// want fails the test unless the answer has a status, and for an error one of
// the codes of the protocol.
func (a answered) want(t *testing.T, status int, code ...chat.Code) answered {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.body)
	}
	if len(code) > 0 && a.code() != code[0] {
		t.Fatalf("%s %s: code %q, want %q: %s", a.Request.Method, a.Request.URL.Path, a.code(), code[0], a.body)
	}
	return a
}

// code returns the code of an error's body.
func (a answered) code() chat.Code {
	var e struct{ Error struct{ Code chat.Code } }
	_ = json.Unmarshal(a.body, &e)
	return e.Error.Code
}

// into decodes the body.
func (a answered) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%s %s answered %q: %v", a.Request.Method, a.Request.URL.Path, a.body, err)
	}
}

// person is somebody with a session, as a bearer.
type person struct {
	sessionAnswer
	as edit
}

// begin makes a session.
func (r *rig) begin(edits ...edit) person {
	r.t.Helper()
	var p person
	r.do("POST", "session", "{}", append(edits, header("Chat-Token", "bearer"))...).want(r.t, 200).into(r.t, &p.sessionAnswer)
	p.as = header("Authorization", "Bearer "+p.Token)
	return p
}

func (r *rig) visitor() person { return r.begin() }
func (r *rig) agent() person   { return r.begin(header("Test-Agent", "ada")) }

// conversation has a visitor say something, and returns where.
func (r *rig) conversation(p person) string {
	r.t.Helper()
	var c placeJSON
	r.do("POST", "conversations", "{}", p.as).want(r.t, 201).into(r.t, &c)
	r.do("POST", "conversations/"+c.ID+"/messages", message("first", "hello"), p.as).want(r.t, 201)
	return c.ID
}

func message(key, text string) string {
	b, err := json.Marshal(map[string]any{"key": key, "parts": []chat.Part{chat.Text(text)}})
	if err != nil {
		panic(err)
	}
	return string(b)
}

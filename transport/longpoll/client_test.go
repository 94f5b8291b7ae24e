package longpoll

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// site is a chat that is polled.
type site struct {
	*testsite.Site
	transport *Transport
	http      *http.Client
	url       string
	dial      func() net.Conn // opens a bare connection; only over pipes
	served    chan struct{}   // one for each poll that was served, at most 100
}

// ServeHTTP serves a poll.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.transport.Serve(w, r)
	select {
	case s.served <- struct{}{}:
	default:
	}
}

// newSite serves over TCP.
func newSite(t *testing.T, limits chat.Limits, o peer.Options) *site {
	t.Helper()
	s := &site{Site: testsite.New(t, limits, o)}
	s.transport = New(s.Host)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.http, s.url = server.Client(), server.URL
	return s
}

// newPipedSite serves over pipes, for the clock of synctest.
func newPipedSite(t *testing.T, limits chat.Limits, o peer.Options, server *http.Server) *site {
	t.Helper()
	s := &site{Site: testsite.New(t, limits, o), url: "http://chat", served: make(chan struct{}, 100)}
	s.transport = New(s.Host)
	server.Handler = s
	s.http, s.dial = testsite.Pipe(t, server)
	return s
}

// body is the body of a poll.
type body map[string]any

// answer is what a poll was answered with.
type answer struct {
	status  int
	header  http.Header
	payload []byte
	frames  []testsite.Frame // of a 200
	err     error            // the poll was not answered
}

// cursor returns the cursor that an answer ends with, "" when it does not.
func (a answer) cursor() string {
	if n := len(a.frames); n > 0 {
		return a.frames[n-1].Text("cursor")
	}
	return ""
}

// offsets returns the offsets of the answer's events.
func (a answer) offsets() []int64 {
	var offsets []int64
	for _, f := range a.frames {
		if f.Type() == "event" {
			offsets = append(offsets, f.Offset())
		}
	}
	return offsets
}

// send polls and returns what came.
func (s *site) send(ctx context.Context, v testsite.Visitor, b body) answer {
	raw, err := json.Marshal(b)
	if err != nil {
		return answer{err: err}
	}
	r, err := http.NewRequestWithContext(ctx, "POST", s.url, bytes.NewReader(raw))
	if err != nil {
		return answer{err: err}
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Chat-Client", "test/1")
	v.Authorize(r)
	return s.do(r)
}

func (s *site) do(r *http.Request) answer {
	resp, err := s.http.Do(r)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	if a.payload, a.err = io.ReadAll(resp.Body); a.err == nil && a.status == http.StatusOK {
		a.frames, a.err = testsite.Decode(a.payload)
	}
	return a
}

// poll polls and wants the status 200 and a cursor at the end.
func (s *site) poll(t *testing.T, v testsite.Visitor, b body) answer {
	t.Helper()
	a := s.send(t.Context(), v, b)
	if a.err != nil || a.status != http.StatusOK {
		t.Fatalf("poll %v: status %d, body %q, error %v", b, a.status, a.payload, a.err)
	}
	if a.cursor() == "" {
		t.Fatalf("poll %v: the answer %s does not end with a cursor", b, a.payload)
	}
	return a
}

// start polls in the background.
func (s *site) start(t *testing.T, v testsite.Visitor, b body) <-chan answer {
	t.Helper()
	answered := make(chan answer, 1)
	ctx := t.Context()
	go func() { answered <- s.send(ctx, v, b) }()
	return answered
}

// held returns how many polls have the turn of their connection or wait for it,
// and how many connections there are.
func (s *site) held() (polls, connections int) {
	all := &s.transport.connections
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, of := range all.bySession {
		for _, c := range of {
			polls += c.polls
			connections++
		}
	}
	return polls, connections
}

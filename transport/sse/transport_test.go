package sse

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// site is a chat whose streams are served over TCP.
type site struct {
	*testsite.Site
	server *httptest.Server
}

func newSite(t *testing.T, limits chat.Limits, o peer.Options) *site {
	t.Helper()
	s := &site{Site: testsite.New(t, limits, o)}
	s.server = serve(t, http.HandlerFunc(New(s.Host).Serve))
	return s
}

func (s *site) ask(t *testing.T, v testsite.Visitor, query url.Values, header http.Header) *client {
	t.Helper()
	return ask(t, s.server.Client(), s.server.URL, v, query, header)
}

func TestStreamBeginsWithWelcomeAndCarriesEventsWithTheirCursor(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	v := s.Visitor(t)
	c := s.ask(t, v, nil, nil)
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no", "Content-Length": "", "Connection": "",
	} {
		if got := c.resp.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	e, frames := c.read(t)
	if frames[0].Type() != "welcome" || e.id == "" || e.id != frames[0].Text("cursor") {
		t.Errorf("the first event is %+v", e)
	}
	if ms, err := strconv.Atoi(e.retry); err != nil || ms < 500 || ms > 5000 {
		t.Errorf("retry is %q, want 500 to 5000 ms", e.retry)
	}
	ack := s.Say(t, v, "k", "one\r\ntwo")
	e, frames = c.read(t)
	last := frames[len(frames)-1]
	if got := testsite.Find(frames, "event"); got.Offset() != ack.Offset || got.Text("key") != "k" {
		t.Errorf("the message came as %v", frames)
	}
	if last.Type() != "cursor" || last.Text("cursor") != e.id {
		t.Errorf("the event's id is %q, its payload ends with %v", e.id, last)
	}
	if e.fields != 2 {
		t.Errorf("the event has %d lines, want id and data", e.fields)
	}
}

// The cursor of the query, and before it Last-Event-ID, says where events begin.
func TestStreamBeginsAfterTheCursor(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	const start, first, none = 0, 1, -1
	for _, c := range []struct {
		name          string
		query, header int // offsets
		want          []int64
	}{
		{"no cursor", none, none, []int64{3}},
		{"query", start, none, []int64{1, 2, 3}},
		{"header", none, first, []int64{2, 3}},
		{"header before query", start, first, []int64{2, 3}},
	} {
		v := s.Visitor(t)
		conversation := s.Say(t, v, "1", "one").Conversation
		s.Say(t, v, "2", "two")
		query, header := url.Values{}, http.Header{}
		if c.query != none {
			query.Set("cursor", s.Engine.Cursor(conversation, int64(c.query)))
		}
		if c.header != none {
			header.Set("Last-Event-ID", s.Engine.Cursor(conversation, int64(c.header)))
		}
		stream := s.ask(t, v, query, header)
		_, frames := stream.read(t)
		if want := c.query != none || c.header != none; frames[0]["recovered"] != want {
			t.Errorf("%s: recovered is %v, want %v", c.name, frames[0]["recovered"], want)
		}
		s.Say(t, v, "3", "three")
		if got := stream.offsets(t, frames, 3); !slices.Equal(got, c.want) {
			t.Errorf("%s: events %v, want %v", c.name, got, c.want)
		}
	}
}

// What does not fit into one payload comes in several, one after the other.
func TestStreamSendsABacklogInSeveralEvents(t *testing.T) {
	const messages = 20
	s := newSite(t, chat.Limits{}, peer.Options{})
	v := s.Visitor(t)
	for n := range messages {
		s.Say(t, v, strconv.Itoa(n), strings.Repeat("x", 8<<10))
	}
	c := s.ask(t, v, url.Values{"cursor": {s.Engine.Cursor("", 0)}}, nil)
	e, frames := c.read(t)
	if len(e.data) > 64<<10 {
		t.Errorf("a payload of %d bytes", len(e.data))
	}
	if got := c.offsets(t, frames, messages); len(got) != messages {
		t.Errorf("got the events %v", got)
	}
}

// A cursor that cannot be taken is no refusal: the client is told that it may
// have a hole.
func TestStreamResetsWithACursorThatCannotBeTaken(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	v, other := s.Visitor(t), s.Visitor(t)
	own, foreign := s.Say(t, v, "1", "one").Conversation, s.Say(t, other, "1", "one").Conversation
	for name, header := range map[string]string{
		"malformed": "nonsense", "too long": strings.Repeat("x", 500),
		"foreign": s.Engine.Cursor(foreign, 1), "beyond the head": s.Engine.Cursor(own, 7),
	} {
		stream := s.ask(t, v, url.Values{"cursor": {s.Engine.Cursor(own, 0)}}, http.Header{"Last-Event-Id": {header}})
		_, frames := stream.read(t)
		reset := testsite.Find(frames, "reset")
		if frames[0]["recovered"] != false || reset.Text("cursor") != s.Engine.Cursor(own, 1) {
			t.Errorf("%s: got %v", name, frames)
		}
		stream.close()
	}
}

// An EventSource that was signed out is answered with 204, which ends its
// reconnects; everybody else learns that the session is missing.
func TestOnlyASignedOutEventSourceIsAnsweredWith204(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	for _, c := range []struct {
		name   string
		header http.Header
		query  url.Values
		want   int
	}{
		{"first request", nil, nil, 401},
		{"with a cursor", nil, url.Values{"cursor": {"e.c.1"}}, 401},
		{"reconnect of an EventSource", http.Header{"Last-Event-Id": {"e.c.1"}}, nil, 204},
		{"fetch with Chat-Client", http.Header{"Last-Event-Id": {"e.c.1"}, "Chat-Client": {"test/1"}}, nil, 401},
		{"fetch with a dead token", http.Header{"Last-Event-Id": {"e.c.1"}, "Authorization": {"Bearer gone"}}, nil, 401},
	} {
		stream := s.ask(t, testsite.Visitor{}, c.query, c.header)
		if stream.resp.StatusCode != c.want {
			t.Errorf("%s: got %d, want %d", c.name, stream.resp.StatusCode, c.want)
		}
		body, err := io.ReadAll(stream.resp.Body)
		if err != nil || strings.Contains(string(body), `"unauthenticated"`) != (c.want == 401) {
			t.Errorf("%s: body %q, error %v", c.name, body, err)
		}
	}
}

func TestRefusalsHaveTheStatusOfTheirCode(t *testing.T) {
	s := newSite(t, chat.Limits{Connections: 1}, peer.Options{})
	v, other, busy := s.Visitor(t), s.Visitor(t), s.Visitor(t)
	foreign := s.Say(t, other, "k", "mine").Conversation
	s.ask(t, busy, nil, nil)
	for _, c := range []struct {
		name   string
		who    testsite.Visitor
		query  url.Values
		header http.Header
		want   int
		code   string
	}{
		{"foreign conversation", v, url.Values{"conversation": {foreign}}, nil, 404, "not_found"},
		{"missing conversation", v, url.Values{"conversation": {"c_missing"}}, nil, 404, "not_found"},
		{"one connection too many", busy, nil, nil, 429, "rate_limited"},
		{"page of another site", v, nil, http.Header{"Origin": {"https://evil.example"}}, 403, "forbidden"},
		{"other site without Origin", v, nil, http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403, "forbidden"},
	} {
		stream := s.ask(t, c.who, c.query, c.header)
		body, err := io.ReadAll(stream.resp.Body)
		if stream.resp.StatusCode != c.want || err != nil || !strings.Contains(string(body), `{"error":{"code":"`+c.code+`"`) {
			t.Errorf("%s: status %d, body %q", c.name, stream.resp.StatusCode, body)
		}
		if got := stream.resp.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("%s: Content-Type %q", c.name, got)
		}
		if retry := stream.resp.Header.Get("Retry-After") != ""; retry != (c.want == 429) {
			t.Errorf("%s: Retry-After is %v", c.name, retry)
		}
	}
}

func TestServeTakesOnlyGet(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	for _, method := range []string{"POST", "HEAD", "PUT"} {
		r, err := http.NewRequestWithContext(t.Context(), method, s.server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 405 || resp.Header.Get("Allow") != "GET" {
			t.Errorf("%s: status %d, Allow %q", method, resp.StatusCode, resp.Header.Get("Allow"))
		}
	}
}

// opaque is a wrapper that hides what the ResponseWriter can do, like
// http.TimeoutHandler's.
type opaque struct{ w http.ResponseWriter }

func (o opaque) Header() http.Header         { return o.w.Header() }
func (o opaque) Write(p []byte) (int, error) { return o.w.Write(p) }
func (o opaque) WriteHeader(status int)      { o.w.WriteHeader(status) }

// A stream that could not be guarded against a stalled reader is refused, and
// leaves nothing behind.
func TestServeRefusesAResponseWriterWithoutDeadlines(t *testing.T) {
	s := testsite.New(t, chat.Limits{}, peer.Options{})
	transport := New(s.Host)
	server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { transport.Serve(opaque{w}, r) }))
	c := ask(t, server.Client(), server.URL, s.Visitor(t), nil, nil)
	body, err := io.ReadAll(c.resp.Body)
	if c.resp.StatusCode != 500 || err != nil || !strings.Contains(string(body), `"internal"`) {
		t.Errorf("status %d, body %q", c.resp.StatusCode, body)
	}
}

// bye is an event of its own, and the last.
func TestByeEndsTheStream(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	v, w := s.Visitor(t), s.Visitor(t)
	leaving, staying := s.ask(t, v, nil, nil), s.ask(t, w, nil, nil)
	leaving.read(t)
	_, frames := staying.read(t)
	cursor := frames[0].Text("cursor")
	if err := s.Sessions.Revoke(t.Context(), v.Session.ID); err != nil {
		t.Fatal(err)
	}
	if _, bye := leaving.until(t, "bye"); bye.Text("code") != "signed_out" {
		t.Errorf("after the sign-out came %v", bye)
	}
	leaving.ended(t)
	began := time.Now()
	s.Shutdown(t)
	if e, bye := staying.until(t, "bye"); bye.Text("code") != "restart" || e.id != cursor {
		t.Errorf("after Shutdown came %v with id %q, want %q", bye, e.id, cursor)
	}
	staying.ended(t)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("Shutdown took %v", took)
	}
}

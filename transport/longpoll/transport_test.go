package longpoll

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// The first poll, and any without a cursor, is answered at once, with welcome.
func TestFirstPollIsAnsweredAtOnceWithWelcome(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	v := s.Visitor(t)
	ack := s.Say(t, v, "k", "hello")
	start := s.Engine.Cursor(ack.Conversation, 0)
	for _, c := range []struct {
		name      string
		body      body
		recovered bool
		want      []string
	}{
		{"without a cursor", body{"connection": "a"}, false, []string{"welcome", "cursor"}},
		{"first", body{"connection": "a", "first": true}, false, []string{"welcome", "cursor"}},
		{"first with a cursor", body{"connection": "a", "first": true, "cursor": start}, true, []string{"welcome", "event", "cursor"}},
		{"in a named conversation", body{"connection": "b", "conversation": ack.Conversation}, false, []string{"welcome", "cursor"}},
	} {
		a := s.poll(t, v, c.body)
		if got := testsite.Types(a.frames); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
		if a.frames[0]["recovered"] != c.recovered {
			t.Errorf("%s: recovered is %v", c.name, a.frames[0]["recovered"])
		}
		if want := s.Engine.Cursor(ack.Conversation, 1); a.cursor() != want {
			t.Errorf("%s: the answer ends at %q, want %q", c.name, a.cursor(), want)
		}
		for name, want := range map[string]string{
			"Content-Type": "application/json", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no",
			"Content-Length": strconv.Itoa(len(a.payload)),
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.name, name, got, want)
			}
		}
	}
}

// Nothing is removed by being answered: only the next cursor says what arrived.
func TestTheSameCursorBringsTheSameEventsAgain(t *testing.T) {
	s := newSite(t, chat.Limits{}, peer.Options{})
	v := s.Visitor(t)
	first := s.poll(t, v, body{"connection": "a"})
	s.Say(t, v, "1", "one")
	s.Say(t, v, "2", "two")
	for range 3 {
		a := s.poll(t, v, body{"connection": "a", "cursor": first.cursor()})
		if got := a.offsets(); !slices.Equal(got, []int64{1, 2}) {
			t.Errorf("got the events %v, want 1 and 2", got)
		}
	}
	between := s.Engine.Cursor(s.conversation(t, v), 1)
	if got := s.poll(t, v, body{"connection": "a", "cursor": between}).offsets(); !slices.Equal(got, []int64{2}) {
		t.Errorf("after the first event came %v", got)
	}
}

func (s *site) conversation(t *testing.T, v testsite.Visitor) string {
	t.Helper()
	c, err := s.Engine.Conversation(t.Context(), v.Session, "")
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// A cursor that cannot be taken is answered at once with a welcome that says
// so and a reset, whether the connection is known or not.
func TestACursorThatCannotBeTakenResets(t *testing.T) {
	s := newSite(t, chat.Limits{Connections: 100}, peer.Options{})
	v, other := s.Visitor(t), s.Visitor(t)
	own, foreign := s.Say(t, v, "k", "one").Conversation, s.Say(t, other, "k", "one").Conversation
	head := s.Engine.Cursor(own, 1)
	for name, cursor := range map[string]string{
		"malformed": "nonsense", "too long": strings.Repeat("x", 1000),
		"foreign": s.Engine.Cursor(foreign, 1), "beyond the head": s.Engine.Cursor(own, 9), "of another epoch": "x" + head,
	} {
		s.poll(t, v, body{"connection": "known " + name})
		for _, connection := range []string{"known ", "unknown "} {
			a := s.poll(t, v, body{"connection": connection + name, "cursor": cursor})
			reset := testsite.Find(a.frames, "reset")
			if a.frames[0].Type() != "welcome" || a.frames[0]["recovered"] != false || reset.Text("cursor") != head || a.cursor() != head {
				t.Errorf("%s: got %s", connection+name, a.payload)
			}
		}
	}
}

// A poll that names another conversation than the one before it follows that.
func TestAPollMayTurnToAnotherConversation(t *testing.T) {
	s := newSite(t, chat.Limits{Connections: 1}, peer.Options{})
	v := s.Visitor(t)
	old := s.Say(t, v, "1", "one").Conversation
	opened, err := s.Engine.Do(t.Context(), v.Session, chat.Open{})
	if err != nil {
		t.Fatal(err)
	}
	s.Say(t, v, "2", "two")
	for _, conversation := range []string{old, opened.Conversation, old} {
		a := s.poll(t, v, body{"connection": "a", "conversation": conversation, "cursor": s.Engine.Cursor(conversation, 0)})
		if e := testsite.Find(a.frames, "event"); e.Text("conversation") != conversation {
			t.Errorf("polling %s brought %s", conversation, a.payload)
		}
	}
}

func TestRefusalsHaveTheStatusOfTheirCode(t *testing.T) {
	s := newSite(t, chat.Limits{Payload: 1000}, peer.Options{})
	v, other := s.Visitor(t), s.Visitor(t)
	foreign := s.Say(t, other, "k", "mine").Conversation
	good := `{"connection":"a"}`
	for _, c := range []struct {
		name    string
		method  string
		body    string
		headers []string // pairs; an empty value removes
		want    int
		code    string
	}{
		{"GET", "GET", "", nil, 405, "invalid"},
		{"no Chat-Client", "POST", good, []string{"Chat-Client", ""}, 403, "forbidden"},
		{"page of another site", "POST", good, []string{"Origin", "https://evil.example"}, 403, "forbidden"},
		{"form", "POST", good, []string{"Content-Type", "text/plain"}, 415, "invalid"},
		{"coded body", "POST", good, []string{"Content-Encoding", "gzip"}, 415, "invalid"},
		{"no session", "POST", good, []string{"Authorization", ""}, 401, "unauthenticated"},
		{"dead session", "POST", good, []string{"Authorization", "Bearer gone"}, 401, "unauthenticated"},
		{"too large", "POST", good + strings.Repeat(" ", 1000), nil, 413, "too_large"},
		{"empty body", "POST", "", nil, 400, "invalid"},
		{"not JSON", "POST", "{", nil, 400, "invalid"},
		{"no connection", "POST", "{}", nil, 400, "invalid"},
		{"foreign conversation", "POST", `{"connection":"a","conversation":"` + foreign + `"}`, nil, 404, "not_found"},
		{"missing conversation", "POST", `{"connection":"a","conversation":"c_missing"}`, nil, 404, "not_found"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, s.url, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Chat-Client", "test/1")
		v.Authorize(r)
		for i := 0; i < len(c.headers); i += 2 {
			if r.Header.Del(c.headers[i]); c.headers[i+1] != "" {
				r.Header.Set(c.headers[i], c.headers[i+1])
			}
		}
		a := s.do(r)
		if a.err != nil || a.status != c.want || !strings.HasPrefix(string(a.payload), `{"error":{"code":"`+c.code+`"`) {
			t.Errorf("%s: status %d, body %q, error %v; want %d and %s", c.name, a.status, a.payload, a.err, c.want, c.code)
		}
	}
	if polls, connections := s.held(); polls+connections > 0 {
		t.Errorf("refused polls left %d polls and %d connections", polls, connections)
	}
}

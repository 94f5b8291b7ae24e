package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

const secret = "a shared secret"

// service is a service that verifies what it gets. The zero value repeats what is said.
type service struct {
	behavior.Script
	mu       sync.Mutex // guards what follows
	requests []Request
	headers  []http.Header
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := Verify(r, secret)
	var got Request
	if err != nil || json.Unmarshal(body, &got) != nil || r.Header.Get(HeaderTurn) != got.Turn {
		http.Error(w, "who is that?", http.StatusUnauthorized)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, got)
	s.headers = append(s.headers, r.Header)
	s.mu.Unlock()
	s.Next(answers(map[string]any{"text": "You said: " + got.Text + "."}))(w, r)
}

// asked returns what the service got.
func (s *service) asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// answers answers in one piece.
func answers(v any) http.HandlerFunc {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return behavior.Body("application/json", string(b))
}

const ndjson = "application/x-ndjson"

// streams answers with lines.
func streams(lines ...string) http.HandlerFunc {
	return behavior.Body(ndjson, strings.Join(lines, "\n")+"\n")
}

func then(next ...http.HandlerFunc) *service {
	s := &service{}
	s.Then(next...)
	return s
}

// serve returns a bot in front of a service in memory.
func serve(t testing.TB, s http.Handler, opts ...Option) *Bot {
	t.Helper()
	return New("http://service/chat", secret,
		append([]Option{WithTransport(bottest.Serve(t, s)), WithLogger(slog.New(slog.DiscardHandler))}, opts...)...)
}

// ask lets b answer one turn, recorded.
func ask(t testing.TB, b chat.Bot, turn chat.Turn) (*bottest.Recorder, error) {
	t.Helper()
	rec := &bottest.Recorder{}
	err := rec.Ask(t.Context(), b, turn)
	if faults := rec.Faults(); len(faults) > 0 {
		t.Errorf("faults: %q", faults)
	}
	return rec, err
}

// The contract of every bot, with a service that answers in one piece and one that streams.
func TestContract(t *testing.T) {
	failing := func(next func(secret string) http.HandlerFunc) func(testing.TB, string) chat.Bot {
		return func(t testing.TB, secret string) chat.Bot { return serve(t, then(next(secret))) }
	}
	for name, echo := range map[string]http.Handler{
		"in one piece": &service{},
		"streaming":    streams(`{"delta":"Hel"}`, `{"delta":"lo"}`, `{"text":"and more"}`, `{"done":true}`),
	} {
		t.Run(name, func(t *testing.T) {
			bottest.Run(t, bottest.Adapter{
				Bot: func(t testing.TB) chat.Bot { return serve(t, echo) },
				Hanging: func(t testing.TB, asked func()) chat.Bot {
					return serve(t, then(func(w http.ResponseWriter, r *http.Request) { asked(); behavior.Hang(w, r) }))
				},
				Failing: map[string]func(testing.TB, string) chat.Bot{
					"500 with a stack": failing(func(secret string) http.HandlerFunc { return behavior.Status(500, secret) }),
					"404 of a proxy":   failing(func(secret string) http.HandlerFunc { return behavior.Status(404, secret, "Server", secret) }),
					"429 for long":     failing(func(secret string) http.HandlerFunc { return behavior.Status(429, secret, "Retry-After", "3600") }),
					"an HTML page":     failing(func(secret string) http.HandlerFunc { return behavior.Body("text/html", "<p>"+secret) }),
					"an odd line":      failing(func(secret string) http.HandlerFunc { return streams(`{"text":"so"}`, `"`+secret+`"`) }),
					"a redirect": failing(func(secret string) http.HandlerFunc {
						return behavior.Status(307, "", "Location", "http://"+secret+"/")
					}),
					"a closed connection": failing(func(string) http.HandlerFunc { return behavior.Drop }),
					"a URL with a password": func(t testing.TB, secret string) chat.Bot {
						return New("http://user:"+secret+"@host", secret, WithTransport(bottest.Serve(t, then())))
					},
				},
				Deterministic: true,
			})
		})
	}
}

// What the service gets: the turn, who and what, and, where it is asked for, what was said before as it
// reads now.
func TestRequest(t *testing.T) {
	s := then()
	turn := bottest.Presses("yes")
	turn.History = func(_ context.Context, n int) ([]chat.Event, error) {
		if n != 9 {
			t.Errorf("%d events are read", n)
		}
		return []chat.Event{
			{Conversation: turn.Conversation, Offset: 1, At: turn.Event.At, Kind: chat.KindMessage, Author: chat.Participant{Role: chat.RoleBot}, Parts: []chat.Part{chat.Text("Shall I?")}},
			{Conversation: turn.Conversation, Offset: 2, Kind: chat.KindMessage, Author: turn.Visitor, Parts: []chat.Part{chat.Text("a password")}},
			{Conversation: turn.Conversation, Offset: 3, Kind: chat.KindErased, Target: chat.Target{Offset: 2}},
		}, nil
	}
	if _, err := ask(t, serve(t, s, WithHistory(9), WithHeader("X-Shop", "books")), turn); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(s.asked()[0])
	const want = `{"turn":"conversation-1.2","conversation":"conversation-1","visitor":{"id":"visitor-1","name":"Vera","role":"visitor"},"kind":"action","text":"yes",` +
		`"at":"2026-01-02T03:04:05.000Z","history":[{"role":"bot","text":"Shall I?","parts":[{"type":"text","text":"Shall I?"}],"at":"2026-01-02T03:04:05.000Z"}]}`
	if err != nil || string(got) != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if h := s.headers[0]; h.Get("X-Shop") != "books" || h.Get(HeaderTurn) != turn.ID {
		t.Errorf("header %v", h)
	}
	if _, err := ask(t, serve(t, s), turn); err != nil || s.asked()[1].History != nil {
		t.Errorf("history without being asked for: %v, %v", err, s.asked()[1].History)
	}
}

// However much was said before, a request is not larger than Verify reads: what does not fit is left out, the
// oldest first.
func TestRequestHasABound(t *testing.T) {
	s := then()
	turn := bottest.Says("Hello")
	long := strings.Repeat("\"<", 32<<10)
	turn.History = func(context.Context, int) ([]chat.Event, error) {
		events := make([]chat.Event, 100)
		for i := range events {
			events[i] = chat.Event{Kind: chat.KindMessage, Offset: int64(i + 1), Parts: []chat.Part{chat.Text(fmt.Sprint(i)), chat.Text(long)}}
		}
		return events, nil
	}
	if _, err := ask(t, serve(t, s, WithHistory(100)), turn); err != nil {
		t.Fatal(err)
	}
	asked := s.asked()[0]
	body, err := json.Marshal(asked)
	if n := len(asked.History); err != nil || len(body) > MaxRequest || n < 3 || asked.History[n-1].Parts[0].Text != "99" || asked.History[0].Parts[0].Text != fmt.Sprint(100-n) {
		t.Errorf("%d bytes with %d of the history, %v", len(body), n, err)
	}
}

// What each answer becomes.
func TestAnswers(t *testing.T) {
	card := `{"type":"buttons","buttons":[{"title":"Yes","value":"y"}]}`
	for name, c := range map[string]struct {
		next http.HandlerFunc
		said []string // with a ! behind a streamed one
	}{
		"a text":                    {behavior.Body("application/json", `{"text":"a"}`), []string{"a"}},
		"a text and parts":          {behavior.Body("application/json", `{"text":"a","parts":[`+card+`]}`), []string{"a[Yes]"}},
		"messages":                  {behavior.Body("application/json", `{"messages":[{"text":"a"},{"parts":[{"type":"text","text":"b"}]},{}]}`), []string{"a", "b"}},
		"messages and more":         {behavior.Body("application/json", `{"text":"b","messages":[{"text":"a"}]}`), []string{"a", "b"}},
		"a delta in one piece":      {behavior.Body("application/json", `{"delta":"a"}`), []string{"a!"}},
		"nothing":                   {behavior.Status(204, ""), nil},
		"an empty object":           {behavior.Body("application/json", `{}`), nil},
		"no type":                   {behavior.Body("", `{"text":"a"}`), []string{"a"}},
		"unknown fields":            {behavior.Body("application/json", `{"text":"a","mood":"good"}`), []string{"a"}},
		"deltas":                    {streams(`{"delta":"a"}`, `{"typing":true}`, ``, `{"delta":"b"}`, `{"done":true}`), []string{"ab!"}},
		"deltas, then parts":        {streams(`{"delta":"a"}`, `{"delta":"","parts":[`+card+`]}`, `{"delta":"b"}`, `{"done":true}`), []string{"a[Yes]!", "b!"}},
		"a delta with parts":        {streams(`{"delta":"a","parts":[` + card + `],"done":true}`), []string{"a[Yes]!"}},
		"a text, then a delta":      {streams(`{"text":"a","delta":"b"}`, `{"done":true}`), []string{"a", "b!"}},
		"deltas, then a text":       {streams(`{"delta":"a"}`, `{"text":"b"}`, `{"done":true}`), []string{"a!", "b"}},
		"only parts as delta":       {streams(`{"delta":"","parts":[`+card+`]}`, `{"done":true}`), []string{"[Yes]"}},
		"blank deltas":              {streams(`{"delta":" "}`, `{"text":"a"}`, `{"done":true}`), []string{"a"}},
		"no line feed at the end":   {behavior.Body(ndjson, `{"text":"a"}`+"\n"+`{"done":true}`), []string{"a"}},
		"nothing after the end":     {streams(`{"text":"a"}`, `{"done":true}`, `not JSON`), []string{"a"}},
		"CRLF":                      {behavior.Body(ndjson+"; charset=utf-8", "{\"text\":\"a\"}\r\n{\"done\":true}\r\n"), []string{"a"}},
		"a message that is refused": {behavior.Body("application/json", `{"messages":[{"parts":[{"type":"image","url":"javascript:x"}]},{"text":"a"}]}`), []string{"a"}},
		"parts that are refused":    {streams(`{"delta":"a"}`, `{"delta":"","parts":[{"type":"image","url":"javascript:x"}]}`, `{"done":true}`), []string{"a"}},
	} {
		rec, err := ask(t, serve(t, then(c.next)), bottest.Says("hi"))
		var said []string
		for _, m := range rec.Messages() {
			text := m.Text()
			for _, p := range m.Parts {
				for _, b := range p.Buttons {
					text += "[" + b.Title + "]"
				}
			}
			if m.Streamed {
				text += "!"
			}
			if m.Open {
				text += " open"
			}
			said = append(said, text)
		}
		if err != nil || !slices.Equal(said, c.said) {
			t.Errorf("%s: %v, %q, want %q", name, err, said, c.said)
		}
	}
}

// A service may ask for a person or end the conversation, after what it says; nothing comes after.
func TestLeaving(t *testing.T) {
	for name, c := range map[string]struct {
		next   http.HandlerFunc
		reason string
		ends   bool
	}{
		"handoff":             {answers(map[string]any{"text": "a", "handoff": "a refund"}), "a refund", false},
		"handoff in a stream": {streams(`{"delta":"a"}`, `{"handoff":""}`, `{"text":"b"}`), "", false},
		"the end":             {answers(map[string]any{"text": "a", "end": true}), "", true},
		"the end of a stream": {streams(`{"text":"a"}`, `{"end":true}`, `{"text":"b"}`), "", true},
	} {
		rec, err := ask(t, serve(t, then(c.next)), bottest.Says("hi"))
		reason, handed := rec.HandedOff()
		if err != nil || handed == c.ends || rec.Ended() != c.ends || reason != c.reason || !slices.Equal(rec.Texts(), []string{"a"}) || rec.Messages()[0].Open {
			t.Errorf("%s: %v, %q, handed off %v for %q, ended %v", name, err, rec.Texts(), handed, reason, rec.Ended())
		}
	}
}

// A stream is said as it comes.
func TestGrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, then(behavior.Stream(ndjson, 2*time.Second, "{\"delta\":\"a\"}\n", "{\"delta\":\"b\"}\n{\"do", "ne\":true}\n")))
		start := time.Now()
		var at []time.Duration
		rec := &bottest.Recorder{Hook: func(_ context.Context, op bottest.Op) error {
			at = append(at, time.Since(start))
			return nil
		}}
		err := rec.Ask(t.Context(), b, bottest.Says("hi"))
		want := []time.Duration{2 * time.Second, 2 * time.Second, 4 * time.Second, 6 * time.Second} // Stream, Write, Write, Close
		if err != nil || !slices.Equal(at, want) || !slices.Equal(rec.Texts(), []string{"ab"}) {
			t.Errorf("%v, %q at %v", err, rec.Texts(), at)
		}
	})
}

// A repeat is the same turn with a fresh signature, and only a service that says so gets it.
func TestIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := then(behavior.Status(502, ""), behavior.Drop)
		b := serve(t, s, WithIdempotent())
		rec, err := ask(t, b, bottest.Says("hi"))
		if err != nil || !slices.Equal(rec.Texts(), []string{"You said: hi."}) {
			t.Errorf("got %v, %q", err, rec.Texts())
		}
		asked := s.asked()
		if len(asked) != 3 || asked[0].Turn != asked[2].Turn || s.headers[0].Get(HeaderTimestamp) == s.headers[2].Get(HeaderTimestamp) {
			t.Errorf("asked %+v", asked)
		}
		if !bot.IsRepeatable(b) || bot.IsRepeatable(serve(t, s)) {
			t.Error("repeatable is not what was declared")
		}
	})
}

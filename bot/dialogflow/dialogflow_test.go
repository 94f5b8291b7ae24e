package dialogflow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

// The agents of the tests.
const (
	cxAgent = "projects/p/locations/europe-west1/agents/a-1"
	esAgent = "projects/p/agent"
)

// editions are the agents by edition, for rules that hold for both.
var editions = map[string]string{"CX": cxAgent, "ES": esAgent}

// logged is a log that tests can read while it is written.
type logged struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *logged) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// serve returns a bot in front of a server in memory.
func serve(t testing.TB, s *fake.Server, name string, opts ...Option) *Bot {
	t.Helper()
	return through(bottest.Serve(t, s), name, opts...)
}

// through returns a bot that asks through a transport.
func through(rt http.RoundTripper, name string, opts ...Option) *Bot {
	opts = append([]Option{WithEndpoint("http://dialogflow"), WithLogger(slog.New(slog.DiscardHandler))}, opts...)
	return New(name, &http.Client{Transport: rt}, opts...)
}

// ask lets b answer one turn, recorded.
func ask(t testing.TB, b chat.Bot, turn chat.Turn) (*bottest.Recorder, error) {
	t.Helper()
	rec := &bottest.Recorder{}
	err := rec.Ask(t.Context(), b, turn)
	return rec, err
}

// The contract of every bot, for either edition and for the stream of CX.
func TestContract(t *testing.T) {
	t.Run("ES", func(t *testing.T) { testContract(t, esAgent) })
	t.Run("CX", func(t *testing.T) { testContract(t, cxAgent) })
	t.Run("CX streaming", func(t *testing.T) { testContract(t, cxAgent, WithStreaming()) })
}

func testContract(t *testing.T, name string, opts ...Option) {
	failing := func(next func(secret string) fake.Behavior) func(testing.TB, string) chat.Bot {
		return func(t testing.TB, secret string) chat.Bot {
			var s fake.Server
			s.Then(next(secret))
			return serve(t, &s, name, opts...)
		}
	}
	bottest.Run(t, bottest.Adapter{
		Bot: func(t testing.TB) chat.Bot { return serve(t, &fake.Server{}, name, opts...) },
		Hanging: func(t testing.TB, asked func()) chat.Bot {
			var s fake.Server
			s.Then(func(w http.ResponseWriter, r *http.Request, q fake.Question) {
				asked()
				fake.Hang(w, r, q)
			})
			return serve(t, &s, name, opts...)
		},
		Failing: map[string]func(testing.TB, string) chat.Bot{
			"an error of the API": failing(func(secret string) fake.Behavior {
				return fake.Fail(403, "PERMISSION_DENIED", secret, fake.Reason(secret))
			}),
			"500 with a stack": failing(func(secret string) fake.Behavior { return fake.Status(500, secret) }),
			"429 for long":     failing(func(secret string) fake.Behavior { return fake.Status(429, secret, "Retry-After", "3600") }),
			"an HTML page":     failing(func(secret string) fake.Behavior { return fake.Body("text/html", "<p>"+secret) }),
			"another object":   failing(func(secret string) fake.Behavior { return fake.Body("application/json", `{"text":"`+secret+`"}`) }),
			"another type": failing(func(secret string) fake.Behavior {
				return fake.Body("application/json", `{"queryResult":"`+secret+`"}`)
			}),
			"an error in a stream": failing(func(secret string) fake.Behavior {
				return fake.Body("application/json", `[{"error":{"code":500,"status":"`+secret+`","message":"`+secret+`"}}]`)
			}),
			"a body that breaks": failing(func(secret string) fake.Behavior { return fake.Truncate(`[{"text":"`+secret+`"}]`, 20) }),
			"a redirect": failing(func(secret string) fake.Behavior {
				return fake.Status(307, "", "Location", "http://"+secret+"/")
			}),
			"a closed connection": failing(func(string) fake.Behavior { return fake.Drop }),
			"a webhook that failed": failing(func(secret string) fake.Behavior {
				return fake.Answer(fake.Response{Webhook: 14, Metadata: map[string]any{"a": secret}})
			}),
			"an endpoint with a password": func(t testing.TB, secret string) chat.Bot {
				return serve(t, &fake.Server{}, name, WithEndpoint("http://user:"+secret+"@host"))
			},
		},
	})
}

// A name tells the edition, the region and the environment; what is none, or
// would name another host, is refused.
func TestNames(t *testing.T) {
	sid := SessionID("c")
	for name, want := range map[string]string{
		"projects/p/locations/eu-west1/agents/a":                    "https://eu-west1-dialogflow.googleapis.com/v3/projects/p/locations/eu-west1/agents/a/sessions/" + sid,
		"projects/p/locations/global/agents/a":                      "https://dialogflow.googleapis.com/v3/projects/p/locations/global/agents/a/sessions/" + sid,
		"projects/p/locations/us/agents/a/environments/e":           "https://us-dialogflow.googleapis.com/v3/projects/p/locations/us/agents/a/environments/e/sessions/" + sid,
		"projects/p/locations/us/agents/a/environments/draft":       "https://us-dialogflow.googleapis.com/v3/projects/p/locations/us/agents/a/sessions/" + sid,
		"projects/p/locations/us/agents/a/environments/-":           "https://us-dialogflow.googleapis.com/v3/projects/p/locations/us/agents/a/sessions/" + sid,
		"projects/example.org:p/agent":                              "https://dialogflow.googleapis.com/v2/projects/example.org:p/agent/sessions/" + sid,
		"projects/p/agent/environments/staging":                     "https://dialogflow.googleapis.com/v2/projects/p/agent/environments/staging/users/-/sessions/" + sid,
		"projects/p/locations/europe-west2/agent":                   "https://europe-west2-dialogflow.googleapis.com/v2/projects/p/locations/europe-west2/agent/sessions/" + sid,
		"projects/p/locations/europe-west2/agent/environments/prod": "https://europe-west2-dialogflow.googleapis.com/v2/projects/p/locations/europe-west2/agent/environments/prod/users/-/sessions/" + sid,
	} {
		b := New(name, http.DefaultClient)
		if b.unusable != nil {
			t.Errorf("%s: %v", name, b.unusable)
			continue
		}
		if got := b.url(b.agent.session("c")); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
	}
	for _, name := range []string{
		"", "p", "projects/p", "projects/p/agent/", "projects//agent", "projects/p/agents/a", "projects/../agent",
		"projects/p/locations/evil.example/agents/a", "projects/p/locations/a@b/agents/a", "projects/p/locations/-/agents/a",
		"projects/p/locations/us/agents/a?x", "projects/p/locations/us/agents/a/sessions/s", "projects/p/locations/us/agents/a%2F", "projects/p/agent\n",
		"https://dialogflow.googleapis.com/v2/projects/p/agent",
	} {
		b := New(name, http.DefaultClient)
		_, err := ask(t, b, bottest.Says("hello"))
		if err == nil || bot.MayHaveActed(err) || b.Check(t.Context()) == nil {
			t.Errorf("%q passes for a name: %v", name, err)
		}
	}
}

// The id of a session is within Dialogflow's limits, tells nothing of the
// conversation's, and is another one for each.
func TestSessionID(t *testing.T) {
	seen := make(map[string]bool)
	for _, conversation := range []string{"", "c", "c ", "../../x", strings.Repeat("c", 64), "\xff"} {
		id := SessionID(conversation)
		if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" || seen[id] {
			t.Errorf("%q has the session %q", conversation, id)
		}
		seen[id] = true
	}
	if got := SessionID("c"); got != "0784d6a08e52a4844dec9ddea4a55324" {
		t.Errorf("the session of a conversation has become %s: running ones would be lost", got)
	}
}

// What Dialogflow gets: the session, the text with its language, ids as payload,
// and what the application adds.
func TestRequest(t *testing.T) {
	for edition, name := range editions {
		var s fake.Server
		add := func(turn chat.Turn, q *Query) {
			q.Payload["name"], q.TimeZone = turn.Visitor.Name, "Europe/Paris"
			if name == cxAgent {
				q.Parameters = map[string]any{"page": "/prices"}
			}
		}
		b := serve(t, &s, name, WithLanguage("de"), WithLanguage(""), WithQuery(add))
		if _, err := ask(t, b, bottest.Says("hello")); err != nil {
			t.Fatal(err)
		}
		got := s.Questions()[0]
		got.Body, got.Host = nil, ""
		want := fake.Question{
			CX: name == cxAgent, Agent: name, Session: SessionID("conversation-1"), Text: "hello", Language: "de", TimeZone: "Europe/Paris",
			Payload: map[string]any{"turn": "conversation-1.2", "visitor": "visitor-1", "name": "Vera"},
		}
		if want.CX {
			want.Parameters = map[string]any{"page": "/prices"}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", edition, got, want)
		}
	}
}

// The value of a button is an event, digits or a text; what is typed is a text.
func TestInputs(t *testing.T) {
	a1 := map[string]any{"a": 1.0}
	for edition, name := range editions {
		for value, want := range map[string]fake.Question{
			"yes":                              {Text: "yes"},
			"event:BUY":                        {Event: "BUY"},
			`event:BUY {"parameters":{"a":1}}`: {Event: "BUY", Parameters: a1},
			`event:BUY {"languageCode":"fr"}`:  {Event: "BUY", Language: "fr"},
			`event:BUY {not JSON`:              {Event: `BUY {not JSON`},
			"event:":                           {Text: "event:"},
			"event: ":                          {Text: "event: "},
			"dtmf:":                            {Text: "dtmf:"},
			"text:event:BUY":                   {Text: "event:BUY"},
			"text:text:x":                      {Text: "text:x"},
		} {
			var s fake.Server
			if _, err := ask(t, serve(t, &s, name), bottest.Presses(value)); err != nil {
				t.Errorf("%s, %q: %v", edition, value, err)
				continue
			}
			got := s.Questions()[0]
			if want.Language == "" {
				want.Language = "en"
			}
			if got.Text != want.Text || got.Event != want.Event || got.Language != want.Language || !reflect.DeepEqual(got.Parameters, want.Parameters) {
				t.Errorf("%s: pressing %q asked %s", edition, value, got.Body)
			}
			typed := serve(t, &s, name)
			if _, err := ask(t, typed, bottest.Says(value)); err != nil || s.Questions()[1].Text != value {
				t.Errorf("%s: typing %q asked %s, %v", edition, value, s.Questions()[1].Body, err)
			}
		}
	}
	var s fake.Server
	if _, err := ask(t, serve(t, &s, cxAgent), bottest.Presses("dtmf:12#")); err != nil || s.Questions()[0].DTMF != "12#" {
		t.Errorf("digits: %v, %+v", err, s.Questions())
	}
}

// Texts and events make values that come back as what they were.
func TestValuesComeBack(t *testing.T) {
	for _, text := range []string{"yes", "event:x", "dtmf:1", "text:x", "text:event:x", ""} {
		var q Query
		if q.press(textValue(text)); q.Text != text || q.Event+q.DTMF != "" {
			t.Errorf("the text %q comes back as %+v", text, q)
		}
	}
	for _, d := range []eventDetails{{}, {LanguageCode: "fr"}, {Parameters: map[string]any{"a": "{ }"}}} {
		var q Query
		if q.press(eventValue("an event", d)); q.Event != "an event" || q.Language != d.LanguageCode || !reflect.DeepEqual(q.Parameters, d.Parameters) {
			t.Errorf("%+v comes back as %+v", d, q)
		}
	}
}

// What cannot be asked is not: Dialogflow hears nothing of it.
func TestNotAsked(t *testing.T) {
	var s fake.Server
	nobody := bottest.Says("hello")
	nobody.Conversation = ""
	change := func(f func(*Query)) Option { return WithQuery(func(_ chat.Turn, q *Query) { f(q) }) }
	for name, c := range map[string]struct {
		b    *Bot
		turn chat.Turn
	}{
		"no conversation":   {serve(t, &s, cxAgent), nobody},
		"unreadable":        {serve(t, &s, cxAgent, change(func(q *Query) { q.Payload["f"] = func() {} })), bottest.Says("hello")},
		"digits for ES":     {serve(t, &s, esAgent), bottest.Presses("dtmf:1")},
		"parameters for ES": {serve(t, &s, esAgent, change(func(q *Query) { q.Parameters = map[string]any{"a": 1} })), bottest.Says("hello")},
		"no client":         {New(cxAgent, nil), bottest.Says("hello")},
		"a bad endpoint":    {serve(t, &s, cxAgent, WithEndpoint("ftp://host")), bottest.Says("hello")},
		"a query":           {serve(t, &s, cxAgent, WithEndpoint("http://host?key=secret")), bottest.Says("hello")},
	} {
		rec, err := ask(t, c.b, c.turn)
		if err == nil || bot.MayHaveActed(err) || len(rec.Texts()) > 0 || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := s.Questions(); len(got) > 0 {
		t.Errorf("Dialogflow was asked %+v", got)
	}
}

// ES takes 256 characters. A visitor who writes more is asked to be brief, or the
// text is cut at the end of a word; CX gets all of it.
func TestLongTexts(t *testing.T) {
	words := strings.Repeat("äbcd ", 60) // 300 characters
	var s fake.Server
	_, err := ask(t, serve(t, &s, esAgent), bottest.Says(words))
	var public *chat.Error
	if !errors.As(err, &public) || public.Code != chat.CodeTooLarge || !strings.Contains(public.Message, "256") || bot.MayHaveActed(err) || len(s.Questions()) > 0 {
		t.Errorf("by default: %v", err)
	}
	for text, want := range map[string]string{
		words:                           strings.TrimSpace(strings.Repeat("äbcd ", 51)),
		strings.Repeat("ä", 300):        strings.Repeat("ä", 256),
		strings.Repeat("ä", 256):        strings.Repeat("ä", 256),
		strings.Repeat("ä", 256) + " x": strings.Repeat("ä", 256),
		"a " + strings.Repeat("ä", 300): "a " + strings.Repeat("ä", 254),
		strings.Repeat("\xff ", 100):    strings.Repeat("\ufffd ", 100),
	} {
		if _, err := ask(t, serve(t, &s, esAgent, WithCutText()), bottest.Says(text)); err != nil {
			t.Errorf("%.20q: %v", text, err)
			continue
		}
		if got := s.Questions()[len(s.Questions())-1].Text; got != want {
			t.Errorf("%.20q of %d bytes was cut to %q", text, len(text), got)
		}
	}
	if _, err := ask(t, serve(t, &s, cxAgent), bottest.Says(words)); err != nil || s.Questions()[len(s.Questions())-1].Text != words {
		t.Errorf("CX: %v", err)
	}
}

// An empty answer is silence by default, a text where one is set, and logged
// without what was said. A message without text asks nothing.
func TestSilence(t *testing.T) {
	for edition, name := range editions {
		var written logged
		var s fake.Server
		s.Then(fake.Say(), fake.Say(fake.Text(""), fake.Text(" ")))
		turn := bottest.Says("my secret")
		if rec, err := ask(t, serve(t, &s, name, WithLogger(written.logger())), turn); err != nil || len(rec.Ops()) > 0 {
			t.Errorf("%s, by default: %v, %q", edition, err, rec.Ops())
		}
		if got := written.String(); !strings.Contains(got, "empty") || !strings.Contains(got, turn.ID) || strings.Contains(got, "secret") {
			t.Errorf("%s: the log says %s", edition, got)
		}
		b := serve(t, &s, name, WithEmptyReply("Sorry?"))
		if rec, err := ask(t, b, turn); err != nil || !slices.Equal(rec.Texts(), []string{"Sorry?"}) {
			t.Errorf("%s, with a text: %v, %q", edition, err, rec.Texts())
		}
		asked := len(s.Questions())
		if rec, err := ask(t, b, bottest.Says(" ")); err != nil || !slices.Equal(rec.Texts(), []string{"Sorry?"}) || len(s.Questions()) != asked {
			t.Errorf("%s, a message without text: %v, %q", edition, err, rec.Texts())
		}
	}
}

// A message that the engine refuses is left out; when nothing is left there is
// no answer. Any other refusal ends the turn.
func TestRefusedMessages(t *testing.T) {
	refuse := func(code chat.Code, nth ...int) (*bottest.Recorder, error) {
		var s fake.Server
		s.Then(fake.Say(fake.Text("1"), fake.Text("2"), fake.Text("3")))
		n := 0
		rec := &bottest.Recorder{Hook: func(context.Context, bottest.Op) error {
			n++
			if slices.Contains(nth, n) {
				return &chat.Error{Code: code, Message: "No."}
			}
			return nil
		}}
		return rec, rec.Ask(t.Context(), serve(t, &s, cxAgent), bottest.Says("hello"))
	}
	if rec, err := refuse(chat.CodeInvalid, 2); err != nil || !slices.Equal(rec.Texts(), []string{"1", "3"}) {
		t.Errorf("one refused: %v, %q", err, rec.Texts())
	}
	if rec, err := refuse(chat.CodeTooLarge, 1, 2, 3); !bot.MayHaveActed(err) || len(rec.Texts()) > 0 {
		t.Errorf("all refused: %v, %q", err, rec.Texts())
	}
	if rec, err := refuse(chat.CodeConflict, 2); chat.CodeOf(err) != chat.CodeConflict || !slices.Equal(rec.Texts(), []string{"1"}) {
		t.Errorf("taken over: %v, %q", err, rec.Texts())
	}
}

// A session remembers the question, so it is never asked again after a crash.
func TestNotRepeatable(t *testing.T) {
	if bot.IsRepeatable(New(cxAgent, http.DefaultClient)) {
		t.Error("a Bot claims to be repeatable")
	}
}

// Check tells an agent that can be asked from one that cannot, and why.
func TestCheck(t *testing.T) {
	for edition, name := range editions {
		if err := serve(t, &fake.Server{}, name).Check(t.Context()); err != nil {
			t.Errorf("%s: %v", edition, err)
		}
		if err := serve(t, &fake.Server{Token: "t"}, name).Check(t.Context()); err == nil || !strings.Contains(err.Error(), "401 Unauthorized (UNAUTHENTICATED)") {
			t.Errorf("%s without credentials: %v", edition, err)
		}
	}
	other := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<p>hi") })
	if err := through(bottest.Serve(t, other), cxAgent).Check(t.Context()); err == nil {
		t.Error("a web page passes for Dialogflow")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := serve(t, &fake.Server{}, cxAgent).Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

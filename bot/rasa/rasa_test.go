package rasa

import (
	"bytes"
	"context"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
)

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
func serve(t testing.TB, s *rasatest.Server, opts ...Option) *Bot {
	t.Helper()
	opts = append([]Option{WithTransport(bottest.Serve(t, s)), WithLogger(slog.New(slog.DiscardHandler))}, opts...)
	return New("http://rasa:5005", opts...)
}

// ask lets b answer one turn, recorded.
func ask(t testing.TB, b chat.Bot, turn chat.Turn) (*bottest.Recorder, error) {
	t.Helper()
	rec := &bottest.Recorder{}
	err := rec.Ask(t.Context(), b, turn)
	return rec, err
}

// The contract of every bot.
func TestContract(t *testing.T) {
	failing := func(next func(secret string) rasatest.Behavior) func(testing.TB, string) chat.Bot {
		return func(t testing.TB, secret string) chat.Bot {
			var s rasatest.Server
			s.Then(next(secret))
			return serve(t, &s)
		}
	}
	bottest.Run(t, bottest.Adapter{
		Bot: func(t testing.TB) chat.Bot { return serve(t, &rasatest.Server{}) },
		Hanging: func(t testing.TB, asked func()) chat.Bot {
			var s rasatest.Server
			s.Then(func(w http.ResponseWriter, r *http.Request, m rasatest.Message) {
				asked()
				rasatest.Hang(w, r, m)
			})
			return serve(t, &s)
		},
		Failing: map[string]func(testing.TB, string) chat.Bot{
			"500 with a stack": failing(func(secret string) rasatest.Behavior { return rasatest.Status(500, secret) }),
			"404 of a proxy":   failing(func(secret string) rasatest.Behavior { return rasatest.Status(404, secret, "Server", secret) }),
			"429 for long":     failing(func(secret string) rasatest.Behavior { return rasatest.Status(429, secret, "Retry-After", "3600") }),
			"an HTML page":     failing(func(secret string) rasatest.Behavior { return rasatest.Body("text/html", "<p>"+secret) }),
			"an object": failing(func(secret string) rasatest.Behavior {
				return rasatest.Body("application/json", `{"text":"`+secret+`"}`)
			}),
			"a body that breaks": failing(func(secret string) rasatest.Behavior { return rasatest.Truncate(`[{"text":"`+secret+`"}]`, 20) }),
			"a redirect": failing(func(secret string) rasatest.Behavior {
				return rasatest.Status(307, "", "Location", "http://"+secret+"/")
			}),
			"a closed connection": failing(func(string) rasatest.Behavior { return rasatest.Drop }),
			"a URL with a password": func(t testing.TB, secret string) chat.Bot {
				return New("http://user:"+secret+"@host:not-a-port", WithTransport(bottest.Serve(t, &rasatest.Server{})))
			},
		},
	})
}

// What Rasa gets: the conversation as sender, the text, ids as metadata, and
// what the application adds.
func TestRequest(t *testing.T) {
	var s rasatest.Server
	b := serve(t, &s, WithMetadata(func(turn chat.Turn) map[string]any {
		return map[string]any{"name": turn.Visitor.Name, "page": "/prices"}
	}))
	if _, err := ask(t, b, bottest.Says("hello")); err != nil {
		t.Fatal(err)
	}
	got := s.Messages()[0]
	want := map[string]string{"turn": `"conversation-1.2"`, "visitor": `"visitor-1"`, "name": `"Vera"`, "page": `"/prices"`}
	if got.Sender != "conversation-1" || got.Text != "hello" || got.InputChannel != "" || len(got.Metadata) != len(want) {
		t.Errorf("got %+v", got)
	}
	for name, value := range want {
		if string(got.Metadata[name]) != value {
			t.Errorf("metadata %s is %s, want %s", name, got.Metadata[name], value)
		}
	}
}

// Without a conversation Rasa would mix visitors, and metadata that is no JSON
// cannot be sent: Rasa is not asked.
func TestNotAsked(t *testing.T) {
	var s rasatest.Server
	turn := bottest.Says("hello")
	turn.Conversation = ""
	unreadable := WithMetadata(func(chat.Turn) map[string]any { return map[string]any{"f": func() {}} })
	for name, c := range map[string]struct {
		b    *Bot
		turn chat.Turn
	}{
		"no conversation": {serve(t, &s), turn},
		"bad metadata":    {serve(t, &s, unreadable), bottest.Says("hello")},
		"no URL":          {New(""), bottest.Says("hello")},
		"another scheme":  {New("ftp://rasa"), bottest.Says("hello")},
		"a query":         {New("http://rasa?token=t"), bottest.Says("hello")},
	} {
		rec, err := ask(t, c.b, c.turn)
		if err == nil || bot.MayHaveActed(err) || len(rec.Texts()) > 0 || strings.Contains(err.Error(), "token=t") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := s.Messages(); len(got) > 0 {
		t.Errorf("Rasa was asked %+v", got)
	}
}

// A visitor cannot force an intent by typing one, whatever stands before the
// slash; other texts arrive as they are. A button's payload forces it.
func TestTypedIntents(t *testing.T) {
	var s rasatest.Server
	b := serve(t, &s)
	for _, text := range []string{
		"/restart", " /restart", "\t\n/greet{\"a\":1}", "\u00a0/greet", "\u2028/greet", "\x1c\x1f/greet", "\u200b\ufeff/greet", "\x00/greet", "//greet", "/SetSlots(a=b)",
	} {
		if _, err := ask(t, b, bottest.Says(text)); err != nil {
			t.Fatal(err)
		}
		got := s.Messages()[len(s.Messages())-1]
		if got.Intent != "" || !strings.HasSuffix(got.Text, `\`+text[strings.Index(text, "/"):]) {
			t.Errorf("%q arrived as %q, intent %q", text, got.Text, got.Intent)
		}
	}
	for _, text := range []string{"hello", "a/b", "and/or /greet", `\/greet`} {
		if _, err := ask(t, b, bottest.Says(text)); err != nil {
			t.Fatal(err)
		}
		if got := s.Messages()[len(s.Messages())-1]; got.Text != text || got.Intent != "" {
			t.Errorf("%q arrived as %q, intent %q", text, got.Text, got.Intent)
		}
	}
	if _, err := ask(t, b, bottest.Presses(`/inform{"city":"Rome"}`)); err != nil {
		t.Fatal(err)
	}
	if got := s.Messages()[len(s.Messages())-1]; got.Intent != "inform" || got.Text != `/inform{"city":"Rome"}` {
		t.Errorf("a payload arrived as %q, intent %q", got.Text, got.Intent)
	}
}

// An empty answer, as after an exception in an action, is silence by default, a
// text where one is set, and logged without what was said.
func TestSilence(t *testing.T) {
	var written logged
	var s rasatest.Server
	s.Then(rasatest.Crash(), rasatest.Crash(), rasatest.Body("application/json", `[{"text":""}]`))
	turn := bottest.Says("my secret")
	if rec, err := ask(t, serve(t, &s, WithLogger(written.logger())), turn); err != nil || len(rec.Messages()) > 0 {
		t.Errorf("by default: %v, %q", err, rec.Texts())
	}
	if got := written.String(); !strings.Contains(got, "empty") || !strings.Contains(got, turn.ID) || strings.Contains(got, "secret") {
		t.Errorf("the log says %s", got)
	}
	b := serve(t, &s, WithEmptyReply("Sorry?"))
	for range 2 {
		if rec, err := ask(t, b, turn); err != nil || !slices.Equal(rec.Texts(), []string{"Sorry?"}) {
			t.Errorf("with a text: %v, %q", err, rec.Texts())
		}
	}
	asked := len(s.Messages())
	if rec, err := ask(t, b, bottest.Says(" ")); err != nil || !slices.Equal(rec.Texts(), []string{"Sorry?"}) || len(s.Messages()) != asked {
		t.Errorf("a message without text: %v, %q, asked %d times", err, rec.Texts(), len(s.Messages())-asked)
	}
}

// A crash that left a part of the answer still gives that part.
func TestPartialAnswer(t *testing.T) {
	var s rasatest.Server
	s.Then(rasatest.Crash(rasatest.Response{Text: "Let me see."}))
	if rec, err := ask(t, serve(t, &s), bottest.Says("hello")); err != nil || !slices.Equal(rec.Texts(), []string{"Let me see."}) {
		t.Errorf("got %v, %q", err, rec.Texts())
	}
}

// A message that the engine refuses is left out; when nothing is left there is
// no answer. Any other refusal ends the turn.
func TestRefusedMessages(t *testing.T) {
	refuse := func(code chat.Code, nth ...int) (*bottest.Recorder, error) {
		var s rasatest.Server
		s.Then(rasatest.Say(rasatest.Response{Text: "1"}, rasatest.Response{Text: "2"}, rasatest.Response{Text: "3"}))
		n := 0
		rec := &bottest.Recorder{Hook: func(context.Context, bottest.Op) error {
			n++
			if slices.Contains(nth, n) {
				return &chat.Error{Code: code, Message: "No."}
			}
			return nil
		}}
		return rec, rec.Ask(t.Context(), serve(t, &s), bottest.Says("hello"))
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

// Rasa remembers the question, so it is never asked again after a crash.
func TestNotRepeatable(t *testing.T) {
	if bot.IsRepeatable(New("http://rasa")) {
		t.Error("a Bot claims to be repeatable")
	}
}

// Check tells a Rasa from what is none.
func TestCheck(t *testing.T) {
	b := serve(t, &rasatest.Server{})
	if err := b.Check(t.Context()); err != nil {
		t.Errorf("Rasa: %v", err)
	}
	prefixed := New("http://rasa/under/a/path", WithTransport(bottest.Serve(t, &rasatest.Server{})))
	if err := prefixed.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "credentials.yml") {
		t.Errorf("nothing there: %v", err)
	}
	other := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rasatest.Body("text/html", "<p>hi")(w, r, rasatest.Message{})
	})
	if err := New("http://rasa", WithTransport(bottest.Serve(t, other))).Check(t.Context()); err == nil {
		t.Error("a web page passes for Rasa")
	}
	if err := New("rasa:5005").Check(t.Context()); err == nil || !strings.Contains(err.Error(), "base URL") {
		t.Errorf("a bad URL: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// errorLog is a log for net/http.
func (l *logged) errorLog() *log.Logger { return log.New(l, "", 0) }

package dialogflow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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
	t.Run("CX streaming", func(t *testing.T) { testContract(t, cxAgent, WithStreaming(15*time.Second)) })
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

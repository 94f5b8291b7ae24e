package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
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

// serve returns a bot in front of a server in memory.
func serve(t testing.TB, s http.Handler, opts ...llm.Option) *llm.Bot {
	t.Helper()
	return New("m", append([]llm.Option{
		llm.WithBaseURL("http://models:8000/v1"), llm.WithTransport(bottest.Serve(t, s)), llm.WithLogger(slog.New(slog.DiscardHandler)),
	}, opts...)...)
}

// then returns a server that does something next.
func then(next ...http.HandlerFunc) *openaitest.Server {
	s := &openaitest.Server{}
	s.Then(next...)
	return s
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

// The contract of every bot, with streams and without.
func TestContract(t *testing.T) {
	for name, mode := range map[string][]llm.Option{"streaming": nil, "in one piece": {llm.WithoutStreaming()}} {
		t.Run(name, func(t *testing.T) {
			failing := func(next func(secret string) http.HandlerFunc) func(testing.TB, string) chat.Bot {
				return func(t testing.TB, secret string) chat.Bot { return serve(t, then(next(secret)), mode...) }
			}
			bottest.Run(t, bottest.Adapter{
				Bot: func(t testing.TB) chat.Bot { return serve(t, then(), mode...) },
				Hanging: func(t testing.TB, asked func()) chat.Bot {
					return serve(t, then(func(w http.ResponseWriter, r *http.Request) { asked(); behavior.Hang(w, r) }), mode...)
				},
				Failing: map[string]func(testing.TB, string) chat.Bot{
					"500 with a stack":  failing(func(secret string) http.HandlerFunc { return behavior.Status(500, secret) }),
					"404 of a proxy":    failing(func(secret string) http.HandlerFunc { return behavior.Status(404, secret, "Server", secret) }),
					"429 for long":      failing(func(secret string) http.HandlerFunc { return openaitest.Refuse(429, secret, "Retry-After", "3600") }),
					"a code":            failing(func(secret string) http.HandlerFunc { return openaitest.Refuse(400, secret) }),
					"an HTML page":      failing(func(secret string) http.HandlerFunc { return behavior.Body("text/html", "<p>"+secret) }),
					"an error in a 200": failing(func(secret string) http.HandlerFunc { return openaitest.Fail(secret) }),
					"a redirect": failing(func(secret string) http.HandlerFunc {
						return behavior.Status(307, "", "Location", "http://"+secret+"/")
					}),
					"a closed connection": failing(func(string) http.HandlerFunc { return behavior.Drop }),
					"a URL with a password": func(t testing.TB, secret string) chat.Bot {
						return serve(t, then(), llm.WithBaseURL("http://user:"+secret+"@host"))
					},
				},
				Deterministic: true,
			})
		})
	}
}

// What the server gets: the model, the system prompt, the history in its window and what was
// said, the options by their names in the API, the key in its header and nowhere else.
func TestRequest(t *testing.T) {
	s := &openaitest.Server{Key: "sk-secret"}
	turn := bottest.Says("And on Sunday?")
	turn.History = func(context.Context, int) ([]chat.Event, error) {
		return []chat.Event{
			{Offset: 1, Kind: chat.KindMessage, Author: turn.Visitor, Parts: []chat.Part{chat.Text("When are you open?")}},
			{Offset: 2, Kind: chat.KindMessage, Author: chat.Participant{Role: chat.RoleBot}, Parts: []chat.Part{chat.Markdown("From 9 to 5.")}},
		}, nil
	}
	b := serve(t, s, llm.WithKey("sk-secret"), llm.WithSystem("Be brief."), llm.WithMaxTokens(99), llm.WithTemperature(0.5),
		llm.WithField("seed", 7), llm.WithField("stream_options", nil), llm.WithHeader("OpenAI-Project", "p"))
	rec, err := ask(t, b, turn)
	if err != nil || !slices.Equal(rec.Texts(), []string{"You said: And on Sunday?"}) || !rec.Messages()[0].Streamed {
		t.Fatalf("got %v, %q", err, rec.Texts())
	}
	const want = `{"max_tokens":99,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"When are you open?"},` +
		`{"role":"assistant","content":"From 9 to 5."},{"role":"user","content":"And on Sunday?"}],"model":"m","seed":7,"stream":true,"temperature":0.5}`
	got := s.Requests()[0]
	if string(got.Body) != want {
		t.Errorf("body %s\nwant %s", got.Body, want)
	}
	if got.Header.Get("OpenAI-Project") != "p" || got.Header.Get("Content-Type") != "application/json" {
		t.Errorf("header %v", got.Header)
	}
}

// OpenAI itself is asked over https, with its newer name for the most tokens; without a key
// none is sent.
func TestDefaultServer(t *testing.T) {
	var url, body, key string
	b := New("gpt", llm.WithMaxTokens(5), llm.WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
		var fields json.RawMessage
		err := json.NewDecoder(r.Body).Decode(&fields)
		url, body, key = r.URL.String(), string(fields), r.Header.Get("Authorization")
		return nil, err
	})))
	if _, err := ask(t, b, bottest.Says("hi")); err == nil {
		t.Error("no response passes for an answer")
	}
	if url != "https://api.openai.com/v1/chat/completions" || !strings.Contains(body, `"max_completion_tokens":5`) || key != "" {
		t.Errorf("asked %s with %s, key %q", url, body, key)
	}
}

// A key that was read from a file together with its line break goes nowhere: Check says what to do,
// and the turn did surely nothing.
func TestKeyWithALineBreak(t *testing.T) {
	for name, opt := range map[string]llm.Option{"key": llm.WithKey(canary + "\n"), "header": llm.WithHeader("X-Key", canary+"\r\n")} {
		b := serve(t, then(), opt)
		_, err := ask(t, b, bottest.Says("hi"))
		if !sameKind(err, bot.Unreached) || b.Check() == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v, Check says %v", name, err, b.Check())
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The text grows while it comes: each piece is written before the next one is sent.
func TestGrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, then(openaitest.Slowly(time.Second, "Hel", "lo", " there")))
		start := time.Now()
		var at []time.Duration
		rec := &bottest.Recorder{Hook: func(_ context.Context, op bottest.Op) error {
			if op == bottest.OpWrite {
				at = append(at, time.Since(start))
			}
			return nil
		}}
		if err := rec.Ask(t.Context(), b, bottest.Says("hi")); err != nil || !slices.Equal(rec.Texts(), []string{"Hello there"}) {
			t.Errorf("got %v, %q", err, rec.Texts())
		}
		if want := []time.Duration{time.Second, 2 * time.Second, 3 * time.Second}; !slices.Equal(at, want) {
			t.Errorf("written at %v, want %v", at, want)
		}
	})
}

// A visitor who stops the answer keeps what was said, and the server sees the
// connection close.
func TestStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var gone atomic.Bool
		b := serve(t, then(func(w http.ResponseWriter, r *http.Request) {
			behavior.Stall(openaitest.ContentType, openaitest.Text("Once upon"))(w, r)
			gone.Store(true)
		}))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		rec := &bottest.Recorder{}
		if err := rec.Ask(ctx, b, bottest.Says("hi")); err == nil || bot.MayHaveActed(err) && chat.CodeOf(err) != chat.CodeInternal {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
		if m := rec.Messages(); len(m) != 1 || !m[0].Open || m[0].Text() != "Once upon" || !gone.Load() {
			t.Errorf("said %+v, server sees it: %v", m, gone.Load())
		}
	})
}

// Usage is reported for each answer.
func TestUsage(t *testing.T) {
	var got []llm.Usage
	report := llm.WithUsage(func(_ chat.Turn, u llm.Usage) { got = append(got, u) })
	if _, err := ask(t, serve(t, then(openaitest.Say("a", "b")), report), bottest.Says("hi")); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(t, serve(t, then(openaitest.Whole("ab")), report), bottest.Says("hi")); err != nil {
		t.Fatal(err)
	}
	if want := []llm.Usage{{InputTokens: 10, OutputTokens: 2}, {InputTokens: 10, OutputTokens: 5}}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// Neither the key nor what was said nor what the server answers gets into the log or the error.
func TestNothingLogged(t *testing.T) {
	for name, next := range map[string]http.HandlerFunc{
		"refused": openaitest.Refuse(401, "my canary text"), "cut": openaitest.Finish("length", "my canary text"),
		"odd": behavior.Body("application/json", `"my canary text"`), "broken": behavior.Break(openaitest.ContentType, openaitest.Text("my canary text")),
		"odd calls": openaitest.Use("my canary text", openaitest.Calls("canary", "no canary tool", "canary")),
	} {
		var log logged
		b := serve(t, then(next), llm.WithKey("sk-canary"), llm.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
			llm.WithTools(llm.Tool("t", "", func(context.Context, struct{}) (string, error) { return "", nil })))
		_, err := ask(t, b, bottest.Says("canary"))
		if told := log.String(); strings.Contains(told, "canary") && !strings.Contains(told, `tool="no canary tool"`) {
			t.Errorf("%s: the log has %s", name, told)
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

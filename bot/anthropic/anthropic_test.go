package anthropic

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/anthropic/anthropictest"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/chat"
)

// serve returns a bot in front of a server in memory.
func serve(t testing.TB, s http.Handler, opts ...llm.Option) *llm.Bot {
	t.Helper()
	return New("m", append([]llm.Option{
		llm.WithBaseURL("http://claude"), llm.WithTransport(bottest.Serve(t, s)), llm.WithLogger(slog.New(slog.DiscardHandler)),
	}, opts...)...)
}

// then returns a server that does something next.
func then(next ...http.HandlerFunc) *anthropictest.Server {
	s := &anthropictest.Server{}
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
					"500 with a stack": failing(func(secret string) http.HandlerFunc { return behavior.Status(500, secret) }),
					"429 for long": failing(func(secret string) http.HandlerFunc {
						return anthropictest.Refuse(429, secret, "Retry-After", "3600")
					}),
					"a type":            failing(func(secret string) http.HandlerFunc { return anthropictest.Refuse(400, secret) }),
					"an HTML page":      failing(func(secret string) http.HandlerFunc { return behavior.Body("text/html", "<p>"+secret) }),
					"an error in a 200": failing(func(secret string) http.HandlerFunc { return anthropictest.Fail(secret) }),
					"a redirect": failing(func(secret string) http.HandlerFunc {
						return behavior.Status(307, "", "Location", "http://"+secret+"/")
					}),
					"a closed connection": failing(func(string) http.HandlerFunc { return behavior.Drop }),
				},
				Deterministic: true,
			})
		})
	}
}

// What the API gets: a required max_tokens, the system prompt beside the messages, a visitor who
// begins, the options by their names, the key and the version in headers.
func TestRequest(t *testing.T) {
	s := &anthropictest.Server{Key: "sk-ant"}
	turn := bottest.Says("hi")
	turn.History = func(context.Context, int) ([]chat.Event, error) {
		return []chat.Event{{Offset: 1, Kind: chat.KindMessage, Author: chat.Participant{Role: chat.RoleBot}, Parts: []chat.Part{chat.Text("Welcome!")}}}, nil
	}
	b := serve(t, s, llm.WithKey("sk-ant"), llm.WithSystem("Be brief."), llm.WithTemperature(0), llm.WithField("top_k", 3))
	rec, err := ask(t, b, turn)
	if err != nil || !slices.Equal(rec.Texts(), []string{"You said: hi"}) || !rec.Messages()[0].Streamed {
		t.Fatalf("got %v, %q", err, rec.Texts())
	}
	const want = `{"max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"(The visitor opens the chat.)"}]},` +
		`{"role":"assistant","content":[{"type":"text","text":"Welcome!"}]},{"role":"user","content":[{"type":"text","text":"hi"}]}],` +
		`"model":"m","stream":true,"system":[{"type":"text","text":"Be brief."}],"temperature":0,"top_k":3}`
	got := s.Requests()[0]
	if string(got.Body) != want {
		t.Errorf("body %s\nwant %s", got.Body, want)
	}
	if got.Header.Get("Anthropic-Version") != "2023-06-01" || got.Header.Get("Authorization") != "" {
		t.Errorf("header %v", got.Header)
	}
	old := llm.WithHeader("anthropic-version", "2023-01-01")
	if _, err := ask(t, serve(t, s, llm.WithKey("sk-ant"), old, llm.WithMaxTokens(7)), bottest.Says("hi")); err != nil {
		t.Fatal(err)
	}
	if got := s.Requests()[1]; got.Header.Get("Anthropic-Version") != "2023-01-01" || got.MaxTokens != 7 {
		t.Errorf("asked for %d tokens with %v", got.MaxTokens, got.Header)
	}
}

// find is what the tool of these tests takes.
type find struct {
	Title string `json:"title"`
}

// A model that uses a tool gets its own blocks back as it sent them, thinking included, with the
// results, in a stream and in one piece; its words before and after are one message.
func TestTools(t *testing.T) {
	answer := []anthropictest.Block{
		anthropictest.Thinking("hm", "sig"), anthropictest.Text("Let me look."),
		anthropictest.Calls("a", "find", find{"Dune"}), anthropictest.Calls("b", "find", map[string]int{"pages": 3}),
	}
	for name, next := range map[string]http.HandlerFunc{
		"streamed": anthropictest.Answer("tool_use", answer...), "in one piece": anthropictest.Whole("tool_use", answer...),
	} {
		s := then(next)
		b := serve(t, s, llm.WithTools(llm.Tool("find", "Finds.", func(_ context.Context, f find) (string, error) { return f.Title + ": shelf 3", nil })))
		rec, err := ask(t, b, bottest.Says("Have you got Dune?"))
		if err != nil || !slices.Equal(rec.Texts(), []string{"Let me look.\n\nYou said: Dune: shelf 3"}) {
			t.Errorf("%s: %v, %q", name, err, rec.Texts())
		}
		got := s.Requests()
		if len(got) != 2 || len(got[0].Tools) != 1 || got[0].Tools[0].Name != "find" {
			t.Fatalf("%s: the API got %+v", name, got)
		}
		back := got[1].Messages[1].Content
		if len(back) != 4 || back[0].Thinking != "hm" || back[0].Signature != "sig" || back[1].Text != "Let me look." || string(back[2].Input) != `{"title":"Dune"}` {
			t.Errorf("%s: it got back %+v", name, back)
		}
		results := got[1].Messages[2].Content
		if len(results) != 2 || results[0].IsError || !results[1].IsError || results[1].Result() == "" {
			t.Errorf("%s: results %+v", name, results)
		}
	}
}

// A call whose arguments are no JSON goes back with none, and the model is told.
func TestBrokenArguments(t *testing.T) {
	s := then(behavior.Stream(anthropictest.ContentType, 0, anthropictest.Begin(),
		anthropictest.Start(0, map[string]any{"type": "tool_use", "id": "a", "name": "find", "input": map[string]any{}}),
		anthropictest.Delta(0, map[string]any{"type": "input_json_delta", "partial_json": `{"title":`}), anthropictest.End("tool_use")))
	b := serve(t, s, llm.WithTools(llm.Tool("find", "", func(context.Context, find) (string, error) { return "never", nil })))
	if _, err := ask(t, b, bottest.Says("hi")); err != nil {
		t.Fatal(err)
	}
	got := s.Requests()[1]
	if call := got.Messages[1].Content[0]; string(call.Input) != "{}" {
		t.Errorf("input %s", call.Input)
	}
	if result := got.Messages[2].Content[0]; !result.IsError || result.Result() == "never" {
		t.Errorf("result %+v", result)
	}
}

// A model may ask for a person.
func TestHandoff(t *testing.T) {
	b := serve(t, then(anthropictest.Answer("tool_use", anthropictest.Text("One moment."),
		anthropictest.Calls("a", llm.HandoffTool, map[string]string{"reason": "a refund"}))), llm.WithHandoff("When asked."))
	rec, err := ask(t, b, bottest.Says("a person!"))
	reason, handed := rec.HandedOff()
	if err != nil || !handed || reason != "a refund" || !slices.Equal(rec.Texts(), []string{"One moment."}) || rec.Messages()[0].Open {
		t.Errorf("got %v, %q, %q", err, reason, rec.Texts())
	}
}

// Usage is what the last event of each kind tells.
func TestUsage(t *testing.T) {
	var got []llm.Usage
	report := llm.WithUsage(func(_ chat.Turn, u llm.Usage) { got = append(got, u) })
	for _, next := range []http.HandlerFunc{anthropictest.Say("a"), anthropictest.Whole("end_turn", anthropictest.Text("a"))} {
		if _, err := ask(t, serve(t, then(next), report), bottest.Says("hi")); err != nil {
			t.Fatal(err)
		}
	}
	if want := []llm.Usage{{InputTokens: 10, OutputTokens: 5}, {InputTokens: 10, OutputTokens: 5}}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// Thinking over a megabyte is no answer, although it comes in small pieces.
func TestHugeThinking(t *testing.T) {
	chunks := []string{anthropictest.Begin(), anthropictest.Start(0, map[string]any{"type": "thinking"})}
	for range 11 {
		chunks = append(chunks, anthropictest.Delta(0, map[string]any{"thinking": strings.Repeat("a", 100<<10)}))
	}
	chunks = append(chunks, anthropictest.Start(1, map[string]any{"type": "text", "text": "ok"}), anthropictest.End("end_turn"))
	b := serve(t, then(behavior.Stream(anthropictest.ContentType, 0, chunks...)))
	if rec, err := ask(t, b, bottest.Says("hi")); !sameKind(err, bot.BadReply) {
		t.Errorf("got %v, %q", err, rec.Texts())
	}
}

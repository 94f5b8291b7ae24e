package anthropic

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/anthropic/anthropictest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
)

// Whatever the API answers, in one piece or as a stream, reading it does not panic, a message is said as
// it is told, what goes back to the model is JSON, and what goes wrong is a *bot.Error.
func FuzzAnswer(f *testing.F) {
	tool := map[string]any{"type": "tool_use", "id": "a", "name": "t", "input": map[string]any{}}
	for _, seed := range []string{
		"", "null", "{}", `{"type":"error","error":{"type":"api_error"}}`, `{"type":"message","stop_reason":"end_turn","content":[{"type":"text","text":"a"}]}`,
		`{"type":"message","stop_reason":"tool_use","content":[{"type":"tool_use","id":"a","name":"t","input":7},null]}`,
		anthropictest.Begin() + anthropictest.Start(0, map[string]any{"type": "text"}) + anthropictest.Piece("a") + anthropictest.End("end_turn"),
		anthropictest.Begin() + anthropictest.Start(0, tool) + anthropictest.Delta(0, map[string]any{"partial_json": "{"}) + anthropictest.End("tool_use"),
		anthropictest.Begin() + anthropictest.Start(0, map[string]any{"type": "new"}) + anthropictest.End("refusal"), anthropictest.Delta(-1, nil), anthropictest.Event("error", nil),
	} {
		f.Add([]byte(seed), strings.HasPrefix(seed, "event"))
	}
	f.Fuzz(func(t *testing.T, body []byte, stream bool) {
		kind := "application/json"
		if stream {
			kind = anthropictest.ContentType
		}
		s := llm.NewSettings(llm.WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
			rec := httptest.NewRecorder()
			behavior.Body(kind, string(body))(rec, r)
			return rec.Result(), nil
		})))
		p := newProvider("m", &s)
		said := ""
		a, err := p.Complete(t.Context(), llm.Query{Messages: []llm.Message{{Role: llm.User, Text: "hi"}}}, func(text string) error { said += text; return nil })
		var told *bot.Error
		if err != nil && !errors.As(err, &told) {
			t.Errorf("%q: %v", body, err)
		}
		if err == nil && a.Message.Text != said {
			t.Errorf("%q: said %q, the answer is %q", body, said, a.Message.Text)
		}
		if err == nil && !json.Valid(a.Message.Native) {
			t.Errorf("%q: goes back as %q", body, a.Message.Native)
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

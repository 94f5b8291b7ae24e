package openai

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
)

// Whatever a server answers, in one piece or as a stream, reading it does not panic, a message is said as
// it is told, and what goes wrong is a *bot.Error.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"", "null", "{}", `{"choices":null}`, `{"choices":[{}]}`, `{"choices":[{"message":{"content":[{"type":"text","text":"a"}]}}]}`, `{"error":1}`,
		`{"choices":[{"message":{"content":"a","tool_calls":[{"function":{"name":"t","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`,
		openaitest.Text("a") + openaitest.Chunk(nil, "stop") + openaitest.Done, openaitest.Text("a"), "data: [DONE]\n\n", "data: {}\n\n" + openaitest.Done,
		`data: {"choices":[{"delta":{"tool_calls":[{"index":-1,"id":"x"},{"index":99,"function":{"arguments":"{"}}]},"finish_reason":"length"}]}` + "\n\n",
	} {
		f.Add([]byte(seed), strings.HasPrefix(seed, "data"))
	}
	f.Fuzz(func(t *testing.T, body []byte, stream bool) {
		kind := "application/json"
		if stream {
			kind = openaitest.ContentType
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
		for _, c := range a.Message.Calls {
			if c.ID == "" || len(c.Args) == 0 {
				t.Errorf("%q: the call %+v", body, c)
			}
		}
	})
}

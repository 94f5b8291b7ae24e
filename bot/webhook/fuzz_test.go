package webhook

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
)

// Whatever a service answers, in one piece or as a stream, reading it does not panic, keeps within the
// most messages, closes what it says when all went well, and what goes wrong is a *bot.Error.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"", "null", "{}", `{"text":"a"}`, `{"messages":[{"text":"a"},{"parts":[{"type":"text","text":"b"}]},null]}`, `{"handoff":"x","end":true}`,
		`{"parts":[{"type":"x-map","fallback":"a","x":[1]}]}`, "{\"delta\":\"a\"}\n{\"done\":true}\n", "{\"delta\":\"a\",\"parts\":[null]}\n\n{\"end\":true}",
		"{\"delta\":\"\xff\"}\n", "7\n", "{\"delta\":\" \"}\n{\"text\":\"a\"}\n{\"handoff\":\"\"}\n",
	} {
		f.Add([]byte(seed), strings.Contains(seed, "\n"))
	}
	f.Fuzz(func(t *testing.T, body []byte, stream bool) {
		kind := "application/json"
		if stream {
			kind = ndjson
		}
		b := New("http://service", secret, WithLogger(slog.New(slog.DiscardHandler)), WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
			rec := httptest.NewRecorder()
			behavior.Body(kind, string(body))(rec, r)
			return rec.Result(), nil
		})))
		rec, err := ask(t, b, bottest.Says("hi"))
		var told *bot.Error
		if err != nil && !errors.As(err, &told) {
			t.Errorf("%q: %v", body, err)
		}
		said := rec.Messages()
		if len(said) > maxMessages {
			t.Errorf("%q: %d messages", body, len(said))
		}
		for _, m := range said {
			if m.Open && err == nil {
				t.Errorf("%q: left open: %q", body, m.Text())
			}
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

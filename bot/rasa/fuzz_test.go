package rasa

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
)

// Whatever Rasa answers, reading it does not panic, keeps within the caps, and
// makes only messages that the engine takes, but for the length of texts.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `[]`, `{}`, `[null]`, `[{"text":"a"}]`, `[{"text":"a","buttons":[{"title":"t","payload":"/p"}]}]`,
		`[{"image":"https://example.org/a.png"},{"attachment":"https://example.org"},{"attachment":{"type":"audio","payload":{"url":"http://e/a"}}}]`,
		`[{"custom":{"handoff":{"reason":"x"}}},{"custom":"x"},{"custom":null}]`, `[{"text":"` + "\xff" + `"}]`, `[{"custom":{"a":"` + "\xff" + `"}}]`,
		`[{"buttons":[{"title":"t","url":"mailto:a@b"},{"title":" ","payload":"x"}]}]`, `[[[[{}]]]]`, `[{"image":"http:0"}]`, `[{"text":"\ud800"}] x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := parse(body)
		if (err == nil) != (json.Valid(body) && strings.HasPrefix(strings.TrimSpace(string(body)), "[")) {
			t.Fatalf("%q: %v", body, err)
		}
		if len(a.messages) > maxItems {
			t.Errorf("%d messages", len(a.messages))
		}
		for _, parts := range a.messages {
			rec := &bottest.Recorder{}
			if err := rec.Send(t.Context(), parts...); err != nil && chat.CodeOf(err) != chat.CodeTooLarge {
				t.Errorf("%q: %v is refused: %v", body, parts, err)
			}
			encoded, err := json.Marshal(parts)
			if err != nil || !utf8.Valid(encoded) {
				t.Errorf("%q: %q does not encode: %v", body, encoded, err)
			}
		}
	})
}

// Whatever is typed, Rasa does not take it for an intent, and nothing is lost.
func FuzzTyped(f *testing.F) {
	for _, seed := range []string{"", "/", "/greet", " /greet", "\u2000\u200b/a", "\x1f/a", "a/b", `\/a`, "\xff/a", "\u0085/a", "\u180e/a"} {
		f.Add(seed)
	}
	var s rasatest.Server
	b := serve(f, &s)
	f.Fuzz(func(t *testing.T, text string) {
		if strings.TrimSpace(text) == "" {
			return // Rasa is not asked
		}
		if _, err := ask(t, b, bottest.Says(text)); err != nil {
			t.Fatal(err)
		}
		got := s.Messages()[len(s.Messages())-1]
		if got.Intent != "" {
			t.Errorf("%q forces the intent %q", text, got.Intent)
		}
		asked := typed(text)
		before, after, _ := strings.Cut(asked, `\/`)
		if asked != text && before+"/"+after != text {
			t.Errorf("%q became %q", text, asked)
		}
	})
}

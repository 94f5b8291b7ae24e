package dialogflow

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// Whatever the agent answers, taking it up does not panic, keeps within the caps,
// and makes only messages that the engine takes, but for the length of texts and
// of payloads.
func FuzzTake(f *testing.F) {
	for _, messages := range []string{
		``, `{"text":{"text":["a"]}}`, `{"payload":{"a":1}},{"payload":{"richContent":[[{"type":"chips","options":[{"text":"a","link":"http://e"}]}]]}}`,
		`{"payload":{"richContent":[{"type":"info","title":"t","image":{"rawUrl":"https://e/a"},"anchor":{"href":"tel:1"}},{"type":"list","title":"a","event":{"name":"E","parameters":{"a":null}}}]}}`,
		`{"payload":{"richContent":[[{"type":"button","text":["a"]},{"type":"description","text":["a",""]},{"type":"image","rawUrl":"http:0"}]]}}`,
		`{"liveAgentHandoff":{"metadata":{"reason":"x"}}},{"endInteraction":{}},{"outputAudioText":{"text":"a"}}`,
		`{"quickReplies":{"title":"t","quickReplies":["a"]}},{"card":{"title":"t","buttons":[{"text":"b","postback":"http://e"}]}}`,
		`{"listSelect":{"items":[{"title":"a"},{"title":"b"}]}},{"mediaContent":{"mediaObjects":[{"contentUrl":"https://e/a"}]}}`,
		`{"basicCard":{"formattedText":"f","image":{"imageUri":"https://e/a"}}},{"text":{"text":["` + "\xff" + `"]}},{"payload":{"a":"` + "\xff" + `"}}`,
	} {
		for _, field := range []string{"responseMessages", "fulfillmentMessages"} {
			f.Add([]byte(`{"queryResult":{"`+field+`":[`+messages+`]}}`), field == "responseMessages")
		}
	}
	for _, body := range []string{``, `null`, `[]`, `{}`, `{"queryResult":{}}`, `{"queryResult":{"fulfillmentText":"a"},"webhookStatus":{"code":14}}`, `[[[{}]]]`} {
		f.Add([]byte(body), true)
		f.Add([]byte(body), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, cx bool) {
		name := esAgent
		if cx {
			name = cxAgent
		}
		b := through(nil, name)
		rec := &bottest.Recorder{}
		a := &answer{bot: b, responder: rec, log: slog.New(slog.DiscardHandler)}
		_, err := a.take(t.Context(), body)
		if err == nil && !json.Valid([]byte(strings.ToValidUTF8(string(body), "\ufffd"))) {
			t.Errorf("%q passes for an answer", body)
		}
		if a.refused != nil && chat.CodeOf(a.refused) != chat.CodeTooLarge {
			t.Errorf("%q: a message is refused: %v", body, a.refused)
		}
		for _, m := range rec.Messages() {
			if encoded, err := json.Marshal(m.Parts); err != nil || !utf8.Valid(encoded) {
				t.Errorf("%q: %q does not encode: %v", body, encoded, err)
			}
		}
	})
}

// Whatever a stream is, reading it does not panic, and only one that is a whole
// JSON array of responses is an answer.
func FuzzStream(f *testing.F) {
	for _, seed := range []string{
		``, `[`, `[]`, `{}`, `[{"queryResult":{},"responseType":"PARTIAL"},{"queryResult":{}}]`, `[{"queryResult":{}}`, `[{"error":{"code":3}}]`, "[{\"queryResult\":{}}\n]  x", `[1]`, `[{"queryResult":{}},`,
	} {
		f.Add(seed)
	}
	b := through(nil, cxAgent, WithStreaming(15*time.Second))
	f.Fuzz(func(t *testing.T, body string) {
		c := newClock(t.Context(), b.timeout)
		defer c.stop()
		a := &answer{bot: b, responder: &bottest.Recorder{}, log: slog.New(slog.DiscardHandler)}
		err := b.readStream(t.Context(), c, strings.NewReader(body), a)
		var list []json.RawMessage
		if json.NewDecoder(strings.NewReader(body)).Decode(&list); err == nil && len(list) == 0 {
			t.Errorf("%q passes for an answer", body)
		}
	})
}

// Whatever text a button says, pressing it says that text.
func FuzzValue(f *testing.F) {
	for _, seed := range []string{"", "yes", "event:x", "text:event:x", "dtmf:1", "event:x {}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var q Query
		if q.press(textValue(text)); q.Text != text || q.Event+q.DTMF != "" {
			t.Errorf("%q comes back as %+v", text, q)
		}
	})
}

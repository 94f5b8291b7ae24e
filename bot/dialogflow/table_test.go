package dialogflow

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

func TestFailuresTmp(t *testing.T) {
	for mode, m := range modes {
		t.Run(mode, func(t *testing.T) {
			bottest.RunFailures(t, bottest.Service{
				Bot: func(t testing.TB, rt http.RoundTripper) chat.Bot {
					return New(m.name, &http.Client{Transport: rt}, append([]Option{WithEndpoint("http://df")}, m.opts...)...)
				},
				Answer: func(text string) http.HandlerFunc {
					b, _ := json.Marshal(map[string]any{"queryResult": map[string]any{"fulfillmentText": text, "responseMessages": []any{map[string]any{"text": map[string]any{"text": []string{text}}}}}})
					body := string(b)
					if mode == "CX streaming" {
						body = "[" + body[:len(body)-1] + `,"responseType":"FINAL"}]`
					}
					return behavior.Body("application/json", body)
				},
				Timeout: 30 * time.Second,
			})
		})
	}
}

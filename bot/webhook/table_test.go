package webhook

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

// deltas returns lines that add texts to a message.
func deltas(texts ...string) []string {
	var lines []string
	for _, text := range texts {
		line, _ := json.Marshal(map[string]string{"delta": text}) // strings encode
		lines = append(lines, string(line)+"\n")
	}
	return lines
}

// The failure table that every bot in front of a service keeps, in a conversation with an engine,
// too, for a service that answers in one piece and for one that streams; what this protocol adds to it is
// in TestFailureTable.
func TestFailures(t *testing.T) {
	service := bottest.Service{
		Bot: func(_ testing.TB, rt http.RoundTripper) chat.Bot {
			return New("http://service/chat", secret, WithTransport(rt), WithLogger(slog.New(slog.DiscardHandler)), WithTimeout(time.Minute, 0))
		},
		Answer:  func(text string) http.HandlerFunc { return answers(map[string]string{"text": text}) },
		Timeout: time.Minute,
		Silence: behavior.Status(http.StatusNoContent, ""),
		Flood: func(n int) http.HandlerFunc {
			return answers(map[string]any{"messages": slices.Repeat([]map[string]string{{"text": "a"}}, n)})
		},
	}
	t.Run("in one piece", func(t *testing.T) { bottest.RunFailures(t, service) })

	say := func(pause time.Duration, texts ...string) http.HandlerFunc {
		lines := deltas(texts...)
		lines[len(lines)-1] += "{\"done\":true}\n"
		return behavior.Stream(ndjson, pause, lines...)
	}
	service.Answer = func(text string) http.HandlerFunc { return say(0, text) }
	service.Flood = func(n int) http.HandlerFunc { return streams(slices.Repeat([]string{`{"text":"a"}`}, n)...) }
	service.Stream = &bottest.Streaming{
		Idle:    15 * time.Second,
		Say:     say,
		Stall:   func(text string) http.HandlerFunc { return behavior.Stall(ndjson, deltas(text)[0]) },
		Cut:     func(text string) http.HandlerFunc { return behavior.Break(ndjson, deltas(text)[0]) },
		Unended: func(text string) http.HandlerFunc { return behavior.Stream(ndjson, 0, deltas(text)...) },
		Line:    behavior.Endless(ndjson, strings.Repeat("a", 1<<10)),
	}
	t.Run("streaming", func(t *testing.T) { bottest.RunFailures(t, service) })
}

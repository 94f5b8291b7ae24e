package anthropic

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/anthropic/anthropictest"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/chat"
)

// begun returns the events of an answer that has said text and goes on.
func begun(text string) string {
	return anthropictest.Begin() + anthropictest.Start(0, map[string]any{"type": "text", "text": ""}) + anthropictest.Piece(text)
}

// The failure table that every bot in front of a service keeps, in a conversation with an engine,
// too; what this API adds to it is in TestFailureTable. A minute in all is below the engine's bound.
func TestFailures(t *testing.T) {
	const stream = anthropictest.ContentType
	bottest.RunFailures(t, bottest.Service{
		Bot: func(_ testing.TB, rt http.RoundTripper) chat.Bot {
			return New("m", llm.WithBaseURL("http://claude"), llm.WithTransport(rt), llm.WithLogger(slog.New(slog.DiscardHandler)), llm.WithTimeout(time.Minute, 0))
		},
		Answer:  func(text string) http.HandlerFunc { return anthropictest.Say(text) },
		Timeout: time.Minute,
		Stream: &bottest.Streaming{
			Idle:    15 * time.Second,
			Say:     anthropictest.Slowly,
			Stall:   func(text string) http.HandlerFunc { return behavior.Stall(stream, begun(text)) },
			Cut:     func(text string) http.HandlerFunc { return behavior.Break(stream, begun(text)) },
			Unended: func(text string) http.HandlerFunc { return behavior.Stream(stream, 0, begun(text)) },
			Line:    behavior.Endless(stream, strings.Repeat("a", 1<<10)),
		},
	})
}

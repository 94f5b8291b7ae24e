package openai

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
	"github.com/chatmount/chatmount/chat"
)

// The failure table that every bot in front of a service keeps, in a conversation with an engine,
// too; what this API adds to it is in TestFailureTable. A minute in all is below the engine's bound.
func TestFailures(t *testing.T) {
	const stream = openaitest.ContentType
	bottest.RunFailures(t, bottest.Service{
		Bot: func(_ testing.TB, rt http.RoundTripper) chat.Bot {
			return New("m", llm.WithBaseURL("http://models/v1"), llm.WithTransport(rt), llm.WithLogger(slog.New(slog.DiscardHandler)), llm.WithTimeout(time.Minute, 0))
		},
		Answer:  func(text string) http.HandlerFunc { return openaitest.Say(text) },
		Timeout: time.Minute,
		Stream: &bottest.Streaming{
			Idle:    15 * time.Second,
			Say:     openaitest.Slowly,
			Stall:   func(text string) http.HandlerFunc { return behavior.Stall(stream, openaitest.Text(text)) },
			Cut:     func(text string) http.HandlerFunc { return behavior.Break(stream, openaitest.Text(text)) },
			Unended: func(text string) http.HandlerFunc { return behavior.Stream(stream, 0, openaitest.Text(text)) },
			Line:    behavior.Endless(stream, strings.Repeat("a", 1<<10)),
		},
	})
}

package rasa

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

// items returns the items that say texts, as the REST channel writes them.
func items(texts ...string) []string {
	all := []string{}
	for _, text := range texts {
		item, _ := json.Marshal(map[string]string{"recipient_id": "c", "text": text}) // strings encode
		all = append(all, string(item))
	}
	return all
}

func answering(texts ...string) http.HandlerFunc {
	body := "["
	for i, item := range items(texts...) {
		body += map[bool]string{true: ","}[i > 0] + item
	}
	return behavior.Body("application/json", body+"]")
}

func numbered(n int) []string {
	var texts []string
	for i := range n {
		texts = append(texts, fmt.Sprint(i))
	}
	return texts
}

// The failure table, over the REST channel.
func TestFailures(t *testing.T) {
	bottest.RunFailures(t, bottest.Service{
		Bot: func(_ testing.TB, rt http.RoundTripper) chat.Bot {
			return New("http://rasa:5005", WithTransport(rt), WithLogger(slog.New(slog.DiscardHandler)))
		},
		Answer:  func(text string) http.HandlerFunc { return answering(text) },
		Timeout: 30 * time.Second,
		Silence: answering(),
		Flood:   func(n int) http.HandlerFunc { return answering(numbered(n)...) },
	})
}

func lines(texts ...string) []string {
	all := items(texts...)
	for i := range all {
		all[i] += "\n"
	}
	return all
}

// The failure table, over the REST channel with streams. An end of the body is what
// marks the end of an answer.
func TestFailuresOfStreams(t *testing.T) {
	const kind = "text/event-stream" // as Rasa says, although it is NDJSON
	say := func(pause time.Duration, texts ...string) http.HandlerFunc {
		return behavior.Stream(kind, pause, lines(texts...)...)
	}
	bottest.RunFailures(t, bottest.Service{
		Bot: func(_ testing.TB, rt http.RoundTripper) chat.Bot {
			return New("http://rasa:5005", WithTransport(rt), WithLogger(slog.New(slog.DiscardHandler)), WithTimeout(time.Minute), WithStreaming(15*time.Second))
		},
		Answer:  func(text string) http.HandlerFunc { return say(0, text) },
		Timeout: time.Minute,
		Silence: behavior.Body(kind, ""),
		Flood:   func(n int) http.HandlerFunc { return say(0, numbered(n)...) },
		Stream: &bottest.Streaming{
			Idle:  15 * time.Second,
			Say:   say,
			Stall: func(text string) http.HandlerFunc { return behavior.Stall(kind, lines(text)[0]) },
			Cut:   func(text string) http.HandlerFunc { return behavior.Break(kind, lines(text)[0]) },
			Line:  behavior.Endless(kind, `{"text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`),
		},
	})
}

package dialogflow

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

const contentType = "application/json; charset=UTF-8"

// response is an answer of texts as either edition has it on the wire; of CX it is of a type.
func response(kind string, texts ...string) string {
	es, cx := []any{}, []any{}
	for _, text := range texts {
		m := map[string]any{"text": map[string]any{"text": []string{text}}}
		es, cx = append(es, m), append(cx, m)
	}
	encoded, _ := json.Marshal(map[string]any{ // strings encode
		"queryResult": map[string]any{"fulfillmentMessages": es, "responseMessages": cx}, "responseType": kind,
	})
	return string(encoded)
}

func numbered(n int) []string {
	var texts []string
	for i := range n {
		texts = append(texts, fmt.Sprint(i))
	}
	return texts
}

// service is Dialogflow for the failure table, which has a minute in all.
func service(name string, opts ...Option) bottest.Service {
	whole := func(texts ...string) http.HandlerFunc {
		return behavior.Body(contentType, response("FINAL", texts...))
	}
	return bottest.Service{
		Bot: func(_ testing.TB, rt http.RoundTripper) chat.Bot {
			opts := append([]Option{WithEndpoint("http://df"), WithTimeout(time.Minute), WithLogger(slog.New(slog.DiscardHandler))}, opts...)
			return New(name, &http.Client{Transport: rt}, opts...)
		},
		Answer:  func(text string) http.HandlerFunc { return whole(text) },
		Timeout: time.Minute,
		Silence: whole(),
		Flood:   func(n int) http.HandlerFunc { return whole(numbered(n)...) },
	}
}

// The failure table that every bot in front of a service keeps, in a conversation with an engine,
// too; what these APIs add to it is in TestFailureTable.
func TestFailures(t *testing.T) {
	t.Run("ES", func(t *testing.T) { bottest.RunFailures(t, service(esAgent)) })
	t.Run("CX", func(t *testing.T) { bottest.RunFailures(t, service(cxAgent)) })
}

// The same for a stream: a list of responses, of which the final one marks the end.
func TestFailuresOfStreams(t *testing.T) {
	s := service(cxAgent, WithStreaming(15*time.Second))
	begin := func(text string) string { return "[" + response(partialType, text) }
	say := func(pause time.Duration, texts ...string) http.HandlerFunc {
		chunks := make([]string, len(texts))
		for i, text := range texts {
			kind, before := partialType, ",\r\n"
			if i == len(texts)-1 {
				kind = "FINAL"
			}
			if i == 0 {
				before = "["
			}
			// No two are the same, because what repeats the one before says nothing new.
			chunks[i] = before + response(kind, text+strings.Repeat(" ", i))
		}
		chunks[len(chunks)-1] += "]"
		return behavior.Stream(contentType, pause, chunks...)
	}
	s.Answer = func(text string) http.HandlerFunc { return say(0, text) }
	s.Silence = behavior.Body(contentType, "["+response("FINAL")+"]")
	s.Flood = func(n int) http.HandlerFunc { return say(0, numbered(n)...) }
	s.Stream = &bottest.Streaming{
		Idle:    15 * time.Second,
		Say:     say,
		Stall:   func(text string) http.HandlerFunc { return behavior.Stall(contentType, begin(text)) },
		Cut:     func(text string) http.HandlerFunc { return behavior.Break(contentType, begin(text)) },
		Unended: func(text string) http.HandlerFunc { return behavior.Body(contentType, begin(text)+"]") },
		Line:    behavior.Endless(contentType, `["`+strings.Repeat("a", 1<<10)),
	}
	bottest.RunFailures(t, s)
}

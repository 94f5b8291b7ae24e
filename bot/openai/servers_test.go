package openai

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
)

// wants returns what a chunk adds to a tool call; nil leaves a field out.
func wants(index, id any, args string) string {
	fields := map[string]any{"function": map[string]any{"name": "echo", "arguments": args}}
	if index != nil {
		fields["index"] = index
	}
	if id != nil {
		fields["id"] = id
	}
	return openaitest.Chunk(map[string]any{"tool_calls": []any{fields}}, "")
}

// Servers number tool calls in their own ways: each call is told from the next by its index, or by its id
// where all have the same index; a missing id is made up, and missing arguments are none.
func TestCallsOfServers(t *testing.T) {
	for name, c := range map[string]struct {
		chunks []string
		want   []string
	}{
		"by index":      {[]string{wants(0, "a", `{"s":`), wants(1, "b", `{"s":"2"}`), wants(0, nil, `"1"}`)}, []string{"1", "2"}},
		"by id":         {[]string{wants(0, "a", `{"s":"1"}`), wants(0, "b", `{"s":"2"}`)}, []string{"1", "2"}},
		"the id again":  {[]string{wants(0, "a", `{"s":`), wants(0, "a", `"1"}`)}, []string{"1"}},
		"without index": {[]string{wants(nil, "a", `{"s":`), wants(nil, nil, `"1"}`)}, []string{"1"}},
		"without ids":   {[]string{wants(0, nil, `{"s":"1"}`), wants(1, nil, "")}, []string{"1", ""}},
	} {
		s := then(behavior.Stream(openaitest.ContentType, 0, append(c.chunks, openaitest.Chunk(nil, "stop"), openaitest.Done)...))
		echo := llm.Tool("echo", "", func(_ context.Context, a struct {
			S string `json:"s,omitempty"`
		},
		) (string, error) {
			return a.S, nil
		})
		if _, err := ask(t, serve(t, s, llm.WithTools(echo)), bottest.Says("hi")); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, m := range s.Requests()[1].Messages[2:] {
			got = append(got, *m.Content)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: results %q, want %q", name, got, c.want)
		}
	}
}

// Arguments over a megabyte are no answer, although they come in small pieces.
func TestHugeArguments(t *testing.T) {
	chunks := slices.Repeat([]string{wants(0, "a", strings.Repeat(" ", 100<<10))}, 11)
	b := serve(t, then(behavior.Stream(openaitest.ContentType, 0, append(chunks, openaitest.Chunk(nil, "tool_calls"), openaitest.Done)...)))
	if _, err := ask(t, b, bottest.Says("hi")); !sameKind(err, bot.BadReply) {
		t.Errorf("got %v", err)
	}
}

// A model may think for long before the first word, although the headers have come: only the pauses after
// it are bounded.
func TestThinking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, then(func(w http.ResponseWriter, r *http.Request) {
			behavior.Stream(openaitest.ContentType, 0, "")(w, r) // the headers
			behavior.After(time.Minute, openaitest.Say("ok"))(w, r)
		}))
		if rec, err := ask(t, b, bottest.Says("hi")); err != nil || !slices.Equal(rec.Texts(), []string{"ok"}) {
			t.Errorf("got %v, %q", err, rec.Texts())
		}
	})
}

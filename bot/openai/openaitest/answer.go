package openaitest

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/chatmount/chatmount/bot/bottest/behavior"
)

// Call is a tool call: of a Request's message, or one that an answer makes.
type Call struct {
	ID       string `json:"id"`
	Function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"function"`
}

// Calls returns a call of a function with arguments that are encoded to JSON.
func Calls(id, name string, arguments any) Call {
	c := Call{ID: id}
	c.Function.Name = name
	c.Function.Arguments = encode(arguments)
	return c
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Done is the data of a stream's last event.
const Done = "data: [DONE]\n\n"

// Chunk returns an event with one chunk of a completion. An empty finish is null.
func Chunk(delta map[string]any, finish string) string {
	choice := map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": nil}
	if finish != "" {
		choice["finish_reason"] = finish
	}
	return "data: " + encode(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1767323045, "model": "m", "system_fingerprint": "fp",
		"choices": []any{choice}, "usage": nil,
	}) + "\n\n"
}

// Text returns an event with a piece of text.
func Text(s string) string { return Chunk(map[string]any{"content": s}, "") }

// Usage returns the event that tells the cost, which has no choices.
func Usage(prompt, completion int) string {
	return "data: " + encode(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1767323045, "model": "m", "choices": []any{},
		"usage": map[string]int{"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion},
	}) + "\n\n"
}

// begin is the first event of each stream.
func begin() string { return Chunk(map[string]any{"role": "assistant", "content": ""}, "") }

// ContentType is the type of a stream.
const ContentType = "text/event-stream; charset=utf-8"

// Say streams a complete answer in pieces.
func Say(pieces ...string) http.HandlerFunc { return Finish("stop", pieces...) }

// Finish streams an answer in pieces that ends for a reason: "stop", "length",
// "content_filter".
func Finish(reason string, pieces ...string) http.HandlerFunc {
	chunks := []string{begin()}
	for _, p := range pieces {
		chunks = append(chunks, Text(p))
	}
	chunks = append(chunks, Chunk(map[string]any{}, reason), Usage(10, len(pieces)), Done)
	return behavior.Stream(ContentType, 0, chunks...)
}

// Slowly streams a complete answer with a pause before each piece, of which there is one at least.
func Slowly(pause time.Duration, pieces ...string) http.HandlerFunc {
	var chunks []string
	for _, p := range pieces {
		chunks = append(chunks, Text(p))
	}
	chunks[0] = begin() + chunks[0]
	chunks[len(chunks)-1] += Chunk(map[string]any{}, "stop") + Done
	return behavior.Stream(ContentType, pause, chunks...)
}

// Use streams a text and calls of tools, whose arguments come in two pieces each.
func Use(text string, calls ...Call) http.HandlerFunc {
	chunks := []string{begin()}
	if text != "" {
		chunks = append(chunks, Text(text))
	}
	for i, c := range calls {
		args := c.Function.Arguments
		half := len(args) / 2
		chunks = append(chunks,
			Chunk(piece(i, map[string]any{"id": c.ID, "type": "function", "function": map[string]any{"name": c.Function.Name, "arguments": ""}}), ""),
			Chunk(piece(i, map[string]any{"function": map[string]any{"arguments": args[:half]}}), ""),
			Chunk(piece(i, map[string]any{"function": map[string]any{"arguments": args[half:]}}), ""),
		)
	}
	chunks = append(chunks, Chunk(map[string]any{}, "tool_calls"), Usage(10, 5), Done)
	return behavior.Stream(ContentType, 0, chunks...)
}

// piece returns the delta of one tool call.
func piece(index int, fields map[string]any) map[string]any {
	fields["index"] = index
	return map[string]any{"tool_calls": []any{fields}}
}

// Whole answers in one piece.
func Whole(text string) http.HandlerFunc {
	return behavior.Body("application/json", encode(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1767323045, "model": "m",
		"choices": []any{map[string]any{
			"index": 0, "message": map[string]any{"role": "assistant", "content": text, "refusal": nil, "annotations": []any{}},
			"logprobs": nil, "finish_reason": "stop",
		}},
		"usage": map[string]int{"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
	}))
}

// Refuse answers with an error as the API has them, and headers, given as name and value in turn.
func Refuse(status int, code string, headers ...string) http.HandlerFunc {
	headers = append([]string{"Content-Type", "application/json"}, headers...)
	return behavior.Status(status, encode(map[string]any{"error": failure(code)}), headers...)
}

func failure(code string) map[string]any {
	return map[string]any{"message": strings.Repeat("It did not work. ", 3), "type": "some_error", "param": nil, "code": code}
}

// Fail streams pieces, then an error within the stream.
func Fail(code string, pieces ...string) http.HandlerFunc {
	chunks := []string{begin()}
	for _, p := range pieces {
		chunks = append(chunks, Text(p))
	}
	return behavior.Stream(ContentType, 0, append(chunks, "data: "+encode(map[string]any{"error": failure(code)})+"\n\n")...)
}

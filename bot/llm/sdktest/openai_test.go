package sdktest

import (
	"testing"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
)

func openaiBot(t *testing.T, s *openaitest.Server, opts ...llm.Option) *llm.Bot {
	opts = append(append([]llm.Option{llm.WithTransport(bottest.Serve(t, s)), llm.WithBaseURL("http://openai/v1")}, everything...), opts...)
	return openai.New("gpt-4.1-mini", opts...)
}

// call is what the stand-in's model wants.
var call = openaitest.Calls("call_1", "find_book", search{Title: "Dune", Lang: "en", Tags: []string{"sand"}})

// Each request of a turn with tools, up to the last round, in which they are forbidden, is one that the SDK
// knows in full.
func TestOpenAIRequests(t *testing.T) {
	for _, mode := range [][]llm.Option{nil, {llm.WithoutStreaming()}} {
		s := &openaitest.Server{}
		s.Then(openaitest.Use("Let me look.", call, openaitest.Calls("call_2", "unknown", nil)), openaitest.Use("", call))
		hear(t, openaiBot(t, s, append(mode, llm.WithRounds(3))...), "Let me look.\n\nYou said: Dune: shelf 3")
		requests := s.Requests()
		if len(requests) != 3 || requests[2].Choice != "none" {
			t.Errorf("%d requests", len(requests))
		}
		for _, r := range requests {
			survives(t, r.Body, &sdk.ChatCompletionNewParams{})
		}
	}
}

// What the SDK's types of responses say is understood: text, a tool call and its end, in a stream and in one
// piece.
func TestOpenAIResponses(t *testing.T) {
	chunk := func(delta sdk.ChatCompletionChunkChoiceDelta, finish string) string {
		return "data: " + encode(t, sdk.ChatCompletionChunk{ID: "c", Model: "m", Choices: []sdk.ChatCompletionChunkChoice{{Delta: delta, FinishReason: finish}}}) + "\n\n"
	}
	tool := sdk.ChatCompletionChunkChoiceDeltaToolCall{
		ID: "call_1", Type: "function",
		Function: sdk.ChatCompletionChunkChoiceDeltaToolCallFunction{Name: "find_book", Arguments: `{"title":`},
	}
	rest := sdk.ChatCompletionChunkChoiceDeltaToolCall{Function: sdk.ChatCompletionChunkChoiceDeltaToolCallFunction{Arguments: `"Dune"}`}}
	s := &openaitest.Server{}
	s.Then(
		behavior.Stream(openaitest.ContentType, 0,
			chunk(sdk.ChatCompletionChunkChoiceDelta{Role: "assistant", Content: "Let me "}, ""), chunk(sdk.ChatCompletionChunkChoiceDelta{Content: "look."}, ""),
			chunk(sdk.ChatCompletionChunkChoiceDelta{ToolCalls: []sdk.ChatCompletionChunkChoiceDeltaToolCall{tool}}, ""),
			chunk(sdk.ChatCompletionChunkChoiceDelta{ToolCalls: []sdk.ChatCompletionChunkChoiceDeltaToolCall{rest}}, ""),
			chunk(sdk.ChatCompletionChunkChoiceDelta{}, "tool_calls"), openaitest.Done),
		behavior.Body("application/json", encode(t, sdk.ChatCompletion{ID: "c", Model: "m", Choices: []sdk.ChatCompletionChoice{{
			FinishReason: "stop", Message: sdk.ChatCompletionMessage{Content: "Shelf 3."},
		}}})),
		behavior.Body("application/json", encode(t, sdk.ChatCompletion{Choices: []sdk.ChatCompletionChoice{{
			FinishReason: "stop", Message: sdk.ChatCompletionMessage{Refusal: "I cannot."},
		}}})),
		behavior.Stream(openaitest.ContentType, 0, chunk(sdk.ChatCompletionChunkChoiceDelta{Content: "So"}, "length"), openaitest.Done),
	)
	b := openaiBot(t, s)
	hear(t, b, "Let me look.\n\nShelf 3.")
	if result := s.Requests()[1].Messages; *result[len(result)-1].Content != "Dune: shelf 3" {
		t.Errorf("the tool was not called: %+v", result)
	}
	hear(t, b, "I cannot.")
	if rec := hear(t, b, "So"); !rec.Messages()[0].Open {
		t.Error("a cut answer is not marked as truncated")
	}
}

// The SDK's own client understands what our stand-in answers, refusals included.
func TestOpenAIStandIn(t *testing.T) {
	s := &openaitest.Server{Key: "key"}
	c := sdk.NewClient(option.WithBaseURL("http://openai/v1"), option.WithAPIKey("key"), option.WithHTTPClient(client(t, s)), option.WithMaxRetries(0))
	params := sdk.ChatCompletionNewParams{Model: "m", Messages: []sdk.ChatCompletionMessageParamUnion{sdk.UserMessage("hello")}}
	s.Then(openaitest.Use("Let me look.", call), openaitest.Whole("ok"), openaitest.Refuse(404, "model_not_found"), openaitest.Fail("server_error", "So"))

	var sum sdk.ChatCompletionAccumulator
	stream := c.Chat.Completions.NewStreaming(t.Context(), params)
	for stream.Next() {
		if !sum.AddChunk(stream.Current()) {
			t.Error("the SDK cannot add a chunk")
		}
	}
	if err := stream.Err(); err != nil || len(sum.Choices) != 1 {
		t.Fatalf("the stream ended with %v, %+v", err, sum)
	}
	got := sum.Choices[0]
	if got.FinishReason != "tool_calls" || got.Message.Content != "Let me look." || got.Message.ToolCalls[0].Function.Arguments != call.Function.Arguments || sum.Usage.PromptTokens != 10 {
		t.Errorf("got %+v", got)
	}
	whole, err := c.Chat.Completions.New(t.Context(), params)
	if err != nil || whole.Choices[0].Message.Content != "ok" || whole.Choices[0].FinishReason != "stop" {
		t.Errorf("in one piece: %v, %+v", err, whole)
	}
	if _, err := c.Chat.Completions.New(t.Context(), params); !refused(err, 404, "model_not_found") {
		t.Errorf("a refusal: %v", err)
	}
	stream = c.Chat.Completions.NewStreaming(t.Context(), params)
	for stream.Next() {
	}
	if stream.Err() == nil {
		t.Error("an error in the stream is none")
	}
}

package sdktest

import (
	"encoding/json"
	"errors"
	"testing"

	sdk "github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
	openaisdk "github.com/openai/openai-go/v3"

	"github.com/chatmount/chatmount/bot/anthropic"
	"github.com/chatmount/chatmount/bot/anthropic/anthropictest"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/llm"
)

func anthropicBot(t *testing.T, s *anthropictest.Server, opts ...llm.Option) *llm.Bot {
	opts = append(append([]llm.Option{llm.WithTransport(bottest.Serve(t, s)), llm.WithBaseURL("http://anthropic")}, everything...), opts...)
	return anthropic.New("claude-sonnet-4-5", opts...)
}

// Each request of a turn with tools and thinking, up to the last round, in which tools are forbidden, is one
// that the SDK knows in full.
func TestAnthropicRequests(t *testing.T) {
	for _, mode := range [][]llm.Option{nil, {llm.WithoutStreaming()}} {
		s := &anthropictest.Server{}
		use := anthropictest.Calls("t1", "find_book", search{Title: "Dune"})
		s.Then(
			anthropictest.Answer("tool_use", anthropictest.Thinking("hm", "sig"), anthropictest.Text("Let me look."), use, anthropictest.Calls("t2", "unknown", search{})),
			anthropictest.Answer("tool_use", use),
		)
		hear(t, anthropicBot(t, s, append(mode, llm.WithRounds(3))...), "Let me look.\n\nYou said: Dune: shelf 3")
		requests := s.Requests()
		if len(requests) != 3 {
			t.Errorf("%d requests", len(requests))
		}
		for _, r := range requests {
			survives(t, r.Body, &sdk.MessageNewParams{})
		}
	}
}

// What the SDK's types of responses say is understood: text, a tool call and its end, in a stream and in one
// piece.
func TestAnthropicResponses(t *testing.T) {
	event := func(name string, v any) string { return "event: " + name + "\ndata: " + encode(t, v) + "\n\n" }
	start := func(index int64, b sdk.ContentBlockStartEventContentBlockUnion) string {
		return event("content_block_start", sdk.ContentBlockStartEvent{Index: index, ContentBlock: b})
	}
	delta := func(index int64, d sdk.RawContentBlockDeltaUnion) string {
		return event("content_block_delta", sdk.ContentBlockDeltaEvent{Index: index, Delta: d})
	}
	s := &anthropictest.Server{}
	s.Then(
		behavior.Stream(anthropictest.ContentType, 0,
			event("message_start", sdk.MessageStartEvent{Message: sdk.Message{ID: "m"}}),
			start(0, sdk.ContentBlockStartEventContentBlockUnion{Type: "text"}),
			delta(0, sdk.RawContentBlockDeltaUnion{Type: "text_delta", Text: "Let me look."}), event("content_block_stop", sdk.ContentBlockStopEvent{}),
			start(1, sdk.ContentBlockStartEventContentBlockUnion{Type: "tool_use", ID: "t1", Name: "find_book", Input: json.RawMessage("{}")}),
			delta(1, sdk.RawContentBlockDeltaUnion{Type: "input_json_delta", PartialJSON: `{"title":"Dune"}`}), event("content_block_stop", sdk.ContentBlockStopEvent{Index: 1}),
			event("message_delta", sdk.MessageDeltaEvent{Delta: sdk.MessageDeltaEventDelta{StopReason: sdk.StopReasonToolUse}}),
			event("message_stop", sdk.MessageStopEvent{})),
		behavior.Body("application/json", encode(t, sdk.Message{
			ID: "m", Content: []sdk.ContentBlockUnion{{Type: "text", Text: "Shelf 3."}}, StopReason: sdk.StopReasonEndTurn,
		})),
		behavior.Body("application/json", encode(t, sdk.Message{
			ID: "m", Content: []sdk.ContentBlockUnion{{Type: "text", Text: "So"}}, StopReason: sdk.StopReasonMaxTokens,
		})),
	)
	b := anthropicBot(t, s)
	hear(t, b, "Let me look.\n\nShelf 3.")
	if result := s.Requests()[1].Messages; result[len(result)-1].Content[0].Result() != "Dune: shelf 3" {
		t.Errorf("the tool was not called: %+v", result)
	}
	if rec := hear(t, b, "So"); !rec.Messages()[0].Open {
		t.Error("a cut answer is not marked as truncated")
	}
}

// The SDK's own client understands what our stand-in answers, refusals included.
func TestAnthropicStandIn(t *testing.T) {
	s := &anthropictest.Server{Key: "key"}
	c := sdk.NewClient(option.WithBaseURL("http://anthropic"), option.WithAPIKey("key"), option.WithHTTPClient(client(t, s)), option.WithMaxRetries(0))
	params := sdk.MessageNewParams{Model: "m", MaxTokens: 9, Messages: []sdk.MessageParam{sdk.NewUserMessage(sdk.NewTextBlock("hello"))}}
	use := anthropictest.Calls("t1", "find_book", search{Title: "Dune"})
	s.Then(
		anthropictest.Answer("tool_use", anthropictest.Thinking("hm", "sig"), anthropictest.Text("Let me look."), use),
		anthropictest.Whole("end_turn", anthropictest.Text("ok")), anthropictest.Refuse(529, "overloaded_error"), anthropictest.Fail("overloaded_error", "So"),
	)

	var sum sdk.Message
	stream := c.Messages.NewStreaming(t.Context(), params)
	for stream.Next() {
		if err := sum.Accumulate(stream.Current()); err != nil {
			t.Error(err)
		}
	}
	if err := stream.Err(); err != nil || len(sum.Content) != 3 {
		t.Fatalf("the stream ended with %v, %+v", err, sum)
	}
	if sum.StopReason != "tool_use" || sum.Content[0].Signature != "sig" || sum.Content[1].Text != "Let me look." || string(sum.Content[2].Input) != string(use.Input) || sum.Usage.InputTokens != 10 {
		t.Errorf("got %+v", sum)
	}
	whole, err := c.Messages.New(t.Context(), params)
	if err != nil || whole.Content[0].Text != "ok" || whole.StopReason != "end_turn" {
		t.Errorf("in one piece: %v, %+v", err, whole)
	}
	if _, err := c.Messages.New(t.Context(), params); !refused(err, 529, "overloaded_error") {
		t.Errorf("a refusal: %v", err)
	}
	stream = c.Messages.NewStreaming(t.Context(), params)
	for stream.Next() {
	}
	if stream.Err() == nil {
		t.Error("an error in the stream is none")
	}
}

// refused reports whether an SDK took an answer for a refusal with a status and a code.
func refused(err error, status int, code string) bool {
	var openai *openaisdk.Error
	var anthropic *sdk.Error
	switch {
	case errors.As(err, &openai):
		return openai.StatusCode == status && openai.Code == code
	case errors.As(err, &anthropic):
		return anthropic.StatusCode == status && string(anthropic.Type()) == code
	}
	return false
}

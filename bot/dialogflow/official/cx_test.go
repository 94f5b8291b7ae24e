package official

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	cx "cloud.google.com/go/dialogflow/cx/apiv3/cxpb"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/dialogflow"
	"github.com/chatmount/chatmount/chat"
)

const cxAgent = "projects/p/locations/eu/agents/a"

// object makes a Struct.
func object(t *testing.T, fields map[string]any) *structpb.Struct {
	t.Helper()
	s, err := structpb.NewStruct(fields)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func cxText(text string) *cx.ResponseMessage {
	return &cx.ResponseMessage{Message: &cx.ResponseMessage_Text_{Text: &cx.ResponseMessage_Text{Text: []string{text}, AllowPlaybackInterruption: true}}}
}

func cxResponse(kind cx.DetectIntentResponse_ResponseType, messages ...*cx.ResponseMessage) *cx.DetectIntentResponse {
	return &cx.DetectIntentResponse{
		ResponseId: "1", ResponseType: kind, AllowCancellation: true, OutputAudio: []byte("audio"),
		QueryResult: &cx.QueryResult{
			LanguageCode: "en", ResponseMessages: messages,
			Match:           &cx.Match{MatchType: cx.Match_INTENT, Confidence: 0.5},
			WebhookStatuses: []*status.Status{{}, {Code: 14, Message: "canary"}},
		},
	}
}

// richContent is a payload of the messenger of CX.
func richContent(t *testing.T) *structpb.Struct {
	return object(t, map[string]any{"richContent": []any{
		[]any{
			map[string]any{"type": "info", "title": "T", "subtitle": "S", "anchor": map[string]any{"href": "https://example.org"}},
			map[string]any{"type": "button", "text": "Buy", "event": map[string]any{"event": "BUY", "parameters": map[string]any{"n": 1}}},
		},
		[]any{map[string]any{"type": "chips", "options": []any{map[string]any{"text": "Yes"}}}},
	}})
}

// Every kind of official message of CX is understood, or known to be for others.
func TestCXMessages(t *testing.T) {
	messages := []*cx.ResponseMessage{
		cxText("hello"),
		{Message: &cx.ResponseMessage_Payload{Payload: richContent(t)}, ResponseType: cx.ResponseMessage_HANDLER_PROMPT, Channel: "web"},
		{Message: &cx.ResponseMessage_ConversationSuccess_{ConversationSuccess: &cx.ResponseMessage_ConversationSuccess{Metadata: object(t, nil)}}},
		{Message: &cx.ResponseMessage_OutputAudioText_{OutputAudioText: &cx.ResponseMessage_OutputAudioText{Source: &cx.ResponseMessage_OutputAudioText_Text{Text: "spoken"}}}},
		{Message: &cx.ResponseMessage_LiveAgentHandoff_{LiveAgentHandoff: &cx.ResponseMessage_LiveAgentHandoff{Metadata: object(t, map[string]any{"reason": "angry"})}}},
		{Message: &cx.ResponseMessage_EndInteraction_{EndInteraction: &cx.ResponseMessage_EndInteraction{}}},
		{Message: &cx.ResponseMessage_PlayAudio_{PlayAudio: &cx.ResponseMessage_PlayAudio{AudioUri: "gs://a"}}},
		{Message: &cx.ResponseMessage_MixedAudio_{MixedAudio: &cx.ResponseMessage_MixedAudio{}}},
		{Message: &cx.ResponseMessage_TelephonyTransferCall_{TelephonyTransferCall: &cx.ResponseMessage_TelephonyTransferCall{}}},
		{Message: &cx.ResponseMessage_KnowledgeInfoCard_{KnowledgeInfoCard: &cx.ResponseMessage_KnowledgeInfoCard{}}},
		{Message: &cx.ResponseMessage_ToolCall{ToolCall: &cx.ToolCall{Tool: "t"}}},
		{},
	}
	kinds := (&cx.ResponseMessage{}).ProtoReflect().Descriptor().Oneofs().ByName("message").Fields()
	if kinds.Len() != len(messages)-1 {
		t.Errorf("there are %d kinds of messages, and %d of them here", kinds.Len(), len(messages)-1)
	}
	want := [][]chat.Part{
		{chat.Text("hello")},
		{
			{Type: chat.PartCard, Title: "T", Text: "S", Buttons: []chat.Button{{Title: "T", URL: "https://example.org"}}},
			chat.Choices(chat.Button{Title: "Buy", Value: `event:BUY {"parameters":{"n":1}}`}, chat.Button{Title: "Yes", Value: "Yes"}),
		},
	}
	for name, encode := range encodings {
		for _, opts := range [][]dialogflow.Option{nil, {dialogflow.WithStreaming(15 * time.Second)}} {
			g := cxGateway(t, encode, &cxSessions{responses: []*cx.DetectIntentResponse{cxResponse(cx.DetectIntentResponse_FINAL, messages...)}})
			var log strings.Builder
			rec := ask(t, g, cxAgent, bottest.Says("hi"), append(opts, dialogflow.WithEnd(), logTo(&log))...)
			if got := parts(rec); !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
			}
			if reason, ok := rec.HandedOff(); !ok || reason != "angry" {
				t.Errorf("%s: handed off %v for %q", name, ok, reason)
			}
			// The tool call and the message of no kind are left out.
			if !strings.Contains(log.String(), "count=2") || !strings.Contains(log.String(), "[UNAVAILABLE]") || strings.Contains(log.String(), "canary") {
				t.Errorf("%s: the log says %s", name, &log)
			}
		}
	}
}

// parts returns what was said.
func parts(rec *bottest.Recorder) [][]chat.Part {
	var all [][]chat.Part
	for _, m := range rec.Messages() {
		all = append(all, m.Parts)
	}
	return all
}

// Official partial responses are followed by the final one.
func TestCXStream(t *testing.T) {
	for name, encode := range encodings {
		g := cxGateway(t, encode, &cxSessions{responses: []*cx.DetectIntentResponse{
			cxResponse(cx.DetectIntentResponse_PARTIAL, cxText("searching")),
			cxResponse(cx.DetectIntentResponse_PARTIAL),
			cxResponse(cx.DetectIntentResponse_FINAL, cxText("found"),
				&cx.ResponseMessage{Message: &cx.ResponseMessage_EndInteraction_{EndInteraction: &cx.ResponseMessage_EndInteraction{}}}),
		}})
		rec := ask(t, g, cxAgent, bottest.Says("hi"), dialogflow.WithStreaming(15*time.Second), dialogflow.WithEnd())
		if !slices.Equal(rec.Texts(), []string{"searching", "found"}) || !rec.Ended() {
			t.Errorf("%s: %q, ended %v", name, rec.Texts(), rec.Ended())
		}
	}
}

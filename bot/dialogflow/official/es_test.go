package official

import (
	"io"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"

	es "cloud.google.com/go/dialogflow/apiv2/dialogflowpb"
	"google.golang.org/genproto/googleapis/rpc/status"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/dialogflow"
	"github.com/chatmount/chatmount/chat"
)

const esAgent = "projects/p/agent"

// logTo logs as text.
func logTo(w io.Writer) dialogflow.Option {
	return dialogflow.WithLogger(slog.New(slog.NewTextHandler(w, nil)))
}

const pic = "https://example.org/a.png"

var image = &es.Intent_Message_Image{ImageUri: pic, AccessibilityText: "a cat"}

// esMessages are all kinds of official messages of ES.
func esMessages(t *testing.T) []*es.Intent_Message {
	open := []*es.Intent_Message_BasicCard_Button{{Title: "Open", OpenUriAction: &es.Intent_Message_BasicCard_Button_OpenUriAction{Uri: "https://example.org"}}}
	return []*es.Intent_Message{
		{Message: &es.Intent_Message_Text_{Text: &es.Intent_Message_Text{Text: []string{"hello"}}}},
		{Message: &es.Intent_Message_Image_{Image: image}},
		{Message: &es.Intent_Message_QuickReplies_{QuickReplies: &es.Intent_Message_QuickReplies{Title: "Which?", QuickReplies: []string{"Yes"}}}},
		{Message: &es.Intent_Message_Card_{Card: &es.Intent_Message_Card{Title: "T", Subtitle: "S", ImageUri: pic, Buttons: []*es.Intent_Message_Card_Button{{Text: "Go", Postback: "go"}}}}},
		{Message: &es.Intent_Message_Payload{Payload: object(t, map[string]any{"text": "words"})}},
		{Message: &es.Intent_Message_SimpleResponses_{SimpleResponses: &es.Intent_Message_SimpleResponses{SimpleResponses: []*es.Intent_Message_SimpleResponse{{TextToSpeech: "spoken", DisplayText: "shown"}}}}},
		{Message: &es.Intent_Message_BasicCard_{BasicCard: &es.Intent_Message_BasicCard{Title: "B", FormattedText: "F", Image: image, Buttons: open}}},
		{Message: &es.Intent_Message_Suggestions_{Suggestions: &es.Intent_Message_Suggestions{Suggestions: []*es.Intent_Message_Suggestion{{Title: "More"}}}}},
		{Message: &es.Intent_Message_LinkOutSuggestion_{LinkOutSuggestion: &es.Intent_Message_LinkOutSuggestion{DestinationName: "Site", Uri: "https://example.org"}}},
		{Message: &es.Intent_Message_ListSelect_{ListSelect: &es.Intent_Message_ListSelect{Title: "L", Items: []*es.Intent_Message_ListSelect_Item{{Info: &es.Intent_Message_SelectItemInfo{Key: "k1"}, Title: "One", Description: "D", Image: image}}}}},
		{Message: &es.Intent_Message_CarouselSelect_{CarouselSelect: &es.Intent_Message_CarouselSelect{Items: []*es.Intent_Message_CarouselSelect_Item{{Info: &es.Intent_Message_SelectItemInfo{Key: "k2"}, Title: "Two"}}}}},
		{Message: &es.Intent_Message_BrowseCarouselCard_{BrowseCarouselCard: &es.Intent_Message_BrowseCarouselCard{Items: []*es.Intent_Message_BrowseCarouselCard_BrowseCarouselCardItem{
			{Title: "P", Footer: "F", OpenUriAction: &es.Intent_Message_BrowseCarouselCard_BrowseCarouselCardItem_OpenUrlAction{Url: "https://example.org/p"}},
		}}}},
		{Message: &es.Intent_Message_TableCard_{TableCard: &es.Intent_Message_TableCard{Title: "left out"}}},
		{Message: &es.Intent_Message_MediaContent_{MediaContent: &es.Intent_Message_MediaContent{MediaType: es.Intent_Message_MediaContent_AUDIO, MediaObjects: []*es.Intent_Message_MediaContent_ResponseMediaObject{{Name: "Song", ContentUrl: "https://example.org/a.mp3"}}}}},
	}
}

// Every kind of official message of ES is understood, but a table.
func TestESMessages(t *testing.T) {
	messages := esMessages(t)
	if kinds := (&es.Intent_Message{}).ProtoReflect().Descriptor().Oneofs().ByName("message").Fields(); kinds.Len() != len(messages) {
		t.Errorf("there are %d kinds of messages, and %d of them here", kinds.Len(), len(messages))
	}
	card := func(title, text, image string, b chat.Button) chat.Part {
		return chat.Part{Type: chat.PartCard, Title: title, Text: text, Image: image, Buttons: []chat.Button{b}}
	}
	for name, encode := range encodings {
		g := esGateway(t, encode, &esSessions{response: &es.DetectIntentResponse{
			ResponseId:    "1",
			QueryResult:   &es.QueryResult{QueryText: "hi", FulfillmentText: "hello", FulfillmentMessages: messages, Intent: &es.Intent{DisplayName: "I", LiveAgentHandoff: true}},
			WebhookStatus: &status.Status{Code: 4, Message: "canary"},
		}})
		var log strings.Builder
		rec := ask(t, g, esAgent, bottest.Says("hi"), logTo(&log))
		got := parts(rec)
		want := [][]chat.Part{
			{chat.Text("hello")},
			{{Type: chat.PartImage, URL: pic, Alt: "a cat"}},
			{chat.Text("Which?"), chat.Choices(chat.Button{Title: "Yes", Value: "Yes"})},
			{card("T", "S", pic, chat.Button{Title: "Go", Value: "go"})},
			got[4],
			{chat.Text("shown")},
			{card("B", "F", pic, chat.Button{Title: "Open", URL: "https://example.org"}), chat.Choices(chat.Button{Title: "More", Value: "More"}, chat.Button{Title: "Site", URL: "https://example.org"})},
			{chat.Text("L")},
			{card("One", "D", pic, chat.Button{Title: "One", Value: "k1"})},
			{card("Two", "", "", chat.Button{Title: "Two", Value: "k2"})},
			{card("P", "F", "", chat.Button{Title: "P", URL: "https://example.org/p"})},
			{{Type: chat.PartAudio, URL: "https://example.org/a.mp3", Name: "Song"}},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
		}
		if got[4][0].Type != dialogflow.PartPayload || got[4][0].Fallback != "words" {
			t.Errorf("%s: the payload became %+v", name, got[4])
		}
		if _, ok := rec.HandedOff(); !ok || !strings.Contains(log.String(), "count=1") || !strings.Contains(log.String(), "[DEADLINE_EXCEEDED]") || strings.Contains(log.String(), "canary") {
			t.Errorf("%s: handed off %v; the log says %s", name, ok, &log)
		}
	}
}

// Official platforms are told apart.
func TestESPlatforms(t *testing.T) {
	on := func(platform es.Intent_Message_Platform) *es.Intent_Message {
		return &es.Intent_Message{Platform: platform, Message: &es.Intent_Message_Text_{Text: &es.Intent_Message_Text{Text: []string{platform.String()}}}}
	}
	for name, encode := range encodings {
		g := esGateway(t, encode, &esSessions{response: &es.DetectIntentResponse{QueryResult: &es.QueryResult{FulfillmentMessages: []*es.Intent_Message{
			on(es.Intent_Message_FACEBOOK), on(es.Intent_Message_PLATFORM_UNSPECIFIED), on(es.Intent_Message_SLACK),
		}, Intent: &es.Intent{EndInteraction: true}}}})
		if rec := ask(t, g, esAgent, bottest.Says("hi"), dialogflow.WithEnd()); !slices.Equal(rec.Texts(), []string{"PLATFORM_UNSPECIFIED"}) || !rec.Ended() {
			t.Errorf("%s: %q, ended %v", name, rec.Texts(), rec.Ended())
		}
		if rec := ask(t, g, esAgent, bottest.Says("hi"), dialogflow.WithPlatform("SLACK")); !slices.Equal(rec.Texts(), []string{"SLACK"}) {
			t.Errorf("%s: %q", name, rec.Texts())
		}
	}
}

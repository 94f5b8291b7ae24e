package dialogflow

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

// said asks once and returns the parts of what is said.
func said(t *testing.T, name string, b fake.Behavior, opts ...Option) [][]chat.Part {
	t.Helper()
	var s fake.Server
	s.Then(b)
	rec, err := ask(t, serve(t, &s, name, opts...), bottest.Says("hello"))
	if err != nil {
		t.Fatalf("got %v", err)
	}
	var parts [][]chat.Part
	for _, m := range rec.Messages() {
		parts = append(parts, m.Parts)
	}
	return parts
}

// same compares what was said with what should have been.
func same(t *testing.T, got, want [][]chat.Part) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("message %d is missing: %+v", i, want[i])
		case i >= len(want):
			t.Errorf("message %d is too many: %+v", i, got[i])
		case !reflect.DeepEqual(got[i], want[i]):
			t.Errorf("message %d:\ngot  %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

// says and opens are buttons as answers make them.
func says(title, value string) chat.Button { return chat.Button{Title: title, Value: value} }

func opens(title, url string) chat.Button { return chat.Button{Title: title, URL: url} }

func card(title, text, image string, buttons ...chat.Button) chat.Part {
	return chat.Part{Type: chat.PartCard, Title: title, Text: text, Image: image, Buttons: buttons}
}

type object = map[string]any

// Each kind of message of ES becomes a message of the right parts.
func TestESMessages(t *testing.T) {
	const pic = "https://example.org/a.png"
	image := object{"imageUri": pic, "accessibilityText": "a cat"}
	got := said(t, esAgent, fake.Say(
		fake.Message{"text": object{"text": []string{" ", "one", "two"}}},
		fake.Message{"image": image},
		fake.Message{"quickReplies": object{"title": "Which?", "quickReplies": []string{"Yes", "event:x"}}},
		fake.Message{"card": object{"title": "T", "subtitle": "S", "imageUri": pic, "buttons": []object{
			{"text": "Go", "postback": "https://example.org"}, {"text": "Say", "postback": "dtmf:1"}, {"text": "Plain"},
		}}},
		fake.Message{"card": object{"subtitle": "S"}},
		fake.Message{"basicCard": object{"title": "B", "subtitle": "S", "formattedText": "F", "image": image, "buttons": []object{
			{"title": "Open", "openUriAction": object{"uri": "tel:+1"}},
		}}},
		fake.Message{"suggestions": object{"suggestions": []object{{"title": "More"}}}},
		fake.Message{"linkOutSuggestion": object{"destinationName": "Site", "uri": "https://example.org"}},
		fake.Message{"listSelect": object{"title": "L", "subtitle": "choose", "items": []object{
			{"info": object{"key": "k1"}, "title": "One", "description": "first", "image": image}, {"title": "Two"},
		}}},
		fake.Message{"carouselSelect": object{"items": []object{{"info": object{"key": "k"}, "title": "Only"}}}},
		fake.Message{"browseCarouselCard": object{"items": []object{
			{"title": "P", "description": "D", "footer": "F", "image": image, "openUriAction": object{"url": "https://example.org/p"}}, {"title": "Q", "openUriAction": object{"url": "https://example.org/q"}},
		}}},
		fake.Message{"simpleResponses": object{"simpleResponses": []object{{"textToSpeech": "spoken", "displayText": "shown"}, {"textToSpeech": "heard"}}}},
		fake.Message{"mediaContent": object{"mediaType": "AUDIO", "mediaObjects": []object{{"name": "Song", "description": "Listen", "contentUrl": "https://example.org/a.mp3"}}}},
	))
	same(t, got, [][]chat.Part{
		{chat.Text("one")},
		{{Type: chat.PartImage, URL: pic, Alt: "a cat"}},
		{chat.Text("Which?"), chat.Choices(says("Yes", "Yes"), says("event:x", "text:event:x"))},
		{card("T", "S", pic, opens("Go", "https://example.org"), says("Say", "text:dtmf:1"), says("Plain", "Plain"))},
		{card("S", "", "")},
		{card("B", "S\nF", pic, opens("Open", "tel:+1")), chat.Choices(says("More", "More"), opens("Site", "https://example.org"))},
		{chat.Text("L\nchoose")},
		{{Type: chat.PartCarousel, Cards: []chat.Part{card("One", "first", pic, says("One", "k1")), card("Two", "", "", says("Two", "Two"))}}},
		{card("Only", "", "", says("Only", "k"))},
		{{Type: chat.PartCarousel, Cards: []chat.Part{card("P", "D\nF", pic, opens("P", "https://example.org/p")), card("Q", "", "", opens("Q", "https://example.org/q"))}}},
		{chat.Text("shown")},
		{chat.Text("heard")},
		{chat.Text("Listen")},
		{{Type: chat.PartAudio, URL: "https://example.org/a.mp3", Name: "Song"}},
	})
}

// Each kind of message of CX becomes a message of the right parts, and what is
// for telephones none.
func TestCXMessages(t *testing.T) {
	got := said(t, cxAgent, fake.Say(
		fake.Message{"text": object{"text": []string{"one", "two"}, "allowPlaybackInterruption": true}, "responseType": "HANDLER_PROMPT"},
		fake.Message{"conversationSuccess": object{"metadata": object{"a": 1}}},
		fake.Message{"outputAudioText": object{"ssml": "<speak>one</speak>"}},
		fake.Message{"outputAudioText": object{"text": "spoken"}},
		fake.Message{"playAudio": object{"audioUri": "gs://a"}},
		fake.Message{"mixedAudio": object{"segments": []object{{"uri": "gs://a"}}}},
		fake.Message{"telephonyTransferCall": object{"phoneNumber": "+1"}},
		fake.Message{"knowledgeInfoCard": object{}},
		fake.Payload(object{"fallback": "a map", "at": []int{1, 2}}),
		fake.Payload(object{"text": "words"}),
		fake.Payload(object{}),
		fake.Text("*end*"),
	), WithMarkdown())
	payload := func(fallback, raw string) []chat.Part {
		return []chat.Part{{Type: PartPayload, Fallback: fallback, Extra: map[string]json.RawMessage{"payload": json.RawMessage(raw)}}}
	}
	same(t, got, [][]chat.Part{
		{chat.Markdown("one")},
		payload("a map", `{"at":[1,2],"fallback":"a map"}`),
		payload("words", `{"text":"words"}`),
		payload("The assistant sent something that cannot be shown here.", `{}`),
		{chat.Markdown("*end*")},
	})
}

// What a telephone would say is said when there is nothing else.
func TestVoiceOnly(t *testing.T) {
	got := said(t, cxAgent, fake.Say(fake.Message{"outputAudioText": object{"text": "spoken"}}, fake.Message{"outputAudioText": object{"ssml": "<speak/>"}}))
	same(t, got, [][]chat.Part{{chat.Text("spoken")}})
}

// One odd message, or an odd field of it, does not lose the rest of the answer,
// and nothing that a browser must not follow is passed on. What is left out is
// counted in the log.
func TestOddMessages(t *testing.T) {
	rich := func(elements string) string { return `{"payload":{"richContent":[[` + elements + `]]}}` }
	for edition, cases := range map[string]map[string]string{
		cxAgent: {
			`1,"a",null,[],{},{"toolCall":{"tool":"t"}},{"text":{"text":"x"}},{"text":7}`:   "ok",
			`{"payload":7},{"payload":null},{"payload":{"richContent":7}}`:                  "ok",
			rich(`1,null,{"type":7},{"type":"html","html":"<b>"},{"title":"x"}`):            "ok",
			rich(`{"type":"image","rawUrl":"javascript:x"},{"type":"image"}`):               "ok",
			rich(`{"type":"button","text":"b","link":"javascript:x"},{"type":"chips"}`):     "ok",
			rich(`{"type":"chips","options":[{"text":" "},{"text":"c"},7]}`):                "ok [c c]",
			rich(`{"type":"chips","options":[{"text":"m","link":"mailto:a@b"}]}`):           "ok [m mailto:a@b]",
			rich(`{"type":"info"},{"type":"list"},{"type":"description","text":{}}`):        "ok",
			rich(`{"type":"info","title":"T","subtitle":7,"image":7}`):                      "ok|T",
			rich(`{"type":"info","title":"T","image":{"rawUrl":"/a.png"}}`):                 "ok|T",
			`{"text":{"text":["a\ud800b"]}}`:                                                "ok|a\ufffdb",
			rich(`{"type":"image","rawUrl":"https://e/` + strings.Repeat("a", 2048) + `"}`): "ok",
		},
		esAgent: {
			`7,{"text":{"text":"x"}},{"tableCard":{"title":"t"}},{"rbmText":{}}`:                       "ok",
			`{"image":{"imageUri":"data:image/png;base64,AAAA"}},{"image":{}}`:                         "ok",
			`{"card":{}},{"card":{"imageUri":"https://e/a.png"}}`:                                      "ok|",
			`{"card":{"subtitle":"S"}},{"card":{"buttons":[{"text":"b"},{"postback":"x"}]}}`:           "ok|S| [b b]",
			`{"quickReplies":{"quickReplies":["a"," "]}},{"suggestions":{}}`:                           "ok [a a]",
			`{"linkOutSuggestion":{"destinationName":"d","uri":"ftp://x"}}`:                            "ok",
			`{"listSelect":{"items":[{"title":" "}]}},{"carouselSelect":{}},{"browseCarouselCard":{}}`: "ok",
			`{"mediaContent":{"mediaObjects":[{"contentUrl":"gs://a"},{"contentUrl":"https://e/a"}]}}`: "ok|",
		},
	} {
		for messages, want := range cases {
			var written logged
			field := "responseMessages"
			if edition == esAgent {
				field = "fulfillmentMessages"
			}
			var s fake.Server
			s.Then(fake.Body("application/json", `{"queryResult":{"`+field+`":[{"text":{"text":["ok"]}},`+messages+`]}}`))
			rec, err := ask(t, serve(t, &s, edition, WithLogger(written.logger())), bottest.Says("hello"))
			if err != nil {
				t.Errorf("%s: %v", messages, err)
			}
			if got := describe(rec); got != want {
				t.Errorf("%s: got %q, want %q", messages, got, want)
			}
			fine := strings.Contains(messages, "mailto:") || strings.Contains(messages, "ud800")
			if strings.Contains(written.String(), "left out what cannot be shown") == fine {
				t.Errorf("%s: the log says %s", messages, &written)
			}
		}
	}
}

// describe returns what a recorder has, in short: texts or titles, then buttons.
func describe(rec *bottest.Recorder) string {
	var texts []string
	for _, m := range rec.Messages() {
		text := m.Text()
		for _, p := range m.Parts {
			if p.Type == chat.PartCard {
				text += p.Title
			}
		}
		texts = append(texts, text)
	}
	out := strings.Join(texts, "|")
	for _, b := range rec.Buttons() {
		out += " [" + b.Title + " " + b.Value + b.URL + "]"
	}
	return out
}

// At most 50 messages of a turn, 16 parts of a message and 50 buttons of a part
// are made, and the log tells that something is left out.
func TestCaps(t *testing.T) {
	var chips, cards []object
	for range 60 {
		chips = append(chips, object{"text": "t"})
		cards = append(cards, object{"type": "description", "text": "d"})
	}
	rich := fake.Rich(append(cards, object{"type": "chips", "options": chips})...)
	messages := []fake.Message{rich}
	for range 80 {
		messages = append(messages, fake.Text("x"))
	}
	for edition, name := range editions {
		var written logged
		var s fake.Server
		s.Then(fake.Say(messages...))
		rec, err := ask(t, serve(t, &s, name, WithLogger(written.logger())), bottest.Says("hello"))
		if err != nil || len(rec.Messages()) != 50 || len(rec.Ops()) != 50 || len(rec.Buttons()) != 50 || len(rec.Messages()[0].Parts) != 16 {
			t.Errorf("%s: %v: %d messages, %d buttons", edition, err, len(rec.Messages()), len(rec.Buttons()))
		}
		if !strings.Contains(written.String(), "left out") {
			t.Errorf("%s: the log says %s", edition, &written)
		}
	}
}

// What is too much for one part or one message goes into the next.
func TestOverflow(t *testing.T) {
	chips := func(n int) object {
		return object{"type": "chips", "options": slices.Repeat([]object{{"text": "t"}}, n)}
	}
	list := slices.Repeat([]object{{"type": "list", "title": "t"}}, 60)
	full := slices.Repeat([]object{{"type": "description", "text": "d"}}, 16)
	got := said(t, cxAgent, fake.Say(fake.Rich(list...), fake.Rich(chips(40), chips(40)), fake.Rich(full...), fake.Rich(chips(1))))
	var sizes []int
	for _, parts := range got {
		sizes = append(sizes, len(parts))
	}
	if !slices.Equal(sizes, []int{1, 2, 16, 1}) || len(got[0][0].Cards) != 50 || len(got[1][0].Buttons) != 40 || len(got[1][1].Buttons) != 40 {
		t.Errorf("messages of %v parts", sizes)
	}
}

// The messages of a platform are taken where they are asked for; those for no
// platform otherwise; those of another only when there are no others.
func TestPlatforms(t *testing.T) {
	on := func(platform, text string) fake.Message {
		m := fake.Text(text)
		m["platform"] = platform
		return m
	}
	all := []fake.Message{on("FACEBOOK", "f"), fake.Text("any"), on("SLACK", "s"), on("PLATFORM_UNSPECIFIED", "none")}
	for _, c := range []struct {
		platform string
		messages []fake.Message
		want     []string
	}{
		{"", all, []string{"any", "none"}},
		{"SLACK", all, []string{"s"}},
		{"KIK", all, []string{"any", "none"}},
		{"KIK", []fake.Message{on("FACEBOOK", "f"), on("SLACK", "s")}, []string{"f"}},
	} {
		var s fake.Server
		s.Then(fake.Say(c.messages...))
		rec, err := ask(t, serve(t, &s, esAgent, WithPlatform(c.platform)), bottest.Says("hello"))
		if err != nil || !slices.Equal(rec.Texts(), c.want) {
			t.Errorf("%q: %q, %v", c.platform, rec.Texts(), err)
		}
	}
}

// fulfillmentText counts when there is no message.
func TestFulfillmentText(t *testing.T) {
	same(t, said(t, esAgent, fake.Answer(fake.Response{Text: "short"})), [][]chat.Part{{chat.Text("short")}})
	same(t, said(t, esAgent, fake.Answer(fake.Response{Text: "short", Messages: []fake.Message{fake.Text("long")}})), [][]chat.Part{{chat.Text("long")}})
}

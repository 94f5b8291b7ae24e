package dialogflow

import (
	"testing"

	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

// Rich content in the fields of either messenger becomes a message a card, and
// chips alone belong to what was said before them.
func TestRichContent(t *testing.T) {
	const pic, page = "https://example.org/a.png", "https://example.org/p"
	type elements = []object
	for messenger, c := range map[string]struct {
		image any
		link  func(object) object
		event any
	}{
		"ES": {object{"src": object{"rawUrl": pic}}, func(o object) object { o["actionLink"], o["link"] = page, page; return o }, object{"name": "BUY", "languageCode": "fr", "parameters": object{"n": 1}}},
		"CX": {object{"rawUrl": pic}, func(o object) object { o["anchor"] = object{"href": page}; return o }, object{"event": "BUY", "languageCode": "fr", "parameters": object{"n": 1}}},
	} {
		buy := `event:BUY {"languageCode":"fr","parameters":{"n":1}}`
		payload := object{"richContent": []elements{
			{
				c.link(object{"type": "info", "title": "Info", "subtitle": "Sub", "image": c.image}),
				{"type": "info", "title": "Plain"},
				{"type": "description", "title": "Desc", "text": []string{"a", "b"}},
				{"type": "description", "text": "only"},
				{"type": "accordion", "title": "Acc", "subtitle": "S", "image": c.image, "text": "long"},
				{"type": "image", "rawUrl": pic, "accessibilityText": "a cat"},
			},
			{
				{"type": "list", "title": "One", "subtitle": "first", "event": c.event},
				{"type": "divider"},
				c.link(object{"type": "list", "title": "Two"}),
				{"type": "button", "text": "Buy", "event": c.event},
				c.link(object{"type": "button", "text": "Page"}),
				{"type": "button", "text": "Say"},
			},
			{{"type": "list", "title": "Alone"}},
			{{"type": "chips", "options": []object{{"text": "event:x", "image": c.image}, c.link(object{"text": "Page"})}}},
		}}
		t.Run(messenger, func(t *testing.T) {
			got := said(t, editions[messenger], fake.Say(fake.Text("Look:"), fake.Payload(payload)))
			same(t, got, [][]chat.Part{
				{chat.Text("Look:")},
				{
					card("Info", "Sub", pic, opens("Info", page)),
					card("Plain", "", ""),
					card("Desc", "a\nb", ""),
					chat.Text("only"),
					card("Acc", "S\nlong", pic),
					{Type: chat.PartImage, URL: pic, Alt: "a cat"},
				},
				{
					{Type: chat.PartCarousel, Cards: []chat.Part{card("One", "first", "", says("One", buy)), card("Two", "", "", opens("Two", page))}},
					chat.Choices(says("Buy", buy), opens("Page", page), says("Say", "Say")),
				},
				{card("Alone", "", "", says("Alone", "Alone")), chat.Choices(says("event:x", "text:event:x"), opens("Page", page))},
			})
		})
	}
	loose := said(t, cxAgent, fake.Say(fake.Payload(object{"richContent": elements{{"type": "description", "text": "a"}, {"type": "chips", "options": elements{{"text": "b"}}}}})))
	same(t, loose, [][]chat.Part{{chat.Text("a"), chat.Choices(says("b", "b"))}})
}

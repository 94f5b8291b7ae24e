package dialogflow

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

// PartPayload is the type of the part that carries a custom payload which is not
// rich content.
const PartPayload = "x-dialogflow"

// addPayload takes up a custom payload: rich content, which becomes a message a
// card, or something of the agent's own.
func (a *answer) addPayload(raw json.RawMessage) {
	var payload struct {
		RichContent    json.RawMessage
		Fallback, Text json.RawMessage
	}
	if json.Unmarshal(raw, &payload) != nil {
		a.odd++
		return
	}
	if present(payload.RichContent) {
		a.addRich(payload.RichContent)
		return
	}
	fallback := ""
	for _, field := range []json.RawMessage{payload.Fallback, payload.Text} {
		if s, ok := stringOf(field); ok && strings.TrimSpace(s) != "" && fallback == "" {
			fallback = s
		}
	}
	if fallback == "" {
		fallback = "The assistant sent something that cannot be shown here."
	}
	a.add(chat.Part{Type: PartPayload, Fallback: fallback, Extra: map[string]json.RawMessage{"payload": raw}})
}

// addRich takes up rich content: cards of elements. A list of elements without
// the cards around it counts as one card.
func (a *answer) addRich(raw json.RawMessage) {
	var cards []json.RawMessage
	if json.Unmarshal(raw, &cards) != nil {
		a.odd++
		return
	}
	var loose []json.RawMessage
	for _, card := range cards {
		var elements []json.RawMessage
		if json.Unmarshal(card, &elements) != nil {
			loose = append(loose, card)
			continue
		}
		a.addElements(elements)
	}
	a.addElements(loose)
}

// addElements takes up the elements of one card. One of chips only belongs to the
// message before it.
func (a *answer) addElements(elements []json.RawMessage) {
	r := richCard{answer: a}
	for _, raw := range elements {
		var e richElement
		if err := json.Unmarshal(raw, &e); err != nil {
			a.odd++
			var field *json.UnmarshalTypeError
			if !errors.As(err, &field) || e.Type == "" {
				continue
			}
		}
		r.add(e)
	}
	r.flush()
	if len(r.parts) == 1 && r.parts[0].Type == chat.PartButtons {
		a.attach(r.parts[0])
		return
	}
	a.add(r.parts...)
}

// richElement is an element of rich content. The messengers of ES and CX have
// different fields for images, links and the names of events.
type richElement struct {
	Type              string
	Title, Subtitle   string
	Text              json.RawMessage // one or several
	RawURL            string
	AccessibilityText string
	Image             richImage
	ActionLink, Link  string
	Anchor            struct{ Href string }
	Event             richEvent
	Options           []richOption
}

type richImage struct {
	RawURL string
	Src    struct{ RawURL string }
}

func (i richImage) url() string {
	if i.RawURL != "" {
		return i.RawURL
	}
	return i.Src.RawURL
}

type richEvent struct {
	Name, Event  string
	LanguageCode string
	Parameters   map[string]any
}

type richOption struct {
	Text   string
	Link   string
	Anchor struct{ Href string }
	Event  richEvent
}

// button returns what pressing an element does: it opens a link, triggers an
// event, or else says its title.
func button(title string, event richEvent, links ...string) chat.Button {
	for _, name := range []string{event.Name, event.Event} {
		if strings.TrimSpace(name) != "" {
			return chat.Button{Title: title, Value: eventValue(name, eventDetails{event.LanguageCode, event.Parameters})}
		}
	}
	if link := pick(links); link != "" {
		return chat.Button{Title: title, URL: link}
	}
	return chat.Button{Title: title, Value: textValue(title)}
}

// richCard collects the parts of one card.
type richCard struct {
	answer *answer
	parts  []chat.Part
	list   []chat.Part // items of a list that is not complete
}

// add takes up one element.
func (r *richCard) add(e richElement) {
	if e.Type == "divider" {
		return
	}
	if e.Type == "list" {
		choose := []chat.Button{button(e.Title, e.Event, e.Anchor.Href, e.ActionLink)}
		r.list = r.answer.appendCard(r.list, e.Title, e.Subtitle, e.Image.url(), choose)
		return
	}
	r.flush()
	switch e.Type {
	case "info":
		r.card(e.Title, e.Subtitle, e.Image.url(), e.opens())
	case "description":
		r.card(e.Title, e.text(), "", nil)
	case "accordion":
		r.card(e.Title, lines(e.Subtitle, e.text()), e.Image.url(), nil)
	case "image":
		r.maybe(imagePart(e.RawURL, e.AccessibilityText))
	case "button":
		r.buttons([]chat.Button{button(e.text(), e.Event, e.Anchor.Href, e.Link)})
	case "chips":
		var chips []chat.Button
		for _, o := range e.Options {
			chips = append(chips, button(o.Text, o.Event, o.Anchor.Href, o.Link))
		}
		r.buttons(chips)
	default:
		r.answer.odd++
	}
}

// opens returns the link or the event of an element that needs none.
func (e richElement) opens() []chat.Button {
	if pick([]string{e.Event.Name, e.Event.Event, e.Anchor.Href, e.ActionLink}) == "" {
		return nil
	}
	return []chat.Button{button(e.Title, e.Event, e.Anchor.Href, e.ActionLink)}
}

// text returns an element's text, which may be a list of lines.
func (e richElement) text() string {
	if s, ok := stringOf(e.Text); ok {
		return s
	}
	var several []string
	if json.Unmarshal(e.Text, &several) != nil {
		return ""
	}
	return lines(several...)
}

// card adds a card; one that has only a text is one.
func (r *richCard) card(title, text, image string, buttons []chat.Button) {
	if strings.TrimSpace(title+image) == "" && strings.TrimSpace(text) != "" && len(buttons) == 0 {
		r.parts = append(r.parts, r.answer.bot.textPart(text))
		return
	}
	r.maybe(r.answer.card(title, text, image, buttons))
}

func (r *richCard) maybe(part chat.Part, ok bool) {
	if !ok {
		r.answer.odd++
		return
	}
	r.parts = append(r.parts, part)
}

func (r *richCard) buttons(buttons []chat.Button) {
	if buttons = r.answer.usable(buttons); len(buttons) > 0 {
		r.parts = join(r.parts, chat.Choices(buttons...))
	}
}

// flush completes a list.
func (r *richCard) flush() {
	if len(r.list) > 0 {
		r.parts = append(r.parts, cardsPart(r.list))
		r.list = nil
	}
}

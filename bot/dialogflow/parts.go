package dialogflow

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

// maxNested is the most buttons or cards of one part.
const maxNested = 50

// addMaybe adds a message of one part, or counts one that is none.
func (a *answer) addMaybe(part chat.Part, ok bool) {
	if !ok {
		a.odd++
		return
	}
	a.add(part)
}

// attachButtons adds buttons to the message before them.
func (a *answer) attachButtons(buttons []chat.Button) {
	if buttons = a.usable(buttons); len(buttons) > 0 {
		a.attach(chat.Choices(buttons...))
	}
}

// usable returns the buttons that can be shown, and counts the others.
func (a *answer) usable(buttons []chat.Button) []chat.Button {
	var good []chat.Button
	for _, b := range buttons {
		ok := strings.TrimSpace(b.Title) != "" && (strings.TrimSpace(b.Value) != "" || webURL(b.URL, "mailto", "tel"))
		if !ok || len(good) == maxNested {
			a.odd++
			continue
		}
		good = append(good, b)
	}
	return good
}

// card returns a card, or what is left of it: with neither a title nor a text an
// image, and without that its buttons.
func (a *answer) card(title, text, image string, buttons []chat.Button) (chat.Part, bool) {
	buttons = a.usable(buttons)
	if image != "" && !webURL(image) {
		a.odd++
		image = ""
	}
	if strings.TrimSpace(title) == "" {
		title, text = text, ""
	}
	switch {
	case strings.TrimSpace(title) != "":
		return chat.Part{Type: chat.PartCard, Title: title, Text: text, Image: image, Buttons: buttons}, true
	case image != "" && len(buttons) == 0:
		return imagePart(image, "")
	case len(buttons) > 0:
		return chat.Choices(buttons...), true
	}
	return chat.Part{}, false
}

// appendCard appends a card to others, or counts one that is none.
func (a *answer) appendCard(cards []chat.Part, title, text, image string, buttons []chat.Button) []chat.Part {
	card, ok := a.card(title, text, image, buttons)
	if !ok || card.Type != chat.PartCard || len(cards) == maxNested {
		a.odd++
		return cards
	}
	return append(cards, card)
}

// addCards adds a message of cards side by side, or of one.
func (a *answer) addCards(cards []chat.Part) {
	if len(cards) > 0 {
		a.add(cardsPart(cards))
	}
}

func cardsPart(cards []chat.Part) chat.Part {
	if len(cards) == 1 {
		return cards[0]
	}
	return chat.Part{Type: chat.PartCarousel, Cards: cards}
}

func imagePart(link, alt string) (chat.Part, bool) {
	if strings.TrimSpace(alt) == "" {
		alt = "Image"
	}
	return chat.Part{Type: chat.PartImage, URL: link, Alt: alt}, webURL(link)
}

func audioPart(link, name string) (chat.Part, bool) {
	if strings.TrimSpace(name) == "" {
		name = "Audio"
	}
	return chat.Part{Type: chat.PartAudio, URL: link, Name: name}, webURL(link)
}

// webURL reports whether a link is an absolute one of http, https or one of the
// other schemes, which have no host.
func webURL(link string, others ...string) bool {
	u, err := url.Parse(link)
	if err != nil || len(link) > 2048 {
		return false
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" || slices.Contains(others, u.Scheme)
}

// pick returns one of some alternatives: the first that is not blank.
func pick(texts []string) string {
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// lines joins the texts that are not blank, a line each.
func lines(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return strings.TrimSpace(s) == "" }), "\n")
}

// present reports whether a field was there, and not null.
func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// stringOf returns the string that raw is, and whether it is one.
func stringOf(raw json.RawMessage) (string, bool) {
	var s *string
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil || s == nil {
		return "", false
	}
	return *s, true
}

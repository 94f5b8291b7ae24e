package dialogflow

import (
	"strings"

	"github.com/chatmount/chatmount/chat"
)

type esCard struct {
	Title, Subtitle, ImageURI string
	Buttons                   []struct{ Text, Postback string }
}

type esBasicCard struct {
	Title, Subtitle, FormattedText string
	Image                          esImage
	Buttons                        []struct {
		Title         string
		OpenURIAction struct{ URI string }
	}
}

// esSelect is a list or a carousel to choose one of.
type esSelect struct {
	Title, Subtitle string // of a list
	Items           []esSelectItem
}

type esSelectItem struct {
	Info               struct{ Key string }
	Title, Description string
	Image              esImage
}

type esBrowseItem struct {
	Title, Description, Footer string
	Image                      esImage
	OpenURIAction              struct{ URL string }
}

type esMedia struct{ Name, Description, ContentURL string }

// addESCards takes up a message of cards or media.
func (a *answer) addESCards(m esMessage) {
	switch {
	case m.Card != nil:
		a.addMaybe(a.card(m.Card.Title, m.Card.Subtitle, m.Card.ImageURI, m.Card.buttons()))
	case m.BasicCard != nil:
		c := m.BasicCard
		a.addMaybe(a.card(c.Title, lines(c.Subtitle, c.FormattedText), c.Image.ImageURI, c.buttons()))
	case m.ListSelect != nil:
		a.addText(lines(m.ListSelect.Title, m.ListSelect.Subtitle))
		a.addCards(a.selectCards(m.ListSelect.Items))
	case m.CarouselSelect != nil:
		a.addCards(a.selectCards(m.CarouselSelect.Items))
	case m.BrowseCarouselCard != nil:
		a.addCards(a.browseCards(m.BrowseCarouselCard.Items))
	case m.MediaContent != nil:
		for _, o := range m.MediaContent.MediaObjects {
			a.addText(o.Description)
			a.addMaybe(audioPart(o.ContentURL, o.Name))
		}
	default:
		a.odd++
	}
}

// buttons returns the card's buttons: a postback is a link or something to say.
func (c *esCard) buttons() []chat.Button {
	var buttons []chat.Button
	for _, b := range c.Buttons {
		switch {
		case webURL(b.Postback):
			buttons = append(buttons, chat.Button{Title: b.Text, URL: b.Postback})
		case strings.TrimSpace(b.Postback) != "":
			buttons = append(buttons, chat.Button{Title: b.Text, Value: textValue(b.Postback)})
		default:
			buttons = append(buttons, chat.Button{Title: b.Text, Value: textValue(b.Text)})
		}
	}
	return buttons
}

func (c *esBasicCard) buttons() []chat.Button {
	var buttons []chat.Button
	for _, b := range c.Buttons {
		buttons = append(buttons, chat.Button{Title: b.Title, URL: b.OpenURIAction.URI})
	}
	return buttons
}

// selectCards returns a card an item, with a button that says the item's key.
func (a *answer) selectCards(items []esSelectItem) []chat.Part {
	var cards []chat.Part
	for _, item := range items {
		key := item.Info.Key
		if strings.TrimSpace(key) == "" {
			key = item.Title
		}
		choose := []chat.Button{{Title: item.Title, Value: textValue(key)}}
		cards = a.appendCard(cards, item.Title, item.Description, item.Image.ImageURI, choose)
	}
	return cards
}

// browseCards returns a card an item, with a link to its page.
func (a *answer) browseCards(items []esBrowseItem) []chat.Part {
	var cards []chat.Part
	for _, item := range items {
		open := []chat.Button{{Title: item.Title, URL: item.OpenURIAction.URL}}
		cards = a.appendCard(cards, item.Title, lines(item.Description, item.Footer), item.Image.ImageURI, open)
	}
	return cards
}

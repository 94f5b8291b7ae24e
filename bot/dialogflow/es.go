package dialogflow

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

// esResponse is what a DetectIntentResponse of ES has for visitors.
type esResponse struct {
	QueryResult *struct {
		FulfillmentText     string
		FulfillmentMessages []json.RawMessage
		Intent              struct{ LiveAgentHandoff, EndInteraction bool }
	}
	WebhookStatus rpcStatus
}

// takeES takes up a response of ES.
func (a *answer) takeES(raw json.RawMessage) error {
	var r esResponse
	if err := json.Unmarshal(raw, &r); err != nil {
		return fmt.Errorf("dialogflow: the response is not one of ES: %s", kindOf(err))
	}
	if r.QueryResult == nil {
		return errNoResult
	}
	for _, m := range a.platformMessages(r.QueryResult.FulfillmentMessages) {
		a.addES(m)
	}
	if len(a.waiting) == 0 {
		a.addText(r.QueryResult.FulfillmentText)
	}
	a.handoff = a.handoff || r.QueryResult.Intent.LiveAgentHandoff
	a.end = a.end || r.QueryResult.Intent.EndInteraction
	a.webhook(r.WebhookStatus)
	return nil
}

// platformMessages returns the messages for the Bot's platform; where there are
// none those for no platform, else those for the first one that has any.
func (a *answer) platformMessages(list []json.RawMessage) []esMessage {
	var all []esMessage
	for _, raw := range list {
		var m esMessage
		if json.Unmarshal(raw, &m) != nil {
			a.odd++
			continue
		}
		if m.Platform == "PLATFORM_UNSPECIFIED" {
			m.Platform = ""
		}
		all = append(all, m)
	}
	wanted := []string{a.bot.platform, ""}
	if len(all) > 0 {
		wanted = append(wanted, all[0].Platform)
	}
	for _, platform := range wanted {
		chosen := slices.DeleteFunc(slices.Clone(all), func(m esMessage) bool { return m.Platform != platform })
		if len(chosen) > 0 {
			return chosen
		}
	}
	return nil
}

// esMessage is a message of an intent of ES: one of its fields besides Platform is set.
type esMessage struct {
	Platform           string
	Text               *struct{ Text []string }
	Image              *esImage
	QuickReplies       *esQuickReplies
	Card               *esCard
	Payload            json.RawMessage
	SimpleResponses    *struct{ SimpleResponses []esSimple }
	BasicCard          *esBasicCard
	Suggestions        *struct{ Suggestions []struct{ Title string } }
	LinkOutSuggestion  *struct{ DestinationName, URI string }
	ListSelect         *esSelect
	CarouselSelect     *esSelect
	BrowseCarouselCard *struct{ Items []esBrowseItem }
	MediaContent       *struct{ MediaObjects []esMedia }
}

type esImage struct{ ImageURI, AccessibilityText string }

type esQuickReplies struct {
	Title        string
	QuickReplies []string
}

type esSimple struct{ TextToSpeech, DisplayText string }

// addES takes up one message.
func (a *answer) addES(m esMessage) {
	switch {
	case m.Text != nil:
		a.addText(pick(m.Text.Text))
	case m.Image != nil:
		a.addMaybe(imagePart(m.Image.ImageURI, m.Image.AccessibilityText))
	case m.QuickReplies != nil:
		a.addText(m.QuickReplies.Title)
		a.attachButtons(textButtons(m.QuickReplies.QuickReplies))
	case present(m.Payload):
		a.addPayload(m.Payload)
	case m.SimpleResponses != nil:
		a.addSimple(m.SimpleResponses.SimpleResponses)
	case m.Suggestions != nil:
		var titles []string
		for _, s := range m.Suggestions.Suggestions {
			titles = append(titles, s.Title)
		}
		a.attachButtons(textButtons(titles))
	case m.LinkOutSuggestion != nil:
		a.attachButtons([]chat.Button{{Title: m.LinkOutSuggestion.DestinationName, URL: m.LinkOutSuggestion.URI}})
	default:
		a.addESCards(m)
	}
}

func (a *answer) addSimple(responses []esSimple) {
	for _, r := range responses {
		if strings.TrimSpace(r.DisplayText) != "" {
			a.addText(r.DisplayText)
			continue
		}
		a.addText(r.TextToSpeech)
	}
}

// textButtons returns buttons that say their title.
func textButtons(titles []string) []chat.Button {
	var buttons []chat.Button
	for _, title := range titles {
		buttons = append(buttons, chat.Button{Title: title, Value: textValue(title)})
	}
	return buttons
}

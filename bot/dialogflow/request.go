package dialogflow

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// MaxText is the most characters of a text that Dialogflow ES takes.
const MaxText = 256

// request is the body of a detectIntent request of either API.
type request struct {
	QueryParams queryParams `json:"queryParams"`
	QueryInput  any         `json:"queryInput"`
}

type queryParams struct {
	TimeZone   string         `json:"timeZone,omitempty"`
	Parameters map[string]any `json:"parameters,omitempty"` // CX only
	Payload    map[string]any `json:"payload,omitempty"`
}

// cxInput has the language beside the input, esInput within it.
type cxInput struct {
	Text         *cxText  `json:"text,omitempty"`
	Event        *cxEvent `json:"event,omitempty"`
	DTMF         *cxDTMF  `json:"dtmf,omitempty"`
	LanguageCode string   `json:"languageCode"`
}

type cxText struct {
	Text string `json:"text"`
}

type cxEvent struct {
	Event string `json:"event"`
}

type cxDTMF struct {
	Digits string `json:"digits"`
}

type esInput struct {
	Text  *esText  `json:"text,omitempty"`
	Event *esEvent `json:"event,omitempty"`
}

type esText struct {
	Text         string `json:"text"`
	LanguageCode string `json:"languageCode"`
}

type esEvent struct {
	Name         string         `json:"name"`
	Parameters   map[string]any `json:"parameters,omitempty"`
	LanguageCode string         `json:"languageCode"`
}

var (
	errDTMF       = errors.New("dialogflow: DTMF is for CX only: ask ES for an event or a text")
	errParameters = errors.New("dialogflow: ES takes parameters with an event only: give them to the webhook as Payload")
)

// body encodes a query. Its errors are those of questions that were not asked.
func (b *Bot) body(q Query) ([]byte, error) {
	r := request{QueryParams: queryParams{TimeZone: q.TimeZone, Payload: q.Payload}}
	var err error
	if b.agent.cx {
		r.QueryParams.Parameters = q.Parameters
		r.QueryInput = q.cxInput()
	} else {
		r.QueryInput, err = b.esInput(q)
	}
	if err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(r)
	if err != nil {
		return nil, bot.Unreached(fmt.Errorf("dialogflow: the parameters or the payload are no JSON: %w", err))
	}
	return encoded, nil
}

func (q Query) cxInput() cxInput {
	in := cxInput{LanguageCode: q.Language}
	switch {
	case q.Event != "":
		in.Event = &cxEvent{q.Event}
	case q.DTMF != "":
		in.DTMF = &cxDTMF{q.DTMF}
	default:
		in.Text = &cxText{q.Text}
	}
	return in
}

func (b *Bot) esInput(q Query) (esInput, error) {
	switch {
	case q.Event != "":
		return esInput{Event: &esEvent{Name: q.Event, Parameters: q.Parameters, LanguageCode: q.Language}}, nil
	case q.DTMF != "":
		return esInput{}, bot.Unreached(errDTMF)
	case len(q.Parameters) > 0:
		return esInput{}, bot.Unreached(errParameters)
	}
	text := strings.ToValidUTF8(q.Text, "\ufffd")
	if q.long() {
		if !b.cut {
			return esInput{}, errTooLong
		}
		text = cutText(text)
	}
	return esInput{Text: &esText{text, q.Language}}, nil
}

// long reports whether the query is a text that ES does not take. CX takes longer
// ones, but does not say how long.
func (q Query) long() bool {
	return q.Event == "" && q.DTMF == "" && utf8.RuneCountInString(q.Text) > MaxText
}

// errTooLong tells the visitor to be brief. The agent was not asked.
var errTooLong = &bot.Error{Err: &chat.Error{
	Code:    chat.CodeTooLarge,
	Message: fmt.Sprintf("That is too long for the assistant. Please say it in at most %d characters.", MaxText),
	Err:     errors.New("dialogflow: the text is too long; see WithCutText"),
}}

// cutText returns as much of a text as ES takes, up to the end of a word where
// there is one in its second half.
func cutText(text string) string {
	runes := []rune(text)
	if len(runes) <= MaxText { // which what was made valid may have become
		return text
	}
	runes = runes[:MaxText+1]
	head := string(runes[:MaxText])
	if at := strings.LastIndexAny(string(runes), " \t\n"); at > len(head)/2 {
		return strings.TrimSpace(head[:at])
	}
	return head
}

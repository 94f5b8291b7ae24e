package dialogflow

import (
	"encoding/json"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

// Query is what Dialogflow is asked in a turn: the first of Event, DTMF and Text
// that is not empty, and what goes along with it.
type Query struct {
	Text  string
	Event string // the name of an event
	DTMF  string // digits as of a telephone, CX only

	Language string // such as "de" or "pt-BR"
	TimeZone string // of the visitor, such as "Europe/Paris"; empty: the agent's
	// Parameters become session parameters of CX, or those of the event of ES,
	// which takes none with a text. They must encode to JSON.
	Parameters map[string]any
	// Payload is for the agent's webhooks. It must encode to JSON.
	Payload map[string]any
}

// blank reports whether there is nothing to ask.
func (q Query) blank() bool {
	return q.Event == "" && q.DTMF == "" && strings.TrimSpace(q.Text) == ""
}

// What the value of a button begins with when it is not simply said.
const (
	eventPrefix = "event:"
	dtmfPrefix  = "dtmf:"
	textPrefix  = "text:"
)

// query returns what is asked in a turn, before the application has its say.
func (b *Bot) query(t chat.Turn) Query {
	q := Query{Language: b.language, Payload: map[string]any{"turn": t.ID, "visitor": t.Visitor.ID}}
	if t.Event.Kind == chat.KindAction {
		q.press(t.Text)
		return q
	}
	q.Text = t.Text
	return q
}

// press takes up the value of a button.
func (q *Query) press(value string) {
	if event, ok := strings.CutPrefix(value, eventPrefix); ok && strings.TrimSpace(event) != "" {
		q.Event = event
		if name, details, ok := strings.Cut(event, " {"); ok {
			q.detail(name, "{"+details)
		}
		return
	}
	if digits, ok := strings.CutPrefix(value, dtmfPrefix); ok && strings.TrimSpace(digits) != "" {
		q.DTMF = digits
		return
	}
	q.Text = strings.TrimPrefix(value, textPrefix)
}

// eventDetails is what the value of a button says about its event, behind the name.
type eventDetails struct {
	LanguageCode string         `json:"languageCode,omitempty"`
	Parameters   map[string]any `json:"parameters,omitempty"`
}

func (q *Query) detail(name, details string) {
	var d eventDetails
	if json.Unmarshal([]byte(details), &d) != nil {
		return
	}
	q.Event, q.Parameters = name, d.Parameters
	if d.LanguageCode != "" {
		q.Language = d.LanguageCode
	}
}

// eventValue returns the value of a button that triggers an event.
func eventValue(name string, d eventDetails) string {
	if d.LanguageCode == "" && len(d.Parameters) == 0 {
		return eventPrefix + name
	}
	encoded, err := json.Marshal(d)
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	return eventPrefix + name + " " + string(encoded)
}

// textValue returns the value of a button that says text.
func textValue(text string) string {
	for _, prefix := range []string{eventPrefix, dtmfPrefix, textPrefix} {
		if strings.HasPrefix(text, prefix) {
			return textPrefix + text
		}
	}
	return text
}

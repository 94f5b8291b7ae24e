package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/chatmount/chatmount/bot/internal/past"
	"github.com/chatmount/chatmount/chat"
)

// Request is what a service gets: the turn as JSON.
type Request struct {
	Turn         string           `json:"turn"`
	Conversation string           `json:"conversation"`
	Visitor      chat.Participant `json:"visitor"`
	Kind         chat.Kind        `json:"kind"` // KindMessage or KindAction
	Text         string           `json:"text"` // what was said, or the value of the pressed button
	Parts        []chat.Part      `json:"parts,omitempty"`
	At           string           `json:"at"`                // chat.TimeLayout
	History      []Said           `json:"history,omitempty"` // oldest first
}

// Said is something that was said before.
type Said struct {
	Role  chat.Role   `json:"role"`
	Text  string      `json:"text"`
	Parts []chat.Part `json:"parts,omitempty"`
	At    string      `json:"at"`
}

// request returns what the service gets of a turn.
func (b *Bot) request(ctx context.Context, t chat.Turn) ([]byte, error) {
	r := Request{
		Turn: t.ID, Conversation: t.Conversation, Visitor: t.Visitor, Kind: t.Event.Kind, Text: t.Text,
		Parts: t.Event.Parts, At: t.Event.At.UTC().Format(chat.TimeLayout),
	}
	if b.history > 0 {
		events, err := t.History(ctx, b.history)
		if err != nil {
			return nil, fmt.Errorf("webhook: the history cannot be read: %w", err)
		}
		r.History = recall(past.Said(events))
	}
	return json.Marshal(r)
}

// maxHistory is the most bytes of a request's history: the rest of it fits into MaxRequest beside it.
const maxHistory = MaxRequest / 2

// recall returns the newest of what was said before that fit into maxHistory, oldest first.
func recall(events []chat.Event) []Said {
	var recalled []Said
	size := 0
	for _, e := range slices.Backward(events) {
		s := remember(e)
		text, err := json.Marshal(s)
		if size += len(text); err != nil || size > maxHistory {
			break
		}
		recalled = append(recalled, s)
	}
	slices.Reverse(recalled)
	return recalled
}

// remember returns what a message or an action says.
func remember(e chat.Event) Said {
	s := Said{Role: e.Author.Role, Text: chat.PlainText(e.Parts), Parts: e.Parts, At: e.At.UTC().Format(chat.TimeLayout)}
	if e.Kind == chat.KindAction {
		s.Text = e.Value
	}
	return s
}

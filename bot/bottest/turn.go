package bottest

import (
	"context"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// visitor is who takes the turns that Says and Presses make.
var visitor = chat.Participant{ID: "visitor-1", Name: "Vera", Role: chat.RoleVisitor}

// Says returns the turn of a visitor who says text. Its fields may be changed:
// each call is the same turn of the same conversation, with an empty history.
func Says(text string) chat.Turn {
	return turn(chat.Event{Kind: chat.KindMessage, Parts: []chat.Part{chat.Text(text)}}, text)
}

// Presses returns the turn of a visitor who presses a button with a value.
func Presses(value string) chat.Turn {
	return turn(chat.Event{Kind: chat.KindAction, Target: chat.Target{Offset: 1}, Value: value}, value)
}

func turn(e chat.Event, text string) chat.Turn {
	e.Conversation, e.Offset, e.Author = "conversation-1", 2, visitor
	e.At = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return chat.Turn{
		ID:           "conversation-1.2",
		Conversation: e.Conversation,
		Visitor:      visitor,
		Event:        e,
		Text:         text,
		History:      func(context.Context, int) ([]chat.Event, error) { return nil, nil },
	}
}

package past

import (
	"slices"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// What was erased is gone, what was edited reads as it does now, and what says nothing is left out.
func TestSaid(t *testing.T) {
	message := func(offset int64, text string) chat.Event {
		return chat.Event{Conversation: "c", Offset: offset, Kind: chat.KindMessage, Parts: []chat.Part{chat.Text(text)}}
	}
	change := func(offset int64, kind chat.Kind, target chat.Target, parts ...chat.Part) chat.Event {
		return chat.Event{Conversation: "c", Offset: offset, Kind: kind, Target: target, Parts: parts}
	}
	got := Said([]chat.Event{
		{Conversation: "c", Offset: 1, Kind: chat.KindJoined},
		message(2, "kept"), message(3, "a typo"), message(4, "my password"), message(5, "first edited, then erased"),
		{Conversation: "c", Offset: 6, Kind: chat.KindAction, Target: chat.Target{Offset: 2}, Value: "yes"},
		change(7, chat.KindEdited, chat.Target{Offset: 3}, chat.Text("a tipo")),
		change(8, chat.KindEdited, chat.Target{ID: "c.3"}, chat.Text("corrected")),
		change(9, chat.KindErased, chat.Target{ID: "c.4"}),
		change(10, chat.KindEdited, chat.Target{Offset: 5}, chat.Text("edited")),
		change(11, chat.KindErased, chat.Target{Offset: 5}),
		change(12, chat.KindErased, chat.Target{ID: "other.2"}),
		{Conversation: "c", Offset: 13, Kind: chat.KindHandoff, Reason: "x"},
	})
	var texts []string
	for _, e := range got {
		texts = append(texts, chat.PlainText(e.Parts)+e.Value)
	}
	if want := []string{"kept", "corrected", "yes"}; !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
}

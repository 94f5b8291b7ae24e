// Package past reads what was said in a conversation from the events of its log.
package past

import "github.com/chatmount/chatmount/chat"

// Said returns the messages and actions among events, with the parts that they have now: one that
// was edited has its last, and one that was erased is left out.
func Said(events []chat.Event) []chat.Event {
	changed := map[int64]chat.Event{}
	for _, e := range events {
		if e.Kind == chat.KindEdited || e.Kind == chat.KindErased {
			if offset, ok := e.Target.Resolve(e.Conversation); ok {
				changed[offset] = e
			}
		}
	}
	var said []chat.Event
	for _, e := range events {
		if e.Kind != chat.KindMessage && e.Kind != chat.KindAction {
			continue
		}
		switch change := changed[e.Offset]; change.Kind {
		case chat.KindErased:
			continue
		case chat.KindEdited:
			e.Parts = change.Parts
		}
		said = append(said, e)
	}
	return said
}

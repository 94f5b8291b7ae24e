package chat

import (
	"context"
	"errors"
)

// earlier is how many of a visitor's conversations are searched for the key of a
// message that names none.
const earlier = 10

// repeated returns the record that is there already under the key of what is
// said, and its conversation; ErrNotFound: it is no repeat. A message that names
// no conversation may be the repeat of one to the visitor's current conversation,
// which was another one then.
func (e *Engine) repeated(ctx context.Context, ev *Event, current Conversation) (string, Record, error) {
	r, err := e.store.Lookup(ctx, current.ID, ev.Author.ID, ev.Key)
	if ev.Conversation != "" || !errors.Is(err, ErrNotFound) {
		return current.ID, r, err
	}
	others, err := e.store.Conversations(ctx, Query{Visitor: current.Visitor, Limit: earlier})
	if err != nil {
		return "", Record{}, err
	}
	for _, c := range others {
		if c.ID == current.ID {
			continue
		}
		if r, err := e.store.Lookup(ctx, c.ID, ev.Author.ID, ev.Key); !errors.Is(err, ErrNotFound) {
			return c.ID, r, err
		}
	}
	return "", Record{}, ErrNotFound
}

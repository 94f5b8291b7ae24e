package bolt

import (
	"context"
	"errors"

	"github.com/chatmount/chatmount/chat"
)

// maxName is the most bytes of a name that becomes part of a key of the file. It
// is well above chat.MaxIDLength characters.
const maxName = 1 << 10

// Create implements chat.Store. CodeInvalid: the id is empty, or it or the
// visitor has more than 1024 bytes.
func (s *Store) Create(ctx context.Context, c chat.Conversation, onlyFirst bool) (chat.Conversation, bool, error) {
	if c.ID == "" || len(c.ID) > maxName || len(c.Visitor) > maxName {
		return chat.Conversation{}, false, invalid("A conversation needs an id; it and the visitor's have at most 1024 bytes.")
	}
	c.Created = c.Created.UTC()
	c.Head, c.State.Version, c.State.Fence = 0, 1, 1
	state, err := encodeState(c.State)
	if err != nil {
		return chat.Conversation{}, false, err
	}
	create := &createChange{id: c.ID, visitor: c.Visitor, description: encodeDescription(c, state), onlyFirst: onlyFirst}
	if err := s.write(ctx, create.apply); err != nil {
		return chat.Conversation{}, false, err
	}
	return create.stored, create.created, nil
}

// createChange is a Create on its way.
type createChange struct {
	id, visitor string
	description []byte
	onlyFirst   bool

	stored  chat.Conversation
	created bool
}

func (a *createChange) apply(b *batch) error {
	a.created = false
	number, err := numberOf(b.tx, a.id)
	exists := err == nil
	if errors.Is(err, chat.ErrNotFound) && a.onlyFirst {
		number, err = newestOf(b.tx, a.visitor)
	}
	if errors.Is(err, chat.ErrNotFound) {
		number, err = a.create(b), nil
	}
	if err != nil {
		return err
	}
	a.stored, err = b.conversation(number)
	if err == nil && exists && a.stored.Visitor != a.visitor {
		return chat.ErrConflict
	}
	return err
}

// create adds the conversation and returns its number.
func (a *createChange) create(b *batch) uint64 {
	b.number++
	a.created = true
	b.put(bucketConversations, numberKey(b.number), a.description)
	b.put(bucketIDs, []byte(a.id), encodeNumber(b.number))
	b.put(bucketVisitors, visitorKey(a.visitor, b.number), nil)
	return b.number
}

package bolt

import (
	"context"
	"errors"

	"github.com/chatmount/chatmount/chat"
)

// maxData is the most bytes that the data of one event may have.
const maxData = 1 << 30

// Append implements chat.Store.
func (s *Store) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if err := s.usable(ctx); err != nil {
		return chat.Appended{}, err
	}
	if len(a.Author)+len(a.Key)+len(a.Data) > maxData {
		return chat.Appended{}, &chat.Error{Code: chat.CodeTooLarge, Message: "This is too large to be stored."}
	}
	for {
		got, err := s.append(ctx, a)
		if !errors.Is(err, errStale) {
			return got, err
		}
	}
}

// errStale refuses an Append whose conversation was loaded before a failed
// commit; it has to be loaded again.
var errStale = errors.New("the conversation may be out of date")

func (s *Store) append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	c, err := s.active.acquire(ctx, a.Conversation)
	if err != nil {
		return chat.Appended{}, err
	}
	change, err := s.newAppend(c, a)
	if err != nil {
		s.active.release(c)
		return chat.Appended{}, err
	}
	if err := s.submit(ctx, &request{change: change, active: c, size: len(change.body)}); err != nil {
		return chat.Appended{}, err
	}
	return change.appended, nil
}

// appendChange is an Append on its way. It shares no memory with the caller, who
// may be gone when it is applied.
type appendChange struct {
	active      *active
	author, key string
	hash        uint64
	body        unsealed
	size        int   // bytes of data, the end of body
	fence       int64 // 0: any
	state       *nextState
	turn        bool

	appended chat.Appended
}

// nextState is what an Append makes of the conversation's state.
type nextState struct {
	replaces int64 // the version that must be the stored one
	fence    int64
	encoded  []byte // with the next version
}

func (s *Store) newAppend(c *active, a chat.Append) (*appendChange, error) {
	change := &appendChange{
		active: c,
		author: a.Author,
		key:    a.Key,
		hash:   s.hash(a.Author, a.Key),
		body:   newUnsealed(a.Author, a.Key, a.Data),
		size:   len(a.Data),
		fence:  a.Fence,
		turn:   a.Turn,
	}
	if a.State != nil {
		next := *a.State
		next.Version++
		encoded, err := encodeState(next)
		if err != nil {
			return nil, err
		}
		change.state = &nextState{replaces: a.State.Version, fence: next.Fence, encoded: encoded}
	}
	return change, nil
}

// apply implements change.
func (a *appendChange) apply(b *batch) error {
	if a.active.stale {
		return errStale
	}
	t := b.stage(a.active)
	if a.key != "" {
		e, err := among(b.bucket(bucketLog), b.candidates(a.active, t, a.hash), a.author, a.key)
		if err == nil {
			a.appended = chat.Appended{Record: e.record(), Repeat: true}
			return nil
		}
		if !errors.Is(err, chat.ErrNotFound) {
			return err
		}
	}
	if a.fence != 0 && a.fence != t.fence || a.state != nil && a.state.replaces != t.version {
		return chat.ErrConflict
	}
	if err := a.setState(b, t); err != nil {
		return err
	}
	b.add(a.active, t, a.body, a.hash)
	if a.turn {
		b.put(bucketTurns, pairKey(a.active.number, uint64(t.end.offset)), []byte{byte(chat.TurnOpen)})
	}
	a.appended = chat.Appended{Record: chat.Record{
		Offset: t.end.offset, Author: a.author, Key: a.key, Data: a.body[len(a.body)-a.size:],
	}}
	return nil
}

// setState replaces the conversation's state, if the change has a new one.
func (a *appendChange) setState(b *batch, t *staged) error {
	if a.state == nil {
		return nil
	}
	key := numberKey(a.active.number)
	description, err := decodeDescription(b.bucket(bucketConversations).Get(key))
	if err != nil {
		return err
	}
	b.put(bucketConversations, key, encodeDescription(description, a.state.encoded))
	t.version, t.fence = a.state.replaces+1, a.state.fence
	return nil
}

package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/chatmount/chatmount/chat"
)

// defaultLimit is how many entries a page has that asks for no number.
const defaultLimit = 50

// conversation is a conversation with all that belongs to it.
type conversation struct {
	chat.Conversation
	records []chat.Record // the record of offset n at n-1
	keys    map[senderKey]int64
	reads   map[string]int64 // participant: offset
	turns   map[int64]chat.TurnState
}

// senderKey is an idempotency key within its scope.
type senderKey struct{ author, key string }

// snapshot returns the conversation with memory of its own.
func (c *conversation) snapshot() chat.Conversation {
	v := c.Conversation
	v.State.Participants = slices.Clone(v.State.Participants)
	return v
}

// Create implements chat.Store.
func (s *Store) Create(ctx context.Context, c chat.Conversation, onlyFirst bool) (chat.Conversation, bool, error) {
	if err := s.begin(ctx); err != nil {
		return chat.Conversation{}, false, err
	}
	defer s.mu.Unlock()
	if have := s.byID[c.ID]; have != nil {
		if have.Visitor != c.Visitor {
			return chat.Conversation{}, false, chat.ErrConflict
		}
		return have.snapshot(), false, nil
	}
	if all := s.visitors[c.Visitor]; onlyFirst && len(all) > 0 {
		return all[len(all)-1].snapshot(), false, nil
	}
	n := &conversation{
		Conversation: c,
		keys:         make(map[senderKey]int64),
		reads:        make(map[string]int64),
		turns:        make(map[int64]chat.TurnState),
	}
	n.Conversation = n.snapshot()
	n.Created = c.Created.UTC().Round(0)
	n.Head, n.State.Version, n.State.Fence = 0, 1, 1
	s.byID[c.ID] = n
	s.created = append(s.created, n)
	s.visitors[c.Visitor] = append(s.visitors[c.Visitor], n)
	return n.snapshot(), true, nil
}

// Conversation implements chat.Store.
func (s *Store) Conversation(ctx context.Context, id string) (chat.Conversation, error) {
	if err := s.begin(ctx); err != nil {
		return chat.Conversation{}, err
	}
	defer s.mu.Unlock()
	c := s.byID[id]
	if c == nil {
		return chat.Conversation{}, chat.ErrNotFound
	}
	return c.snapshot(), nil
}

// Current implements chat.Store.
func (s *Store) Current(ctx context.Context, visitor string) (chat.Conversation, error) {
	if err := s.begin(ctx); err != nil {
		return chat.Conversation{}, err
	}
	defer s.mu.Unlock()
	all := s.visitors[visitor]
	if len(all) == 0 {
		return chat.Conversation{}, chat.ErrNotFound
	}
	return all[len(all)-1].snapshot(), nil
}

// Conversations implements chat.Store.
func (s *Store) Conversations(ctx context.Context, q chat.Query) ([]chat.Conversation, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	all := s.created
	if q.Visitor != "" {
		all = s.visitors[q.Visitor]
	}
	if q.Before != "" {
		i := slices.Index(all, s.byID[q.Before])
		if i < 0 {
			return nil, chat.ErrNotFound
		}
		all = all[:i]
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	var page []chat.Conversation
	for _, c := range slices.Backward(all) {
		if len(page) == q.Limit {
			break
		}
		page = append(page, c.snapshot())
	}
	return page, nil
}

// SetRead implements chat.Store.
func (s *Store) SetRead(ctx context.Context, conversation string, m chat.ReadMark) (bool, error) {
	if err := s.begin(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	c := s.byID[conversation]
	if c == nil {
		return false, chat.ErrNotFound
	}
	if m.Offset <= c.reads[m.Participant] {
		return false, nil
	}
	c.reads[m.Participant] = m.Offset
	return true, nil
}

// Reads implements chat.Store.
func (s *Store) Reads(ctx context.Context, conversation string) ([]chat.ReadMark, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	c := s.byID[conversation]
	if c == nil {
		return nil, chat.ErrNotFound
	}
	var marks []chat.ReadMark
	for _, p := range slices.Sorted(maps.Keys(c.reads)) {
		marks = append(marks, chat.ReadMark{Participant: p, Offset: c.reads[p]})
	}
	return marks, nil
}

// SetTurn implements chat.Store.
func (s *Store) SetTurn(ctx context.Context, conversation string, offset int64, to chat.TurnState) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	c := s.byID[conversation]
	if c == nil || c.turns[offset] == 0 {
		return nil
	}
	switch to {
	case chat.TurnStarted:
		c.turns[offset] = to
	case chat.TurnDone:
		delete(c.turns, offset)
	}
	return nil
}

// Turns implements chat.Store.
func (s *Store) Turns(ctx context.Context) ([]chat.TurnMark, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var marks []chat.TurnMark
	for id, c := range s.byID {
		for offset, state := range c.turns {
			marks = append(marks, chat.TurnMark{Conversation: id, Offset: offset, State: state})
		}
	}
	slices.SortFunc(marks, func(a, b chat.TurnMark) int {
		return cmp.Or(cmp.Compare(a.Conversation, b.Conversation), cmp.Compare(a.Offset, b.Offset))
	})
	return marks, nil
}

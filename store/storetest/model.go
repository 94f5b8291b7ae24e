package storetest

import (
	"cmp"
	"slices"

	"github.com/chatmount/chatmount/chat"
)

// model is a store so plain that it can be seen to be right: slices that are
// searched from end to end.
type model struct {
	conversations []*modelConversation // the oldest first
}

type modelConversation struct {
	chat.Conversation
	log   []chat.Record
	reads []chat.ReadMark
	turns []chat.TurnMark
}

func (m *model) find(id string) *modelConversation {
	for _, c := range m.conversations {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// newestFirst returns the conversations of a visitor, or all of them.
func (m *model) newestFirst(visitor string) []*modelConversation {
	var found []*modelConversation
	for _, c := range slices.Backward(m.conversations) {
		if visitor == "" || c.Visitor == visitor {
			found = append(found, c)
		}
	}
	return found
}

func (m *model) create(c chat.Conversation, onlyFirst bool) (chat.Conversation, bool, error) {
	if have := m.find(c.ID); have != nil {
		if have.Visitor != c.Visitor {
			return chat.Conversation{}, false, chat.ErrConflict
		}
		return have.Conversation, false, nil
	}
	if all := m.newestFirst(c.Visitor); onlyFirst && len(all) > 0 {
		return all[0].Conversation, false, nil
	}
	c.Head, c.State.Version, c.State.Fence = 0, 1, 1
	m.conversations = append(m.conversations, &modelConversation{Conversation: c})
	return c, true, nil
}

func (m *model) append(a chat.Append) (chat.Appended, error) {
	c := m.find(a.Conversation)
	if c == nil {
		return chat.Appended{}, chat.ErrNotFound
	}
	if r, err := m.lookup(a.Conversation, a.Author, a.Key); err == nil {
		return chat.Appended{Record: r, Repeat: true}, nil
	}
	if a.Fence != 0 && a.Fence != c.State.Fence || a.State != nil && a.State.Version != c.State.Version {
		return chat.Appended{}, chat.ErrConflict
	}
	c.Head++
	r := chat.Record{Offset: c.Head, Author: a.Author, Key: a.Key, Data: slices.Clone(a.Data)}
	c.log = append(c.log, r)
	if a.State != nil {
		c.State = *a.State
		c.State.Version++
	}
	if a.Turn {
		c.turns = append(c.turns, chat.TurnMark{Conversation: c.ID, Offset: c.Head, State: chat.TurnOpen})
	}
	return chat.Appended{Record: r}, nil
}

func (m *model) lookup(conversation, author, key string) (chat.Record, error) {
	if c := m.find(conversation); c != nil && key != "" {
		for _, r := range c.log {
			if r.Author == author && r.Key == key {
				return r, nil
			}
		}
	}
	return chat.Record{}, chat.ErrNotFound
}

// pageOf returns the part of a whole log that p selects.
func pageOf(log []chat.Record, p chat.Page) []chat.Record {
	limit := p.Limit
	if limit == 0 {
		limit = 50
	}
	inside := func(r chat.Record) bool {
		return (p.From == 0 || r.Offset >= p.From) && (p.Before == 0 || r.Offset < p.Before)
	}
	candidates := slices.DeleteFunc(slices.Clone(log), func(r chat.Record) bool { return !inside(r) })
	if p.From == 0 {
		slices.Reverse(candidates)
	}
	var page []chat.Record
	sum := 0
	for _, r := range candidates {
		if len(page) == limit || p.Bytes != 0 && sum >= p.Bytes {
			break
		}
		page = append(page, r)
		sum += len(r.Data)
	}
	slices.SortFunc(page, func(a, b chat.Record) int { return cmp.Compare(a.Offset, b.Offset) })
	return page
}

func (m *model) setRead(conversation string, mark chat.ReadMark) (bool, error) {
	c := m.find(conversation)
	if c == nil {
		return false, chat.ErrNotFound
	}
	i := slices.IndexFunc(c.reads, func(r chat.ReadMark) bool { return r.Participant == mark.Participant })
	if i < 0 && mark.Offset > 0 {
		c.reads = append(c.reads, mark)
		slices.SortFunc(c.reads, func(a, b chat.ReadMark) int { return cmp.Compare(a.Participant, b.Participant) })
		return true, nil
	}
	if i < 0 || mark.Offset <= c.reads[i].Offset {
		return false, nil
	}
	c.reads[i] = mark
	return true, nil
}

func (m *model) setTurn(conversation string, offset int64, to chat.TurnState) {
	c := m.find(conversation)
	if c == nil {
		return
	}
	for i, turn := range c.turns {
		if turn.Offset == offset && to > turn.State {
			c.turns[i].State = to
		}
	}
	c.turns = slices.DeleteFunc(c.turns, func(turn chat.TurnMark) bool { return turn.State == chat.TurnDone })
}

func (m *model) turns() []chat.TurnMark {
	var all []chat.TurnMark
	for _, c := range m.conversations {
		all = append(all, c.turns...)
	}
	slices.SortFunc(all, func(a, b chat.TurnMark) int {
		return cmp.Or(cmp.Compare(a.Conversation, b.Conversation), cmp.Compare(a.Offset, b.Offset))
	})
	return all
}

package memory

import (
	"bytes"
	"context"
	"slices"

	"github.com/chatmount/chatmount/chat"
)

// Append implements chat.Store.
func (s *Store) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if err := s.begin(ctx); err != nil {
		return chat.Appended{}, err
	}
	defer s.mu.Unlock()
	c := s.byID[a.Conversation]
	if c == nil {
		return chat.Appended{}, chat.ErrNotFound
	}
	if r, ok := c.lookup(a.Author, a.Key); ok {
		return chat.Appended{Record: r, Repeat: true}, nil
	}
	if a.Fence != 0 && a.Fence != c.State.Fence || a.State != nil && a.State.Version != c.State.Version {
		return chat.Appended{}, chat.ErrConflict
	}
	return chat.Appended{Record: c.append(a)}, nil
}

// append adds a record whose preconditions hold.
func (c *conversation) append(a chat.Append) chat.Record {
	c.Head++
	r := chat.Record{Offset: c.Head, Author: a.Author, Key: a.Key, Data: bytes.Clone(a.Data)}
	c.records = append(c.records, r)
	if a.Key != "" {
		c.keys[senderKey{a.Author, a.Key}] = r.Offset
	}
	if a.State != nil {
		c.State = *a.State
		c.State.Version++
		c.State.Participants = slices.Clone(c.State.Participants)
	}
	if a.Turn {
		c.turns[r.Offset] = chat.TurnOpen
	}
	r.Data = bytes.Clone(r.Data)
	return r
}

// Lookup implements chat.Store.
func (s *Store) Lookup(ctx context.Context, conversation, author, key string) (chat.Record, error) {
	if err := s.begin(ctx); err != nil {
		return chat.Record{}, err
	}
	defer s.mu.Unlock()
	c := s.byID[conversation]
	if c == nil {
		return chat.Record{}, chat.ErrNotFound
	}
	r, ok := c.lookup(author, key)
	if !ok {
		return chat.Record{}, chat.ErrNotFound
	}
	return r, nil
}

// lookup returns a copy of the record that stands for a key. No record stands
// for the empty key.
func (c *conversation) lookup(author, key string) (chat.Record, bool) {
	offset, ok := c.keys[senderKey{author, key}]
	if !ok {
		return chat.Record{}, false
	}
	r := c.records[offset-1]
	r.Data = bytes.Clone(r.Data)
	return r, true
}

// Events implements chat.Store.
func (s *Store) Events(ctx context.Context, conversation string, p chat.Page) ([]chat.Record, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	c := s.byID[conversation]
	if c == nil {
		return nil, chat.ErrNotFound
	}
	page := slices.Clone(c.page(p))
	for i := range page {
		page[i].Data = bytes.Clone(page[i].Data)
	}
	return page, nil
}

// page returns the part of the log that p selects.
func (c *conversation) page(p chat.Page) []chat.Record {
	if p.Limit <= 0 {
		p.Limit = defaultLimit
	}
	if p.From != 0 {
		run := c.records[min(max(p.From, 1)-1, c.Head):]
		n := fill(p, len(run), func(i int) int { return len(run[i].Data) })
		return run[:n]
	}
	if p.Before == 0 {
		p.Before = c.Head + 1
	}
	run := c.records[:min(max(p.Before, 1)-1, c.Head)]
	n := fill(p, len(run), func(i int) int { return len(run[len(run)-1-i].Data) })
	return run[len(run)-n:]
}

// fill returns how many of n events, beginning at the page's fixed end, fit into it.
func fill(p chat.Page, n int, size func(i int) int) int {
	sum := 0
	for i := range min(n, p.Limit) {
		sum += size(i)
		if p.Bytes > 0 && sum >= p.Bytes {
			return i + 1
		}
	}
	return min(n, p.Limit)
}

package faultstore

import (
	"context"

	"github.com/chatmount/chatmount/chat"
)

var _ chat.Store = (*Store)(nil)

// Epoch implements chat.Store; nothing befalls it.
func (s *Store) Epoch() string { return s.inner.Epoch() }

// Append implements chat.Store.
func (s *Store) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	return through(ctx, s, OpAppend, func() (chat.Appended, error) { return s.inner.Append(ctx, a) })
}

// Lookup implements chat.Store.
func (s *Store) Lookup(ctx context.Context, conversation, author, key string) (chat.Record, error) {
	return through(ctx, s, OpRead, func() (chat.Record, error) { return s.inner.Lookup(ctx, conversation, author, key) })
}

// Events implements chat.Store.
func (s *Store) Events(ctx context.Context, conversation string, p chat.Page) ([]chat.Record, error) {
	return through(ctx, s, OpRead, func() ([]chat.Record, error) { return s.inner.Events(ctx, conversation, p) })
}

// Create implements chat.Store.
func (s *Store) Create(ctx context.Context, c chat.Conversation, onlyFirst bool) (stored chat.Conversation, created bool, err error) {
	stored, err = through(ctx, s, OpCreate, func() (c2 chat.Conversation, err error) {
		c2, created, err = s.inner.Create(ctx, c, onlyFirst)
		return c2, err
	})
	return stored, created && err == nil, err
}

// Conversation implements chat.Store.
func (s *Store) Conversation(ctx context.Context, id string) (chat.Conversation, error) {
	return through(ctx, s, OpRead, func() (chat.Conversation, error) { return s.inner.Conversation(ctx, id) })
}

// Current implements chat.Store.
func (s *Store) Current(ctx context.Context, visitor string) (chat.Conversation, error) {
	return through(ctx, s, OpRead, func() (chat.Conversation, error) { return s.inner.Current(ctx, visitor) })
}

// Conversations implements chat.Store.
func (s *Store) Conversations(ctx context.Context, q chat.Query) ([]chat.Conversation, error) {
	return through(ctx, s, OpRead, func() ([]chat.Conversation, error) { return s.inner.Conversations(ctx, q) })
}

// SetRead implements chat.Store.
func (s *Store) SetRead(ctx context.Context, conversation string, m chat.ReadMark) (moved bool, err error) {
	return through(ctx, s, OpSetRead, func() (bool, error) { return s.inner.SetRead(ctx, conversation, m) })
}

// Reads implements chat.Store.
func (s *Store) Reads(ctx context.Context, conversation string) ([]chat.ReadMark, error) {
	return through(ctx, s, OpRead, func() ([]chat.ReadMark, error) { return s.inner.Reads(ctx, conversation) })
}

// SetTurn implements chat.Store.
func (s *Store) SetTurn(ctx context.Context, conversation string, offset int64, to chat.TurnState) error {
	_, err := through(ctx, s, OpSetTurn, func() (struct{}, error) {
		return struct{}{}, s.inner.SetTurn(ctx, conversation, offset, to)
	})
	return err
}

// Turns implements chat.Store.
func (s *Store) Turns(ctx context.Context) ([]chat.TurnMark, error) {
	return through(ctx, s, OpRead, func() ([]chat.TurnMark, error) { return s.inner.Turns(ctx) })
}

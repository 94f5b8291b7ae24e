// Package memory keeps conversations and sessions in the memory of the process:
// for tests and for trying things out. Everything is gone when the process ends.
package memory

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

var (
	_ chat.Store    = (*Store)(nil)
	_ session.Store = (*Store)(nil)
)

// errClosed is what every method returns after Close.
var errClosed = &chat.Error{
	Code:    chat.CodeUnavailable,
	Message: "The chat is shutting down; try again in a moment.",
	Err:     errors.New("store/memory: the store is closed"),
}

// Store implements chat.Store and session.Store. Its methods may be called
// concurrently. The zero value is not usable; see New.
type Store struct {
	epoch string

	mu       sync.Mutex // guards everything below
	closed   bool
	byID     map[string]*conversation
	created  []*conversation            // in the order of creation
	visitors map[string][]*conversation // likewise, by visitor
	sessions map[string]session.Row
}

// New returns an empty store with an epoch of its own.
func New() *Store {
	return &Store{
		epoch:    rand.Text()[:16],
		byID:     make(map[string]*conversation),
		visitors: make(map[string][]*conversation),
		sessions: make(map[string]session.Row),
	}
}

// Close forgets everything. It may be called twice.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.byID, s.created, s.visitors, s.sessions = nil, nil, nil, nil
	return nil
}

// Epoch implements chat.Store.
func (s *Store) Epoch() string { return s.epoch }

// begin locks the store for one call. Without an error the caller unlocks it.
func (s *Store) begin(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	return nil
}

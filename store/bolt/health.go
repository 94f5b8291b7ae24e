package bolt

import (
	"fmt"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// trouble is why the store refuses changes.
type trouble struct {
	cause error
	since time.Time
}

// Health returns nil while the store takes changes. It returns an *chat.Error with
// CodeUnavailable, whose Err says why and since when, while the file cannot be
// written, and after Close. It costs nothing and waits for nothing: ask it as
// often as you like.
//
// The store tries by itself, about once a second, whether it can write again.
func (s *Store) Health() error {
	if s.closed.Load() {
		return errClosed
	}
	t := s.trouble.Load()
	if t == nil {
		return nil
	}
	return s.errUnavailable(fmt.Errorf("since %s: %w", t.since.UTC().Format(time.RFC3339), t.cause))
}

// errUnavailable refuses what cannot be done while the disk fails.
func (s *Store) errUnavailable(cause error) error {
	return &chat.Error{
		Code:       chat.CodeUnavailable,
		Message:    "Messages cannot be saved at the moment; try again soon.",
		RetryAfter: retryMost,
		Err:        fmt.Errorf("store/bolt: cannot use %s: %w", s.path, cause),
	}
}

package session

import (
	"context"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Row is a session as it is kept: everything but its token.
type Row struct {
	ID          string // derived from the token by a hash, so that the token cannot be learned from it
	Participant chat.Participant
	Created     time.Time // UTC
	Used        time.Time // UTC; when it was last used, in steps of a minute or more, or a tenth of a short Lifetime.Idle
	Identified  bool      // the participant is a user of the host
}

// Store keeps sessions. Implementations pass storetest.RunSessions; store/bolt and
// store/memory have it. All methods may be called concurrently; writes are
// durable when they return.
type Store interface {
	// PutSession stores a row, in place of one with the same ID.
	PutSession(ctx context.Context, r Row) error
	// Session returns the row with an ID, or chat.ErrNotFound.
	Session(ctx context.Context, id string) (Row, error)
	// TouchSession raises Used of the row with an ID, or returns chat.ErrNotFound.
	// It never brings a row back that is deleted at the same time, and never
	// lowers Used.
	TouchSession(ctx context.Context, id string, used time.Time) error
	// DeleteSession removes a row; a missing one is no error.
	DeleteSession(ctx context.Context, id string) error
	// SessionsOf returns a participant's rows, the oldest (by Created) first.
	SessionsOf(ctx context.Context, participant string) ([]Row, error)
	// Sweep removes the rows that stale reports, and returns how many.
	// It holds no lock on the store while it calls stale.
	Sweep(ctx context.Context, stale func(Row) bool) (int, error)
}

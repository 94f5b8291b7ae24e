package chat

import "context"

// Sessions resolves who calls. Package chat/session has the default.
//
// Both methods return an *Error with CodeUnauthenticated when there is no live
// session, and may be called concurrently.
type Sessions interface {
	// Resolve returns the session whose secret token it is.
	Resolve(ctx context.Context, token string) (Session, error)
	// Check returns the session with an id as it is now: connections that live
	// long are checked again with it.
	Check(ctx context.Context, id string) (Session, error)
}

package chat

import (
	"context"
	"errors"
	"log/slog"
)

// Options configures an Engine. Store is the only required field.
type Options struct {
	Store     Store        // where conversations live; the caller closes it after Shutdown
	Sessions  Sessions     // who is asked whether the session of a live connection is still good; nil: only its expiry counts
	Bot       Bot          // answers until a person takes over; nil: people only
	Assistant Participant  // who the bot is to visitors; zero: id "bot", name "Assistant"
	Hooks     Hooks        // nil funcs are skipped
	Limits    Limits       // zero fields take DefaultLimits
	Logger    *slog.Logger // nil: slog.Default()
}

// Hooks let the host application look and decide. They are called without any
// lock held and may be called concurrently.
type Hooks struct {
	// BeforeSend may edit a message or refuse it before it is stored. An *Error is
	// told to the sender, any other error as CodeForbidden without its text.
	BeforeSend func(ctx context.Context, s Session, m *Send) error
	// OnEvent is told of each event after it is stored, in the goroutine that
	// appended it, before the ack. It is not called again after a crash: who needs every event
	// follows the log.
	OnEvent func(ctx context.Context, e Event)
}

// Engine runs the conversations of one Store. Its methods may be called
// concurrently.
type Engine struct{}

// New starts an engine and takes up the bot's turns that an earlier process
// left open.
func New(o Options) (*Engine, error) { return nil, errors.ErrUnsupported }

// Limits returns the limits in force.
func (e *Engine) Limits() Limits { return Limits{} }

// Do carries out one command of a session. When it returns without an error,
// what the command appended is on stable storage. Errors are *Error.
func (e *Engine) Do(ctx context.Context, s Session, cmd Command) (Ack, error) { return Ack{}, errors.ErrUnsupported }

// Conversation returns a conversation, or the visitor's current one for an
// empty id. CodeNotFound: there is none, or it is somebody else's.
func (e *Engine) Conversation(ctx context.Context, s Session, id string) (Conversation, error) {
	return Conversation{}, errors.ErrUnsupported
}

// Conversations returns the session's conversations, the newest first; agents
// see everybody's.
func (e *Engine) Conversations(ctx context.Context, s Session, q Query) ([]Conversation, error) {
	return nil, errors.ErrUnsupported
}

// Events returns a page of a conversation's log.
func (e *Engine) Events(ctx context.Context, s Session, conversation string, p Page) ([]Record, error) {
	return nil, errors.ErrUnsupported
}

// Cursor returns the cursor that stands after an offset of a conversation. An
// empty conversation stands for the one that the visitor has not begun yet.
func (e *Engine) Cursor(conversation string, offset int64) string { return "" }

// SignOut ends the connections of a session with CodeSignedOut. Whoever keeps
// sessions calls it when one is revoked or rotated away.
func (e *Engine) SignOut(session string) {}

// Shutdown refuses new commands, ends every subscription with ByeRestart,
// waits for bots and for subscriptions to be closed, and returns when all
// of the engine's goroutines have ended, or with ctx's error when that comes first;
// bots still at work are then cancelled. Call it before http.Server.Shutdown.
func (e *Engine) Shutdown(ctx context.Context) error { return errors.ErrUnsupported }

package chat

import "context"

// Store keeps the logs. Implementations pass storetest.Run. All methods may be
// called concurrently. Whoever opens a store closes it, after Engine.Shutdown.
//
// Errors: ErrNotFound and ErrConflict where a method says so (errors.Is holds);
// an *Error with CodeUnavailable when the store cannot write for now (full,
// read-only, after a failed commit) or is closed, with nothing changed; the
// context's error when ctx ended first. After a context error, and only then,
// the change may or may not have been made: repeat it, for every write here may
// be repeated.
//
// Slices and strings that a Store returns belong to the caller and stay valid;
// those handed in are not kept after the call returns.
type Store interface {
	// Epoch names this incarnation of the logs: the same after a reopen, another
	// one after a backup was restored. At most 16 characters of [A-Za-z0-9].
	Epoch() string

	// Append gives a record its conversation's next offset (1, 2, 3, ... without
	// holes) and returns when it is on stable storage. In the same transaction it
	// applies a.State and opens a.Turn.
	//
	// If a.Key is not empty and the author has appended to this conversation under
	// it before, however long ago, Append returns that record with Repeat set and
	// changes nothing, whatever else a says. Among concurrent calls with one key
	// exactly one appends.
	//
	// ErrNotFound: no such conversation. ErrConflict: a.Fence or a.State.Version is
	// not the conversation's.
	Append(ctx context.Context, a Append) (Appended, error)

	// Lookup returns the record an author appended under a key, or ErrNotFound.
	Lookup(ctx context.Context, conversation, author, key string) (Record, error)

	// Events returns a page of a conversation's log in ascending order: empty when
	// the page lies outside of the log, ErrNotFound when there is no such
	// conversation. Whatever Append has returned is seen.
	Events(ctx context.Context, conversation string, p Page) ([]Record, error)

	// Create stores c as its visitor's newest conversation, which makes it the
	// current one, and returns it with created true. With onlyFirst set it does
	// so only for a visitor who has none, else it returns the current one: among
	// concurrent calls exactly one creates. c.Head is 0, c.State.Version and
	// c.State.Fence are stored as 1. When a conversation c.ID exists, a repeated
	// call gets it with created false, and another visitor's is ErrConflict.
	Create(ctx context.Context, c Conversation, onlyFirst bool) (stored Conversation, created bool, err error)

	// Conversation returns a conversation, or ErrNotFound.
	Conversation(ctx context.Context, id string) (Conversation, error)

	// Current returns a visitor's newest conversation, or ErrNotFound.
	Current(ctx context.Context, visitor string) (Conversation, error)

	// Conversations returns conversations, the newest first (by creation).
	// A q.Before that is not among those q selects is ErrNotFound.
	Conversations(ctx context.Context, q Query) ([]Conversation, error)

	// SetRead durably raises a participant's read mark and reports whether it
	// moved; a mark never goes back. ErrNotFound: no such conversation.
	SetRead(ctx context.Context, conversation string, m ReadMark) (moved bool, err error)

	// Reads returns the read marks of a conversation, ordered by participant.
	Reads(ctx context.Context, conversation string) ([]ReadMark, error)

	// SetTurn durably moves a turn that an Append opened: to TurnStarted before
	// the bot is called, to TurnDone when it has ended, which forgets it. A turn
	// that is not open is left alone.
	SetTurn(ctx context.Context, conversation string, offset int64, s TurnState) error

	// Turns returns the turns that are not done, by conversation and ascending
	// offset. It is asked once, when an Engine starts.
	Turns(ctx context.Context) ([]TurnMark, error)
}

// Append is one addition to a conversation's log.
type Append struct {
	Conversation string
	Author       string
	Key          string // empty: the event can not be repeated
	Data         []byte
	Fence        int64  // unless 0, must be the conversation's State.Fence
	State        *State // unless nil, becomes the conversation's state if its Version is the stored one
	Turn         bool   // opens a turn for this event
}

// Appended is the outcome of an Append.
type Appended struct {
	Record
	Repeat bool // the key was seen before; Record is what it stands for
}

// TurnState says how far a bot's turn has come.
type TurnState uint8

// The states of a turn, in order.
const (
	TurnOpen    TurnState = iota + 1 // stored with the event that it answers
	TurnStarted                      // the bot may have been called
	TurnDone                         // over; not stored
)

// TurnMark is a turn that is not done.
type TurnMark struct {
	Conversation string
	Offset       int64 // of the event that it answers
	State        TurnState
}

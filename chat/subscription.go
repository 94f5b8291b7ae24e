package chat

import (
	"context"
	"errors"
	"time"
)

// Attach says what a connection follows and from where.
type Attach struct {
	Conversation string // empty: the visitor's current one, or the one to come
	Cursor       string // empty: from the head
	// Ring is called, without locks held, when a Pull may find something
	// after one that found nothing left; it must not block. nil: use Wait.
	Ring func()
}

// Subscription is a cursor over one conversation's log, plus what its reader
// has seen of the conversation's state. It costs no goroutine. Pull, Seek and
// Wait are for one goroutine at a time; the others may be called concurrently.
type Subscription struct{}

// Welcome is what a new connection is told.
type Welcome struct {
	Session      Session
	Conversation string // empty: none yet
	Head         int64
	Cursor       string // events begin after it
	Recovered    bool   // the given cursor was taken
	Reset        bool   // a cursor was given and could not be taken
	Participants []Participant
	Reads        []ReadMark
}

// Batch is what a Pull found.
type Batch struct {
	Conversation string
	Reset        bool     // the reader has a hole: Cursor is where it goes on, Head likewise
	Head         int64    // set with Reset
	Records      []Record // contiguous
	Cursor       string   // the place after Records; always set
	Deltas       []Delta
	Typing       []TypingState
	Reads        []ReadMark
	Bye          *Bye // the subscription has ended; nothing comes after it
	More         bool // max was reached: pull again
}

// Empty reports whether there is nothing to tell.
func (b Batch) Empty() bool {
	return !b.Reset && len(b.Records)+len(b.Deltas)+len(b.Typing)+len(b.Reads) == 0 && b.Bye == nil
}

// Delta is a piece of a growing message.
type Delta struct {
	Draft  string
	Author Participant
	From   int // length of the text before it, in UTF-16 units; 0 starts over
	Text   string
	Done   bool // the draft is complete, or given up: nothing more comes of it but its event
}

// TypingState says whether someone types.
type TypingState struct {
	Author Participant
	On     bool
	TTL    time.Duration // when to forget it unless it is said again
}

// Bye says why a subscription has ended.
type Bye struct {
	Code       ByeCode
	Reason     string
	RetryAfter time.Duration // for ByeRestart and ByeOverloaded
}

// ByeCode is one of the codes of the protocol's bye frame.
type ByeCode string

// Why a connection ends. After the first three a client comes back.
const (
	ByeRestart         ByeCode = "restart"
	ByeOverloaded      ByeCode = "overloaded"
	ByeSuperseded      ByeCode = "superseded"
	ByeSignedOut       ByeCode = "signed_out"
	ByeUnauthenticated ByeCode = "unauthenticated" // expired
	ByeForbidden       ByeCode = "forbidden"
	ByeInvalid         ByeCode = "invalid"
)

// Attach subscribes a session to a conversation. The caller closes the subscription.
// Errors: CodeNotFound for a missing or foreign conversation, CodeRateLimited
// when the session has Limits.Connections of them, CodeUnavailable after Shutdown.
func (e *Engine) Attach(ctx context.Context, s Session, a Attach) (*Subscription, Welcome, error) {
	return nil, Welcome{}, errors.ErrUnsupported
}

// Pull returns what is new, without waiting: at most about max bytes of event
// data (one larger event comes alone). The subscription's cursor moves past
// what is returned.
func (s *Subscription) Pull(ctx context.Context, max int) (Batch, error) {
	return Batch{}, errors.ErrUnsupported
}

// Wait blocks until a Pull may find something, or ctx ends. Only for
// subscriptions that were attached without Ring.
func (s *Subscription) Wait(ctx context.Context) error { return errors.ErrUnsupported }

// Seek moves the subscription to a cursor, as Attach would, and reports whether the
// cursor was taken; if not, the next Pull has Reset.
func (s *Subscription) Seek(ctx context.Context, cursor string) (taken bool, err error) {
	return false, errors.ErrUnsupported
}

// Conversation returns the id of the conversation that it follows, empty
// while there is none yet.
func (s *Subscription) Conversation() string { return "" }

// Close ends the subscription and frees its place. It may be called twice.
func (s *Subscription) Close() {}

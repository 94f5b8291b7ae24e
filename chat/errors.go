package chat

import (
	"errors"
	"time"
)

// Code tells programs what kind of error it is. The codes are those of the wire
// protocol (docs/protocol.md), so that a client sees the word the engine used.
type Code string

// The codes. An error without a code counts as CodeInternal: its text is logged
// and never shown to a visitor.
const (
	CodeInvalid         Code = "invalid"         // the request is malformed; repeating it does not help
	CodeUnauthenticated Code = "unauthenticated" // no live session
	CodeForbidden       Code = "forbidden"       // this participant may never do this
	CodeNotFound        Code = "not_found"       // missing, or somebody else's
	CodeConflict        Code = "conflict"        // the conversation has moved on
	CodeTooLarge        Code = "too_large"       // over one of Limits
	CodeRateLimited     Code = "rate_limited"    // again after Error.RetryAfter
	CodeInternal        Code = "internal"        // a fault of the server
	CodeUnavailable     Code = "unavailable"     // shutting down, or the store cannot write; again after RetryAfter
)

// Error is an error with a code for programs and a message that a visitor may
// read. Err, the cause, is for logs only.
type Error struct {
	Code       Code
	Message    string        // a sentence that says what to do
	RetryAfter time.Duration // when to come back; zero: unknown, or no use
	Err        error         // the cause, may be nil
}

// Error returns the code, the message and the cause, for logs.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Message
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first *Error in err's chain, CodeInternal when
// there is none, and "" when err is nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// ErrNotFound is what a Store returns for something that it does not hold.
var ErrNotFound error = &Error{Code: CodeNotFound, Message: "There is nothing here under that name."}

// ErrConflict is what a Store returns when a precondition of an Append does not
// hold (see Append.Fence and Append.State); nothing was changed.
var ErrConflict error = &Error{Code: CodeConflict, Message: "The conversation has changed meanwhile."}

// ErrStopped is what a Subscription returns after Close and an Engine after
// Shutdown.
var ErrStopped error = &Error{
	Code: CodeUnavailable, Message: "The chat is restarting; try again in a moment.", RetryAfter: time.Second,
}

func invalid(message string) error { return &Error{Code: CodeInvalid, Message: message} }

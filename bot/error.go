package bot

import (
	"errors"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Error is why a bot has no answer. Adapters make one with Unreached, Busy,
// Failed, TimedOut or BadReply, so that visitors read the same words whichever
// service stands behind.
type Error struct {
	// MayHaveActed tells whether the service may have received the question and
	// done what it asked for. Asking again is safe only when it is false.
	MayHaveActed bool
	// Err is what the visitor is told, with the cause for logs behind it.
	Err *chat.Error
}

// Error returns the code, the message and the cause, for logs.
func (e *Error) Error() string {
	if e.Err == nil {
		return "bot: no answer"
	}
	return "bot: " + e.Err.Error()
}

// Unwrap returns Err, so that chat.CodeOf and errors.As find it.
func (e *Error) Unwrap() error {
	if e.Err == nil {
		return nil
	}
	return e.Err
}

// MayHaveActed reports whether the bot that returned err may have acted. An
// error that does not say counts as one that may.
func MayHaveActed(err error) bool {
	var e *Error
	if errors.As(err, &e) {
		return e.MayHaveActed
	}
	return err != nil
}

// Unreached returns the error of a service that surely did not get the
// question: the connection failed, or it refused before it looked.
func Unreached(cause error) error {
	return newError(false, chat.CodeUnavailable, "The assistant cannot be reached right now. Please try again in a moment.", cause)
}

// Busy returns the error of a service that refused the question because it has
// too much to do. A retryAfter of zero means that it did not say how long.
func Busy(retryAfter time.Duration, cause error) error {
	e := newError(false, chat.CodeRateLimited, "The assistant has too much to do right now. Please try again in a moment.", cause)
	e.Err.RetryAfter = retryAfter
	return e
}

// Failed returns the error of a service that got the question and reported a
// failure, or whose connection broke while it worked.
func Failed(cause error) error {
	return newError(true, chat.CodeUnavailable, "Something went wrong while the assistant worked on this. Please check before you ask for it again.", cause)
}

// TimedOut returns the error of a service that got the question and did not
// answer in time.
func TimedOut(cause error) error {
	return newError(true, chat.CodeUnavailable, "The assistant did not answer in time. Please check before you ask for it again.", cause)
}

// BadReply returns the error of a service whose answer could not be read. Put
// nothing of the answer's text into the cause: logs are not for conversations.
func BadReply(cause error) error {
	return newError(true, chat.CodeUnavailable, "The assistant gave an answer that cannot be shown. Please try to ask in other words.", cause)
}

func newError(acted bool, code chat.Code, message string, cause error) *Error {
	return &Error{MayHaveActed: acted, Err: &chat.Error{Code: code, Message: message, Err: cause}}
}

package chat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// ErrInterrupted is in the chain of a TurnFailure.Err when the bot's work was cut
// off from outside: the process died or was stopped while the bot was asked, or
// what it said could not be stored. Whether it acted is not known, and it is not asked
// again, because it is no Repeater.
var ErrInterrupted error = &Error{
	Code:    CodeUnavailable,
	Message: "The assistant was interrupted while it worked on this. Please check before you ask for it again.",
}

// What a visitor reads of a failure that has no message of its own, of a turn
// that takes too long, and of an interruption after something had been said already.
const (
	noAnswer      = "Sorry, there is no answer right now. Please try again in a moment."
	lateAnswer    = "The assistant did not answer in time. Please check before you ask for it again."
	partialAnswer = "The assistant was interrupted, and its answer may not be complete. Please check before you ask for it again."
)

// TurnFailure is a turn that ended without the bot's answer, or with only a part
// of it.
type TurnFailure struct {
	Turn         string // its ID
	Conversation string
	Offset       int64 // of the event that was to be answered
	// Err is the bot's error, or has ErrInterrupted in its chain.
	// bot.MayHaveActed(Err) tells whether the bot may have acted.
	Err error
}

// apologise tells the visitor, once, that the turn has no answer, and then the
// host. It returns nil when somebody else answers now.
func (r *responder) apologise(ctx context.Context, cause error) error {
	text, err := r.excuse(ctx, cause)
	if err != nil {
		return err
	}
	ev := Event{
		Kind: KindMessage, Author: System("").Participant, Reply: r.offset,
		Key: fmt.Sprintf("turn.%d.failed", r.offset), Parts: []Part{{Type: PartSystem, Text: text}},
	}
	_, err = r.engine.append(ctx, r.conversation.ID, &ev, Append{Fence: r.conversation.State.Fence})
	if err != nil && !errors.Is(err, ErrConflict) {
		return err
	}
	f := TurnFailure{Turn: EventID(r.conversation.ID, r.offset), Conversation: r.conversation.ID, Offset: r.offset, Err: cause}
	what := "chat: the bot gave no answer"
	if errors.Is(cause, ErrInterrupted) {
		what = "chat: the bot was interrupted and may have acted"
	}
	r.engine.log.Error(what, slog.String("conversation", f.Conversation), slog.String("turn", f.Turn), slog.Any("error", cause))
	if r.engine.hooks.OnTurnFailed != nil {
		r.engine.notify("OnTurnFailed", func() { r.engine.hooks.OnTurnFailed(ctx, f) })
	}
	return nil
}

// excuse returns what the visitor reads.
func (r *responder) excuse(ctx context.Context, cause error) (string, error) {
	if errors.Is(cause, ErrInterrupted) {
		if begun, err := r.stored(ctx, r.engine.bot.who.ID, r.key(1)); err != nil || begun {
			return partialAnswer, err
		}
	}
	var coded *Error
	if !errors.As(cause, new(misuse)) && errors.As(cause, &coded) && coded.Code != CodeInternal {
		return clean(coded.Message), nil
	}
	return noAnswer, nil
}

package chat

import (
	"context"
	"errors"
	"slices"
	"time"
)

// unknown reports whether an append that failed may have been made.
func unknown(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// settle finds out whether an append was made whose answer was lost, by making
// it again under its key, and tells those whom it concerns: nobody else would.
// While the store does not answer it goes on after it has returned, until the
// engine stops, for the next process reads it all anyway.
func (e *Engine) settle(ctx context.Context, ev Event, a Append, t telling) (Appended, error) {
	done, err := e.makeAgain(context.WithoutCancel(ctx), ev, a, t)
	if unknown(err) {
		err = &Error{Code: CodeUnavailable, Message: "It is not known yet whether this was stored; please try again.", Err: err}
	}
	if CodeOf(err) != CodeUnavailable || e.begin() != nil {
		return done, err
	}
	go func() {
		defer e.work.Done()
		for pause := firstPause; ; pause = min(2*pause, longestPause) {
			select {
			case <-time.After(pause):
			case <-e.stop:
				return
			}
			if _, err := e.makeAgain(context.Background(), ev, a, t); !unknown(err) && CodeOf(err) != CodeUnavailable {
				return
			}
		}
	}()
	return done, err
}

func (e *Engine) makeAgain(ctx context.Context, ev Event, a Append, t telling) (Appended, error) {
	done, err := e.store.Append(ctx, a)
	if err == nil && a.Turn && done.Repeat {
		a.Turn, err = e.isOpen(ctx, TurnMark{ev.Conversation, done.Offset, TurnOpen})
	}
	if err != nil {
		return Appended{}, err
	}
	ev.Offset = done.Offset
	e.tell(ctx, &ev, done.Record, &a, t)
	return done, nil
}

// isOpen reports whether a turn is the bot's to answer still: the event may have
// been told of in the meantime.
func (e *Engine) isOpen(ctx context.Context, turn TurnMark) (bool, error) {
	marks, err := e.store.Turns(ctx)
	return slices.Contains(marks, turn), err
}

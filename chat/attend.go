package chat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// lateReturn is how long a bot may take to return when its ctx has ended. One
// that takes longer is left behind: its turn ends without it, and what it still
// says is refused.
const lateReturn = 5 * time.Second

// A message ends what is shown of its author's typing. It is shown anew while the
// turn goes on: soon, and again before readers forget it.
const (
	typingSoon  = 300 * time.Millisecond
	typingAgain = typingTTL * 2 / 3
)

var (
	errStuck    = errors.New("the bot has not returned although its ctx has ended: it is left behind, with its goroutine")
	errGoexit   = errors.New("the bot has ended its goroutine by runtime.Goexit, as a test's Fatal does")
	errAllStuck = &Error{
		Code: CodeUnavailable, Message: "The assistant cannot be reached right now. Please try again in a moment.",
		Err: errors.New("as many calls of the bot as may run at once have not returned although their ctx has ended; restart the program"),
	}
)

// attend lets the bot answer and shows that it types, again and again before
// that is forgotten. It returns what the bot returns.
func (e *Engine) attend(ctx context.Context, t Turn, r *responder) error {
	returned, left := make(chan error, 1), &atomic.Bool{}
	e.work.Add(1) // the turn's own unit keeps Shutdown from having passed
	go func() {
		defer e.work.Done()
		err := errGoexit
		defer func() {
			returned <- err
			if !left.CompareAndSwap(false, true) {
				e.bot.stuck.Add(-1)
			}
		}()
		err = e.reply(ctx, t, r)
	}()
	r.live.setTyping(e.bot.who, true, nil)
	defer r.live.setTyping(e.bot.who, false, nil)
	again := time.NewTicker(typingAgain)
	defer again.Stop()
	over := ctx.Done()
	var late <-chan time.Time
	for {
		select {
		case err := <-returned:
			return err
		case <-again.C:
			r.live.setTyping(e.bot.who, true, nil)
			again.Reset(typingAgain)
		case <-r.spoke:
			again.Reset(typingSoon)
		case <-over:
			over, late = nil, time.After(lateReturn)
		case <-late:
			if left.CompareAndSwap(false, true) {
				e.bot.stuck.Add(1)
			}
			e.log.Error("chat: a bot does not return", slog.String("conversation", t.Conversation), slog.String("turn", t.ID))
			return errStuck
		}
	}
}

// reply calls the bot. A panic counts as an error, one of the error's own methods
// too, as of a nil *Error: it is asked here, where that is caught.
func (e *Engine) reply(ctx context.Context, t Turn, r Responder) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the bot panicked: %v\n%s", p, debug.Stack())
		}
	}()
	if err = e.bot.Reply(ctx, t, r); err != nil {
		_, _, _ = err.Error(), CodeOf(err), errors.Is(err, ErrInterrupted)
	}
	return err
}

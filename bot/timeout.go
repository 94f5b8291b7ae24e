package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Timeout bounds how long a bot may take. Total is for the whole turn. Idle is
// for the pauses while a stream is open: from Stream to the first Write, from
// one Write to the next, to Close. Zero or less means no bound. Thirty seconds in
// all suit most services, two minutes a language model, with fifteen seconds of
// pause.
//
// When the time is over the bot's ctx ends. What it then returns becomes an
// error made by TimedOut, unless it is an *Error already or nil. Timeout waits
// for the bot, which returns soon after its ctx has ended, as chat.Bot demands.
func Timeout(total, idle time.Duration) Middleware {
	return func(next chat.Bot) chat.Bot {
		return Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			ctx, end := context.WithCancelCause(ctx)
			defer end(nil)
			if total > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeoutCause(ctx, total, &lateError{"in all", total})
				defer cancel()
			}
			if idle > 0 {
				watched := &idleResponder{Responder: r, idle: idle, end: end}
				defer watched.stop()
				r = watched
			}
			return named(ctx, next.Reply(ctx, t, r))
		})
	}
}

// named returns err, or what TimedOut makes of it when a bound of Timeout ended
// ctx and err does not tell more.
func named(ctx context.Context, err error) error {
	var told *Error
	if err == nil || errors.As(err, &told) {
		return err
	}
	if late, ok := context.Cause(ctx).(*lateError); ok {
		return TimedOut(fmt.Errorf("%w: %w", late, err))
	}
	return err
}

// lateError says which bound of Timeout was passed.
type lateError struct {
	what  string
	bound time.Duration
}

func (e *lateError) Error() string { return fmt.Sprintf("the bot took over %v %s", e.bound, e.what) }

// idleResponder watches the pauses of the streams that a bot opens.
type idleResponder struct {
	chat.Responder
	idle    time.Duration
	end     context.CancelCauseFunc
	streams []*time.Timer
}

// Stream begins a watched stream.
func (r *idleResponder) Stream(ctx context.Context) (chat.Stream, error) {
	s, err := r.Responder.Stream(ctx)
	if err != nil {
		return nil, err
	}
	over := &lateError{"without a word", r.idle}
	timer := time.AfterFunc(r.idle, func() { r.end(over) })
	r.streams = append(r.streams, timer)
	return &idleStream{Stream: s, idle: r.idle, timer: timer}, nil
}

// stop ends the watch over streams that the bot left open.
func (r *idleResponder) stop() {
	for _, timer := range r.streams {
		timer.Stop()
	}
}

type idleStream struct {
	chat.Stream
	idle  time.Duration
	timer *time.Timer
}

func (s *idleStream) Write(text string) error {
	err := s.Stream.Write(text)
	if err == nil {
		s.timer.Reset(s.idle)
	}
	return err
}

func (s *idleStream) Close(ctx context.Context, parts ...chat.Part) error {
	s.timer.Stop()
	return s.Stream.Close(ctx, parts...)
}

package dialogflow

import (
	"context"
	"errors"
	"time"
)

var errLate = errors.New("dialogflow: no answer in time")

// clock ends a ctx with errLate when an answer, or a pause within it, takes too long.
type clock struct {
	ctx    context.Context
	end    context.CancelCauseFunc
	until  time.Time // when the answer must be there
	paused time.Time
	timer  *time.Timer
}

func newClock(ctx context.Context, most time.Duration) *clock {
	c := &clock{until: time.Now().Add(most)}
	c.ctx, c.end = context.WithCancelCause(ctx)
	c.timer = time.AfterFunc(most, func() { c.end(errLate) })
	return c
}

// pause stops the clock while what has come is taken up.
func (c *clock) pause() {
	c.timer.Stop()
	c.paused = time.Now()
}

// resume goes on; something more must come within idle.
func (c *clock) resume(idle time.Duration) {
	c.until = c.until.Add(time.Since(c.paused))
	c.timer.Reset(min(idle, time.Until(c.until)))
}

// next lets another answer begin, which may take all of the time that is left.
func (c *clock) next() { c.timer.Reset(time.Until(c.until)) }

// stop ends the ctx.
func (c *clock) stop() {
	c.timer.Stop()
	c.end(nil)
}

// sleep waits, or returns false when there is no time for that.
func (c *clock) sleep(d time.Duration) bool {
	deadline, ok := c.ctx.Deadline()
	if time.Until(c.until) <= d || ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.ctx.Done():
		return false
	}
}

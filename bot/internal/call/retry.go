package call

import (
	"context"
	"errors"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// retry counts what was tried for one question.
type retry struct{ dials, refusals, failures int }

// How often and how fast a question is asked again.
const (
	maxDials     = 2
	firstDial    = 300 * time.Millisecond
	maxFailures  = 2
	firstFailure = time.Second
	firstRefusal = time.Second
	doublings    = 5 // of the pause after a refusal: 32 s at most
)

// wait waits until a question that failed with err may be asked again. It
// returns false when it must not, or when there is no time left for it.
func (r *retry) wait(ctx context.Context, err error, harmless bool) bool {
	var public *chat.Error
	switch {
	case errors.Is(err, errBroken) && harmless && r.failures < maxFailures:
		pause := Jitter(firstFailure << r.failures)
		r.failures++
		return sleep(ctx, pause)
	case bot.MayHaveActed(err):
		return false
	case errors.Is(err, errUnsent) && r.dials < maxDials:
		pause := Jitter(firstDial << r.dials)
		r.dials++
		return sleep(ctx, pause)
	case errors.As(err, &public) && public.Code == chat.CodeRateLimited:
		pause := public.RetryAfter
		if pause == 0 {
			pause = Jitter(firstRefusal << min(r.refusals, doublings))
		}
		r.refusals++
		return sleep(ctx, pause)
	}
	return false
}

// sleep waits, or returns false when ctx ends before that.
func sleep(ctx context.Context, d time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

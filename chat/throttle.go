package chat

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// throttle bounds how fast each participant may append, over all connections.
type throttle struct {
	rate  rate.Limit
	burst int

	mu      sync.Mutex // guards buckets
	buckets map[string]*rate.Limiter
}

func (t *throttle) init(l Limits) {
	t.rate, t.burst, t.buckets = rate.Limit(l.Rate), l.Burst, map[string]*rate.Limiter{}
}

// take returns nil, or the error that says when to come back. The host itself
// is never slowed down.
func (t *throttle) take(p Participant, now time.Time) error {
	if p.Role == RoleSystem {
		return nil
	}
	t.mu.Lock()
	b := t.buckets[p.ID]
	if b == nil {
		b = rate.NewLimiter(t.rate, t.burst)
		t.buckets[p.ID] = b
	}
	t.mu.Unlock()
	r := b.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait == 0 {
		return nil
	}
	r.CancelAt(now)
	return &Error{Code: CodeRateLimited, Message: "You are writing very fast; this will be sent in a moment.", RetryAfter: wait}
}

// forget drops the buckets that are full again: a new one would be the same.
func (t *throttle) forget(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, b := range t.buckets {
		if b.TokensAt(now) >= float64(t.burst) {
			delete(t.buckets, id)
		}
	}
}

package chat

import (
	"context"
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

// singleFlight lets one command at a time through under one participant's key,
// so that a repeat which comes while the first try is under way finds its ack
// instead of paying for a second try.
type singleFlight struct {
	mu sync.Mutex // guards flying
	// flying holds the keys under way, each with a channel that is closed at its
	// end; nil as long as nobody waits for that.
	flying map[flight]chan struct{}
}

type flight struct{ participant, key string }

// enter waits for the command before it. The caller calls leave when it is done.
func (s *singleFlight) enter(ctx context.Context, f flight) error {
	for {
		over := s.take(f)
		if over == nil {
			return nil
		}
		select {
		case <-over:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// take returns nil when the key is the caller's now, or what to wait for.
func (s *singleFlight) take(f flight) (over chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	over, busy := s.flying[f]
	switch {
	case busy && over == nil:
		over = make(chan struct{})
		s.flying[f] = over
	case !busy:
		if s.flying == nil {
			s.flying = map[flight]chan struct{}{}
		}
		s.flying[f] = nil
	}
	return over
}

func (s *singleFlight) leave(f flight) {
	s.mu.Lock()
	over := s.flying[f]
	delete(s.flying, f)
	s.mu.Unlock()
	if over != nil {
		close(over)
	}
}

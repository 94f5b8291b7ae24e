package transport

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/chatmount/chatmount/chat"
)

// newcomers bounds how many sessions each address begins.
type newcomers struct {
	perMinute int

	mu      sync.Mutex // guards what follows
	buckets map[netip.Addr]*rate.Limiter
	swept   time.Time
}

func (n *newcomers) init(perMinute int) {
	n.perMinute, n.buckets = perMinute, map[netip.Addr]*rate.Limiter{}
	if n.perMinute <= 0 {
		n.perMinute = 10
	}
}

// take returns nil, or the error that says when to come back. An address that
// is not valid is not counted.
func (n *newcomers) take(from netip.Addr, now time.Time) error {
	if !from.IsValid() {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sweep(now)
	b := n.buckets[from]
	if b == nil {
		b = rate.NewLimiter(rate.Every(time.Minute/time.Duration(n.perMinute)), n.perMinute)
		n.buckets[from] = b
	}
	r := b.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait == 0 {
		return nil
	}
	r.CancelAt(now)
	return &chat.Error{
		Code: chat.CodeRateLimited, RetryAfter: wait,
		Message: "Too many new visitors come from this address; try again in a moment.",
	}
}

// sweep forgets once a minute the buckets that are full again: a new one would
// be the same. n.mu is held.
func (n *newcomers) sweep(now time.Time) {
	if now.Sub(n.swept) < time.Minute {
		return
	}
	n.swept = now
	for a, b := range n.buckets {
		if b.TokensAt(now) >= float64(n.perMinute) {
			delete(n.buckets, a)
		}
	}
}

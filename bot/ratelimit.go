package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/chatmount/chatmount/chat"
)

// Quota is how many turns are answered in a time. They may come at once; the
// quota then fills up again evenly. The zero Quota means no bound.
type Quota struct {
	Turns int
	Per   time.Duration
}

func (q Quota) limiter() *rate.Limiter {
	if q.Turns <= 0 || q.Per <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(float64(q.Turns)/q.Per.Seconds()), q.Turns)
}

// RateLimit bounds how often a bot is asked, by each visitor and by all of them
// together: asking may cost money. A turn over a quota is not asked; the visitor reads
// that there is too much to do, as the message of a *Error that has CodeRateLimited and
// when to come back. Put Fallback around it to say or do something else.
//
// It counts within this process, and each call of the Middleware counts for itself.
func RateLimit(visitor, all Quota) Middleware {
	return func(next chat.Bot) chat.Bot {
		q := &quotas{visitor: visitor, all: all.limiter(), most: minBuckets, buckets: map[string]*rate.Limiter{}}
		return Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			if err := q.take(t.Visitor.ID, time.Now()); err != nil {
				return err
			}
			return next.Reply(ctx, t, r)
		})
	}
}

// quotas count the turns of one RateLimit.
type quotas struct {
	visitor Quota
	all     *rate.Limiter // nil: no bound

	mu      sync.Mutex // guards what follows
	buckets map[string]*rate.Limiter
	most    int // buckets before those that are full again are dropped
}

const minBuckets = 1024

// The causes, for logs.
var (
	errVisitorQuota = errors.New("the visitor's quota is used up")
	errQuota        = errors.New("the quota of all visitors is used up")
)

// take counts a turn, or returns the error that says when to come back.
func (q *quotas) take(visitor string, now time.Time) error {
	own := q.bucket(visitor, now)
	mine, wait := reserve(own, now)
	if wait > 0 {
		return Busy(wait, errVisitorQuota)
	}
	if _, wait := reserve(q.all, now); wait > 0 {
		if mine != nil {
			mine.CancelAt(now)
		}
		return Busy(wait, errQuota)
	}
	return nil
}

// reserve takes a turn out of a bucket, or returns how long it takes until one is there.
func reserve(l *rate.Limiter, now time.Time) (*rate.Reservation, time.Duration) {
	if l == nil {
		return nil, 0
	}
	r := l.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return r, wait
}

// bucket returns a visitor's bucket, nil when there is no bound.
func (q *quotas) bucket(visitor string, now time.Time) *rate.Limiter {
	q.mu.Lock()
	defer q.mu.Unlock()
	if b := q.buckets[visitor]; b != nil {
		return b
	}
	if len(q.buckets) >= q.most {
		q.forget(now)
	}
	b := q.visitor.limiter()
	if b != nil {
		q.buckets[visitor] = b
	}
	return b
}

// forget drops the buckets that are full again: new ones would be the same. q.mu
// is held.
func (q *quotas) forget(now time.Time) {
	for id, b := range q.buckets {
		if b.TokensAt(now) >= float64(q.visitor.Turns) {
			delete(q.buckets, id)
		}
	}
	q.most = max(minBuckets, 2*len(q.buckets))
}

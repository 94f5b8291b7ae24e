package bot

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

// Visitors whose quota is full again take no memory, and nobody is forgotten
// before.
func TestQuotasForget(t *testing.T) {
	now := time.Now()
	q := &quotas{visitor: Quota{Turns: 1, Per: time.Hour}, most: minBuckets, buckets: map[string]*rate.Limiter{}}
	for i := range 5 * minBuckets {
		if err := q.take(fmt.Sprint(i), now); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.take("0", now.Add(time.Minute)); err == nil {
		t.Error("a visitor was forgotten too early")
	}
	now = now.Add(time.Hour)
	for i := range 5 * minBuckets {
		if err := q.take(fmt.Sprint("later", i), now); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
	}
	if n := len(q.buckets); n > 4*3600 {
		t.Errorf("%d visitors are remembered", n)
	}
	if _, there := q.buckets["1"]; there {
		t.Error("a visitor of long ago is remembered")
	}
}

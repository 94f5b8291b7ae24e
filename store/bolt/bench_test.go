package bolt

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// The append rate with so many senders, each in its own conversation, beside one
// db.Update a message in the same run: "x-update" is the ratio of the rates.
func BenchmarkAppend(b *testing.B) {
	for _, senders := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) {
			s, commits := openCounted(b)
			defer mustClose(b, s)
			for i := range senders {
				newConversation(b, s, fmt.Sprint(i))
			}
			before := commits.Load()
			b.ResetTimer()
			rate := spread(b, senders, 0, b.N, func(sender, n int) {
				mustAppend(b, s, fmt.Sprint(sender), fmt.Sprint(n))
			})
			b.StopTimer()
			b.ReportMetric(float64(b.N)/float64(commits.Load()-before), "appends/commit")
			b.ReportMetric(rate, "appends/s")
			b.ReportMetric(rate/updateRate(b, senders), "x-update")
		})
	}
}

// spread shares the calls of f with n from first to last-1 among senders, and
// returns how many a second were made.
func spread(b *testing.B, senders, first, last int, f func(sender, n int)) float64 {
	b.Helper()
	next := int64(first)
	var wg sync.WaitGroup
	begun := time.Now()
	for i := range senders {
		wg.Go(func() {
			for n := atomic.AddInt64(&next, 1); n <= int64(last); n = atomic.AddInt64(&next, 1) {
				f(i, int(n)-1)
			}
		})
	}
	wg.Wait()
	return float64(last-first) / time.Since(begun).Seconds()
}

// updateRate is how many messages a second plain bbolt stores with one
// transaction each, under keys of conversation and offset.
func updateRate(b *testing.B, senders int) float64 {
	b.Helper()
	db, err := bbolt.Open(newPath(b), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoStatistics: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	return spread(b, senders, 0, 1000, func(sender, n int) {
		err := db.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists(bucketLog)
			if err != nil {
				return err
			}
			return bucket.Put(pairKey(uint64(sender), uint64(n)), make([]byte, 230))
		})
		if err != nil {
			b.Error(err)
		}
	})
}

// How many appends a commit carries on one processor with 100 senders.
func BenchmarkBatchOnOneProcessor(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s, commits := openCounted(b)
	defer mustClose(b, s)
	b.ReportMetric(sendAll(b, s, commits, 100, (b.N+99)/100), "appends/commit")
}

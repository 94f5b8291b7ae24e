package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
)

const (
	conversations = 10_000
	writers       = 64
)

// portions is how many times appends to the small and to the large database are
// measured in turn, and portion how many these are each time. The small one grows by
// that, but stays small.
const (
	portions = 21
	portion  = 1000
)

// large measures what an append costs in a small and in a large database, in turn,
// so that whatever else the machine does befalls both; and then what the newest
// page costs in the large one.
func large(o options, t *table) error {
	dir, err := os.MkdirTemp("", "chatmount-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	few := o.messages / 100
	small, err := filled(ctx, filepath.Join(dir, "small.db"), few)
	if err != nil {
		return err
	}
	defer small.Close()
	big, err := filled(ctx, filepath.Join(dir, "large.db"), o.messages-portions*portion)
	if err != nil {
		return err
	}
	defer big.Close()
	var slow, fast, ratios []float64
	for i := range portions {
		f, err := fill(ctx, small, few+i*portion, portion)
		if err != nil {
			return err
		}
		s, err := fill(ctx, big, o.messages+i*portion, portion)
		if err != nil {
			return err
		}
		fast, slow, ratios = append(fast, f), append(slow, s), append(ratios, s/f)
	}
	t.add("append rate, 64 writers", fmt.Sprintf("%d to %d stored", few, few+portions*portion), fmt.Sprintf("%.0f/s", middle(fast)), "")
	t.add("append rate, 64 writers", fmt.Sprintf("%d stored", o.messages), fmt.Sprintf("%.0f/s", middle(slow)), target("rate", middle(ratios), 0.9, false))
	return newest(ctx, big, o, t)
}

// filled returns a database with so many messages.
func filled(ctx context.Context, path string, n int) (*bolt.Store, error) {
	db, err := bolt.Open(path)
	if err != nil {
		return nil, err
	}
	err = each(conversations, func(i int) error {
		_, _, err := db.Create(ctx, chat.Conversation{ID: id(i), Visitor: fmt.Sprint("v", i), Created: time.Now()}, false)
		return err
	})
	if err == nil {
		_, err = fill(ctx, db, 0, n)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func id(i int) string { return fmt.Sprintf("c_%d", i) }

var data = []byte(fmt.Sprintf(`{"at":"2026-01-01T00:00:00.000Z","author":{"id":"v","name":"Visitor","role":"visitor"},"kind":"message","parts":[{"type":"text","text":%q}]}`, text))

// fill appends messages to conversations at random and returns the rate.
func fill(ctx context.Context, db *bolt.Store, from, n int) (float64, error) {
	begin := time.Now()
	err := each(n, func(i int) error {
		_, err := db.Append(ctx, chat.Append{Conversation: id(rand.N(conversations)), Author: "v", Key: fmt.Sprint(from + i), Data: data})
		return err
	})
	return float64(n) / time.Since(begin).Seconds(), err
}

// each calls f for 0 to n-1 from many goroutines.
func each(n int, f func(i int) error) error {
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for w := range writers {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += writers {
				errs[w] = f(i)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// newest reads the last 50 events of conversations at random, first those that
// nobody has read yet, then the same again.
func newest(ctx context.Context, db *bolt.Store, o options, t *table) error {
	const reads = 2000
	read := func(i int) (time.Duration, error) {
		begin := time.Now()
		_, err := db.Events(ctx, id(i%conversations), chat.Page{Limit: 50})
		return time.Since(begin), err
	}
	for _, name := range []string{"first read", "warm"} {
		var times []time.Duration
		for i := range reads {
			d, err := read(i)
			if err != nil {
				return err
			}
			times = append(times, d)
		}
		slices.Sort(times)
		verdict := ""
		if name == "warm" {
			verdict = fmt.Sprintf("target p50 at most 100 µs: %s", map[bool]string{true: "met", false: "**missed**"}[times[reads/2] <= 100*time.Microsecond])
		}
		t.add("last 50 of a conversation, "+name, fmt.Sprintf("%d stored", o.messages),
			fmt.Sprintf("p50 %.0f µs, p99 %.0f µs", micros(times[reads/2]), micros(times[reads*99/100])), verdict)
	}
	return nil
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

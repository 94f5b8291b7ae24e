package main

import (
	"context"
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

// large fills a database and measures, on the way, what an append costs in a
// small and in a large one, and at the end what the newest page costs.
func large(o options, t *table) error {
	dir, err := os.MkdirTemp("", "chatmount-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := bolt.Open(filepath.Join(dir, "large.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	ctx := context.Background()
	if err := each(conversations, func(i int) error {
		_, _, err := db.Create(ctx, chat.Conversation{ID: id(i), Visitor: fmt.Sprint("v", i), Created: time.Now()}, false)
		return err
	}); err != nil {
		return err
	}
	small, err := fill(ctx, db, 0, o.messages/100)
	if err != nil {
		return err
	}
	if _, err = fill(ctx, db, o.messages/100, o.messages*98/100); err != nil {
		return err
	}
	full, err := fill(ctx, db, o.messages*99/100, o.messages/100)
	if err != nil {
		return err
	}
	t.add("append rate, 64 writers", fmt.Sprintf("%d stored", o.messages/100), fmt.Sprintf("%.0f/s", small), "")
	t.add("append rate, 64 writers", fmt.Sprintf("%d stored", o.messages), fmt.Sprintf("%.0f/s", full), target("rate", full/small, 0.9, false))
	return newest(ctx, db, o, t)
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

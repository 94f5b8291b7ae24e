package bolt

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// How appending and reading keep up while the file grows, with 64 senders over
// 10,000 conversations; run it with -benchtime=1000000x. "x-small" is the rate of
// the last 10,000 appends beside the first 10,000; "µs/last50" is the median time of a
// page of a conversation's newest 50 events that is in memory, "µs/first50" of its
// oldest.
func BenchmarkGrowth(b *testing.B) {
	const senders, conversations, portion = 64, 10_000, 10_000
	s := mustOpen(b, newPath(b))
	defer mustClose(b, s)
	spread(b, senders, 0, conversations, func(_, n int) { newConversation(b, s, fmt.Sprint(n)) })
	id := func(n int) string { return fmt.Sprint(uint64(n) * 0x9e3779b97f4a7c15 >> 32 % conversations) }
	send := func(_, n int) { mustAppend(b, s, id(n), fmt.Sprint(n)) }

	end := max(b.N, 3*portion)
	small := spread(b, senders, 0, portion, send)
	spread(b, senders, portion, end-portion, send)
	large := spread(b, senders, end-portion, end, send)
	b.ReportMetric(large, "appends/s")
	b.ReportMetric(large/small, "x-small")
	b.ReportMetric(readTime(b, s, id, chat.Page{Limit: 50}), "µs/last50")
	b.ReportMetric(readTime(b, s, id, chat.Page{From: 1, Limit: 50}), "µs/first50")
}

// readTime returns the median of how many microseconds it takes to read a page
// a second time.
func readTime(b *testing.B, s *Store, id func(n int) string, p chat.Page) float64 {
	b.Helper()
	var times []time.Duration
	for n := range 1000 {
		for again := range 2 {
			begun := time.Now()
			if _, err := s.Events(b.Context(), id(n), p); err != nil {
				b.Fatal(err)
			}
			if again > 0 {
				times = append(times, time.Since(begun))
			}
		}
	}
	slices.Sort(times)
	return float64(times[len(times)/2].Nanoseconds()) / 1e3
}

package bolt

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// How appending and reading keep up while the file grows, with 64 senders over
// 10,000 conversations; run it with -benchtime=1000000x. "x-small" is the append rate
// beside that of a database with 10,000 events: the two are measured in turn, for
// what else the machine does changes more than they differ, and the median counts.
// "µs/last50" is the median time of a page of a conversation's newest 50 events that
// is in memory, "µs/first50" of its oldest.
func BenchmarkGrowth(b *testing.B) {
	const small, rounds, portion = 10_000, 21, 2_000
	few, many := newGrowing(b), newGrowing(b)
	few.append(b, small)
	many.append(b, max(b.N, small))
	var rates, ratios []float64
	for range rounds {
		rate := many.append(b, portion)
		rates = append(rates, rate)
		ratios = append(ratios, rate/few.append(b, portion))
	}
	b.ReportMetric(median(rates), "appends/s")
	b.ReportMetric(median(ratios), "x-small")
	b.ReportMetric(readTime(b, many.s, many.id, chat.Page{Limit: 50}), "µs/last50")
	b.ReportMetric(readTime(b, many.s, many.id, chat.Page{From: 1, Limit: 50}), "µs/first50")
}

// growing is a store that grows.
type growing struct {
	s        *Store
	appended int
}

const growingConversations, growingSenders = 10_000, 64

func newGrowing(b *testing.B) *growing {
	b.Helper()
	g := &growing{s: mustOpen(b, newPath(b))}
	b.Cleanup(func() { mustClose(b, g.s) })
	spread(b, growingSenders, 0, growingConversations, func(_, n int) { newConversation(b, g.s, fmt.Sprint(n)) })
	return g
}

// id is the conversation of the n-th event: any of them.
func (g *growing) id(n int) string {
	return fmt.Sprint(uint64(n) * 0x9e3779b97f4a7c15 >> 32 % growingConversations)
}

// append appends n events and returns the rate.
func (g *growing) append(b *testing.B, n int) float64 {
	b.Helper()
	first := g.appended
	g.appended += n
	return spread(b, growingSenders, first, g.appended, func(_, n int) { mustAppend(b, g.s, g.id(n), fmt.Sprint(n)) })
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
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

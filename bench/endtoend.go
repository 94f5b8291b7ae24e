package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// exchanged is what one closed-loop run measured.
type exchanged struct {
	cpu       float64 // server CPU microseconds a message
	rate      float64 // messages a second
	p50, p99  float64 // milliseconds from send to ack and delivery
	exchanges int
}

// endToEnd sends a message, waits for it to be acked and delivered, and sends
// the next, in so many conversations at once.
func endToEnd(o options, t *table) error {
	systems := []string{ours, smallest, centrifugo}
	for _, conversations := range o.conversations {
		results := map[string][]exchanged{}
		for range o.runs {
			for _, system := range systems {
				r, err := exchangeRun(o, system, conversations)
				if err != nil {
					return fmt.Errorf("%s, %d conversations: %w", system, conversations, err)
				}
				results[system] = append(results[system], r)
			}
		}
		mine := median(results[ours])
		for _, system := range systems {
			m := median(results[system])
			t.add(fmt.Sprintf("%d conversations", conversations), system,
				fmt.Sprintf("%.0f µs CPU, %.0f/s, p50 %.2f ms, p99 %.2f ms", m.cpu, m.rate, m.p50, m.p99),
				endToEndRatio(system, conversations, mine, m))
		}
	}
	return nil
}

func endToEndRatio(system string, conversations int, mine, other exchanged) string {
	switch {
	case system == ours:
		return ""
	case conversations == 1 && system == smallest:
		return target("p50", mine.p50/other.p50, 1.15, true)
	case conversations == 1:
		return fmt.Sprintf("p50 %.2f x", mine.p50/other.p50)
	case system == smallest:
		return target("CPU", mine.cpu/other.cpu, 1.3, true)
	}
	return target("CPU", mine.cpu/other.cpu, 0.65, true) + "; " + target("rate", mine.rate/other.rate, 2, false)
}

func exchangeRun(o options, system string, conversations int) (exchanged, error) {
	c, err := spawn(system)
	if err != nil {
		return exchanged{}, err
	}
	defer c.stop()
	ctx, cancel := context.WithTimeout(context.Background(), o.time+time.Minute)
	defer cancel()
	pairs := make([]*pair, conversations)
	for i := range pairs {
		if pairs[i], err = openPair(ctx, system, c.addr, fmt.Sprintf("c%d", i)); err != nil {
			return exchanged{}, err
		}
		defer pairs[i].close()
		if _, err := pairs[i].exchange(ctx, "warm"); err != nil {
			return exchanged{}, err
		}
	}
	before, err := c.cpu()
	if err != nil {
		return exchanged{}, err
	}
	profiled := o.profiling(c, fmt.Sprintf("%s-%d", system, conversations))
	begin := time.Now()
	times, err := loop(ctx, pairs, begin.Add(o.time))
	took := time.Since(begin)
	err = cmp.Or(err, profiled())
	after, err2 := c.cpu()
	if err = cmp.Or(err, err2); err != nil {
		return exchanged{}, err
	}
	slices.Sort(times)
	n := len(times)
	return exchanged{
		cpu:  float64((after - before).Microseconds()) / float64(n),
		rate: float64(n) / took.Seconds(), exchanges: n,
		p50: millis(times[n/2]), p99: millis(times[n*99/100]),
	}, nil
}

// loop lets every pair exchange messages until the end comes.
func loop(ctx context.Context, pairs []*pair, end time.Time) ([]time.Duration, error) {
	var wg sync.WaitGroup
	times := make([][]time.Duration, len(pairs))
	errs := make([]error, len(pairs))
	for i, p := range pairs {
		wg.Go(func() {
			for n := 0; time.Now().Before(end); n++ {
				d, err := p.exchange(ctx, fmt.Sprint(n))
				if err != nil {
					errs[i] = err
					return
				}
				times[i] = append(times[i], d)
			}
		})
	}
	wg.Wait()
	return slices.Concat(times...), cmp.Or(errs...)
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// median takes the median of each figure by itself.
func median(rs []exchanged) exchanged {
	of := func(f func(exchanged) float64) float64 {
		vs := make([]float64, len(rs))
		for i, r := range rs {
			vs[i] = f(r)
		}
		return middle(vs)
	}
	return exchanged{
		cpu: of(func(e exchanged) float64 { return e.cpu }), rate: of(func(e exchanged) float64 { return e.rate }),
		p50: of(func(e exchanged) float64 { return e.p50 }), p99: of(func(e exchanged) float64 { return e.p99 }),
	}
}

func middle(vs []float64) float64 {
	slices.Sort(vs)
	return vs[len(vs)/2]
}

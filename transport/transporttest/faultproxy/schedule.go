package faultproxy

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Schedule is a course of faults that ends healed. The same seed, length and
// kinds give the same schedule.
type Schedule struct {
	Seed   uint64
	Length time.Duration // when everything is healed
	Steps  []Step        // in the order of time
}

// Step puts a fault into force, which stays until the next step.
type Step struct {
	At    time.Duration // since the beginning
	Fault Fault
}

// NewSchedule draws a schedule of faults of some kinds, or of all when none is
// named. It has about eight steps.
func NewSchedule(seed uint64, length time.Duration, kinds ...Kind) Schedule {
	if len(kinds) == 0 {
		kinds = Kinds()
	}
	random := rand.New(rand.NewPCG(seed, 0))
	s := Schedule{Seed: seed, Length: length}
	for at := time.Duration(0); at < length; at += length/16 + time.Duration(random.Int64N(int64(length/8)+1)) {
		f := Fault{}
		if random.IntN(5) > 0 {
			f = draw(random, kinds[random.IntN(len(kinds))])
		}
		s.Steps = append(s.Steps, Step{at, f})
	}
	s.Steps = append(s.Steps, Step{At: length})
	return s
}

// draw draws a fault of a kind.
func draw(random *rand.Rand, k Kind) Fault {
	f := Fault{Kind: k}
	upTo := func(d time.Duration) time.Duration {
		return time.Duration(random.Int64N(int64(d))).Round(time.Millisecond)
	}
	switch k {
	case Delay:
		f.Delay = upTo(200 * time.Millisecond)
		f.Jitter = upTo(f.Delay + time.Millisecond)
	case Throttle:
		f.Rate = 1 << (10 + random.IntN(7))
	case Cut, Reset:
		f.Direction = Direction(random.IntN(3))
		f.Bytes = random.IntN(1 << (4 + random.IntN(9)))
	case HalfOpen:
		f.Direction = []Direction{Up, Down}[random.IntN(2)]
	case BufferedStream:
		f.Bytes = 1 << (10 + random.IntN(7))
	case TruncatedAnswer:
		f.Bytes = random.IntN(512)
	case DuplicatedPost:
		f.Delay = upTo(100 * time.Millisecond)
	}
	return f
}

// String lists the steps, one a line.
func (s Schedule) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "schedule of seed %d:", s.Seed)
	for _, step := range s.Steps {
		fmt.Fprintf(&b, "\n%8v  %v", step.At.Round(time.Millisecond), step.Fault)
	}
	return b.String()
}

// Run carries a schedule out and returns when it is healed. When ctx ends before, it
// heals at once and returns ctx's error.
func (p *Proxy) Run(ctx context.Context, s Schedule) error {
	defer p.Heal()
	began := time.Now()
	for _, step := range s.Steps {
		t := time.NewTimer(step.At - time.Since(began))
		select {
		case <-t.C:
			p.Set(step.Fault)
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
	return nil
}

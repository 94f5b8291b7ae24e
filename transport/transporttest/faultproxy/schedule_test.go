package faultproxy

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// The same seed gives the same schedule, another one another, and each ends
// healed and in the order of time.
func TestScheduleComesFromItsSeed(t *testing.T) {
	const length = 10 * time.Second
	drawn := map[Kind]bool{}
	seen := map[string]bool{}
	for seed := range uint64(200) {
		s := NewSchedule(seed, length)
		if again := NewSchedule(seed, length); again.String() != s.String() {
			t.Fatalf("seed %d gave %v and %v", seed, s, again)
		}
		_, steps, _ := strings.Cut(s.String(), "\n")
		if seen[steps] {
			t.Errorf("seed %d gives the schedule of another", seed)
		}
		seen[steps] = true
		for i, step := range s.Steps {
			drawn[step.Fault.Kind] = true
			if i > 0 && step.At <= s.Steps[i-1].At {
				t.Errorf("seed %d: a step at %v comes after one at %v", seed, step.At, s.Steps[i-1].At)
			}
			if !strings.Contains(s.String(), step.Fault.String()) {
				t.Errorf("%v does not tell of %v", s, step.Fault)
			}
		}
		if last := s.Steps[len(s.Steps)-1]; last.At != length || last.Fault != (Fault{}) {
			t.Errorf("seed %d ends with %+v", seed, last)
		}
	}
	for _, k := range Kinds() {
		if !drawn[k] {
			t.Errorf("%v is never drawn", k)
		}
	}
}

func TestScheduleKeepsToTheKindsThatAreNamed(t *testing.T) {
	for seed := range uint64(20) {
		for _, step := range NewSchedule(seed, time.Second, Cut, Delay).Steps {
			if k := step.Fault.Kind; k != None && k != Cut && k != Delay {
				t.Errorf("seed %d has %v", seed, k)
			}
		}
	}
}

// A schedule is carried out step by step and leaves nothing in force, also when
// it is broken off.
func TestRun(t *testing.T) {
	p := echo(t)
	s := Schedule{Length: 50 * time.Millisecond, Steps: []Step{
		{0, Fault{Kind: Blackhole}}, {50 * time.Millisecond, Fault{}},
	}}
	began := time.Now()
	if err := p.Run(t.Context(), s); err != nil || time.Since(began) < s.Length || p.Fault() != (Fault{}) {
		t.Errorf("after %v: %v, in force is %v", time.Since(began), err, p.Fault())
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.Steps[1].At = time.Hour
	running := make(chan error)
	go func() { running <- p.Run(ctx, s) }()
	await(t, "the first step", func() bool { return p.Fault().Kind == Blackhole })
	cancel()
	if err := <-running; !errors.Is(err, context.Canceled) || p.Fault() != (Fault{}) {
		t.Errorf("broken off: %v, in force is %v", err, p.Fault())
	}
}

func TestKindsHaveNames(t *testing.T) {
	for _, k := range append(Kinds(), None) {
		if again, err := ParseKind(k.String()); err != nil || again != k {
			t.Errorf("%v is parsed as %v (%v)", k, again, err)
		}
	}
	if _, err := ParseKind("nonsense"); err == nil {
		t.Error("nonsense is a kind")
	}
}

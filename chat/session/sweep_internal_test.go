package session

import (
	"context"
	"testing"
	"time"
)

// sweepCounter is a Store that counts sweeps.
type sweepCounter struct {
	Store
	sweeps int
}

func (s *sweepCounter) PutSession(context.Context, Row) error { return nil }

func (s *sweepCounter) Sweep(context.Context, func(Row) bool) (int, error) {
	s.sweeps++
	return 0, nil
}

// A clock that was far ahead and was set right does not put the next sweep off until then.
func TestSweepsAfterTheClockWentBack(t *testing.T) {
	s := &sweepCounter{}
	m, err := New(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	m.swept.Store(time.Now().AddDate(10, 0, 0).UnixNano())
	for range 2 {
		if _, err := m.Visit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.sweeps != 1 {
		t.Errorf("%d sweeps, want 1", s.sweeps)
	}
}

// Package faultstore is a chat.Store in trouble: it fails, delays and loses
// answers as a test tells it, and dies as a process does that is killed.
package faultstore

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Fault is what befalls one call. The zero Fault lets it pass.
type Fault struct {
	Delay time.Duration // before it reaches the store
	Fail  bool          // it does not reach the store: CodeUnavailable, and nothing is changed
	Lose  bool          // it is carried out, and its answer lost: context.DeadlineExceeded
}

// Op names a method of chat.Store.
type Op string

// The operations that change something; reads are OpRead.
const (
	OpAppend  Op = "append"
	OpCreate  Op = "create"
	OpSetRead Op = "set read"
	OpSetTurn Op = "set turn"
	OpRead    Op = "read"
)

// Store is the way of one process to its store. Several of them over the same
// inner store are processes one after another. Its methods may be called
// concurrently.
type Store struct {
	inner chat.Store
	fault func(Op) Fault

	mu   sync.Mutex // guards left
	left int        // steps to live: each call has two, before and after it is carried out; negative: no end is near
}

// New returns a Store that asks fault, unless it is nil, about each call. It has
// no goroutine and is not closed.
func New(inner chat.Store, fault func(Op) Fault) *Store {
	if fault == nil {
		fault = func(Op) Fault { return Fault{} }
	}
	return &Store{inner: inner, fault: fault, left: -1}
}

// Kill lets the process die: from now on no call reaches the store, and no
// answer of one that has reached it comes back.
func (s *Store) Kill() { s.KillIn(0) }

// KillIn lets the process die after so many steps; each call has two: before and
// after it is carried out. So it dies in the middle of what it is about then, and
// an odd number leaves a change behind that nobody has heard of. A negative number
// takes it back, for a process that still lives.
func (s *Store) KillIn(steps int) {
	s.mu.Lock()
	s.left = steps
	s.mu.Unlock()
}

// Dead reports whether the process has died.
func (s *Store) Dead() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left == 0
}

// step takes one step, and reports whether the process has lived to see it.
func (s *Store) step() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left == 0 {
		return false
	}
	if s.left > 0 {
		s.left--
	}
	return true
}

// errDead is what is left of a process to hear: nobody outside of it does.
var errDead = &chat.Error{Code: chat.CodeUnavailable, Message: "The process has been killed."}

var errFailed = &chat.Error{
	Code: chat.CodeUnavailable, Message: "This cannot be stored at the moment; please try again.", RetryAfter: time.Second,
	Err: errors.New("faultstore: told to fail"),
}

// through makes one call with what befalls it.
func through[T any](ctx context.Context, s *Store, op Op, call func() (T, error)) (T, error) {
	var none T
	f := s.fault(op)
	if f.Delay > 0 {
		if err := wait(ctx, f.Delay); err != nil {
			return none, err
		}
	}
	if !s.step() {
		return none, errDead
	}
	if f.Fail {
		return none, errFailed
	}
	v, err := call()
	switch {
	case !s.step():
		return none, errDead
	case err == nil && f.Lose:
		return none, context.DeadlineExceeded
	}
	return v, err
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

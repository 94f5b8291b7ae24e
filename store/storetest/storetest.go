// Package storetest is the contract of chat.Store and session.Store as tests.
// Each case has the rule that it checks as its name; a property test compares
// the store with a plain model on top of that.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, storetest.Harness[storetest.Store]{
//			Open: func(t testing.TB) storetest.Store { ... },
//		})
//	}
package storetest

import (
	"io"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

// Store is a chat.Store that can be closed. After Close its methods return an
// error with chat.CodeUnavailable.
type Store interface {
	chat.Store
	io.Closer
}

// SessionStore is a session.Store that can be closed.
type SessionStore interface {
	session.Store
	io.Closer
}

// Harness says how the tests get at the store.
type Harness[S io.Closer] struct {
	// Open opens an empty store in a place of its own. The tests close it.
	Open func(t testing.TB) S
	// Reopen opens a store once more after its Close, with everything it held.
	// nil: the store keeps nothing beyond its Close.
	Reopen func(t testing.TB, closed S) S
}

// Run checks a chat.Store.
func Run(t *testing.T, h Harness[Store]) {
	groups := [][]rule[Store]{
		appendRules, concurrencyRules, preconditionRules, pageRules, conversationRules,
		markRules, turnRules, ownershipRules, lifecycleRules,
	}
	for _, g := range groups {
		check(t, h, g)
	}
	if h.Reopen != nil {
		checkReopened(t, h, reopenRules)
	}
	t.Run("the store does what a plain model does", func(t *testing.T) { checkModel(t, h) })
}

// RunSessions checks a session.Store.
func RunSessions(t *testing.T, h Harness[SessionStore]) {
	check(t, h, sessionRules)
	if h.Reopen != nil {
		checkReopened(t, h, sessionReopenRules)
	}
}

// rule is a sentence of the contract and the test of it.
type rule[S io.Closer] struct {
	text string
	test func(t *testing.T, s S)
}

// check tests each rule on a store of its own.
func check[S io.Closer](t *testing.T, h Harness[S], rules []rule[S]) {
	for _, r := range rules {
		t.Run(r.text, func(t *testing.T) {
			s := h.Open(t)
			defer closeStore(t, s)
			r.test(t, s)
		})
	}
}

// reopenRule is a rule about what a store holds when it is opened again. Its
// test calls reopen once, which closes s.
type reopenRule[S io.Closer] struct {
	text string
	test func(t *testing.T, s S, reopen func() S)
}

// checkReopened tests each rule on a store of its own.
func checkReopened[S io.Closer](t *testing.T, h Harness[S], rules []reopenRule[S]) {
	for _, r := range rules {
		t.Run(r.text, func(t *testing.T) {
			s := h.Open(t)
			r.test(t, s, func() S {
				closeStore(t, s)
				s = h.Reopen(t, s)
				return s
			})
			closeStore(t, s)
		})
	}
}

func closeStore(t testing.TB, s io.Closer) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

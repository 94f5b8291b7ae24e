package bolt

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// sendAll has senders append to as many conversations, n each, and returns how
// many appends went into a commit on average.
func sendAll(t testing.TB, s *Store, commits *atomic.Int64, senders, n int) float64 {
	t.Helper()
	for i := range senders {
		newConversation(t, s, fmt.Sprint(i))
	}
	before := commits.Load()
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() {
			for j := range n {
				mustAppend(t, s, fmt.Sprint(i), fmt.Sprint(j))
			}
		})
	}
	wg.Wait()
	return float64(senders*n) / float64(commits.Load()-before)
}

// openCounted opens a store whose commits are counted.
func openCounted(t testing.TB) (s *Store, commits *atomic.Int64) {
	t.Helper()
	s, commits = mustOpen(t, newPath(t)), new(atomic.Int64)
	s.commitTx = func(tx *bbolt.Tx) error {
		commits.Add(1)
		return tx.Commit()
	}
	return s, commits
}

// On one processor the writer lets the senders queue before it takes a batch:
// with 100 of them a commit carries nearly all. Without that it was half of them
// where this was measured, and a few where syncing the file is fast.
func TestBatchesOnOneProcessor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s, commits := openCounted(t)
	defer mustClose(t, s)
	if average := sendAll(t, s, commits, 100, 30); average < 65 {
		t.Errorf("a commit carries %.1f appends on average; want 65 at least", average)
	}
}

// A change sees what those before it in its batch have made.
func TestChangesOfABatchSeeEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		defer mustClose(t, s)
		newConversation(t, s, "c")
		release := hold(t, s)
		var wg sync.WaitGroup
		for _, key := range []string{"1", "2", "1"} {
			wg.Go(func() { mustAppend(t, s, "c", key) })
			synctest.Wait()
		}
		wg.Go(func() {
			c, created, err := s.Create(t.Context(), chat.Conversation{ID: "d", Visitor: "c"}, true)
			if err != nil || created || c.ID != "c" || c.Head != 2 {
				t.Errorf("Create = %+v, %v, %v; want the one that is there, with 2 events", c, created, err)
			}
		})
		synctest.Wait()
		release()
		wg.Wait()
		wantKeys(t, s, "c", "1", "2")
	})
}

// What does not change anything costs no commit.
func TestRepeatsCostNoCommit(t *testing.T) {
	s, commits := openCounted(t)
	defer mustClose(t, s)
	newConversation(t, s, "c")
	a := message("c", "1")
	a.Turn = true
	if _, err := s.Append(t.Context(), a); err != nil {
		t.Fatalf("Append: %v", err)
	}
	if err := s.SetTurn(t.Context(), "c", 1, chat.TurnStarted); err != nil {
		t.Fatalf("SetTurn: %v", err)
	}
	before := commits.Load()
	mustAppend(t, s, "c", "1")
	for _, to := range []chat.TurnState{chat.TurnOpen, chat.TurnStarted} {
		if err := s.SetTurn(t.Context(), "c", 1, to); err != nil {
			t.Errorf("SetTurn: %v", err)
		}
	}
	if err := s.DeleteSession(t.Context(), "none"); err != nil {
		t.Errorf("DeleteSession: %v", err)
	}
	if n := commits.Load() - before; n != 0 {
		t.Errorf("%d commits were made for nothing", n)
	}
}

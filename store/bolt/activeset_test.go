package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/chatmount/chatmount/chat"
)

// A caller who joins a load that fails looks again: the load may have begun
// before the conversation was created, of which the caller may know.
func TestJoinAFailedLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loads, goOn := 0, make(chan struct{})
		x := newActiveSet(1<<20, func(*active) error {
			if loads++; loads == 1 {
				<-goOn
				return chat.ErrNotFound
			}
			return nil
		})
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := x.acquire(t.Context(), "c"); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("the first: %v; want ErrNotFound", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			c, err := x.acquire(t.Context(), "c")
			if err != nil {
				t.Errorf("the second: %v", err)
				return
			}
			x.release(c)
		})
		synctest.Wait()
		close(goOn)
		wg.Wait()
		if loads != 2 || x.idle.Len() != 1 {
			t.Errorf("%d loads, %d idle; want 2 and 1", loads, x.idle.Len())
		}
	})
}

// Concurrent callers share one load, and one whose context ends waits no more.
func TestShareALoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loads, goOn := 0, make(chan struct{})
		x := newActiveSet(1<<20, func(*active) error {
			loads++
			<-goOn
			return nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				if i == 0 {
					synctest.Wait() // until the others load or join
					if _, err := x.acquire(ctx, "c"); !errors.Is(err, context.Canceled) {
						t.Errorf("acquire: %v; want %v", err, context.Canceled)
					}
					close(goOn)
					return
				}
				c, err := x.acquire(t.Context(), "c")
				if err != nil {
					t.Errorf("acquire: %v", err)
					return
				}
				x.release(c)
			})
		}
		cancel()
		wg.Wait()
		if c := x.byID["c"]; loads != 1 || c == nil || c.pins != 0 || c.idle == nil {
			t.Errorf("%d loads; want 1 and no pins left: %+v", loads, c)
		}
	})
}

// The memory of idle conversations is bounded, those used last stay, and those in
// use are never dropped.
func TestActiveMemoryIsBounded(t *testing.T) {
	const limit = 20 * (activeSize + 10)
	loads := 0
	x := newActiveSet(limit, func(*active) error { loads++; return nil })
	get := func(id string) *active {
		c, err := x.acquire(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	used := get("used")
	for i := range 1000 {
		x.release(get(fmt.Sprint(i)))
		x.release(get("often"))
		if x.size > limit {
			t.Fatalf("%d bytes are held; the limit is %d", x.size, limit)
		}
	}
	if loads != 1002 || x.byID["used"] != used || x.byID["often"] == nil || len(x.byID) < 10 {
		t.Errorf("%d loads, %d conversations held; want 1002 and about 20, with the used ones", loads, len(x.byID))
	}
	used.hashes.add(place{1, 1})
	x.release(used)
	total := 0
	for _, c := range x.byID {
		total += c.measure()
	}
	if total != x.size {
		t.Errorf("the conversations take %d bytes; counted are %d", total, x.size)
	}
}

// An Append whose conversation was dropped after a failed commit, while it was
// queued, is made with what the file says.
func TestAppendToADroppedConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		defer mustClose(t, s)
		newConversation(t, s, "c")
		mustAppend(t, s, "c", "1")
		c, err := s.active.acquire(t.Context(), "c")
		if err != nil {
			t.Fatal(err)
		}
		release := hold(t, s)
		var wg sync.WaitGroup
		wg.Go(func() { mustAppend(t, s, "c", "2") })
		synctest.Wait()
		c.mu.Lock()
		c.end.offset = 41 // what a commit that has vanished would have left
		c.mu.Unlock()
		s.active.reset()
		release()
		wg.Wait()
		s.active.release(c)
		wantKeys(t, s, "c", "1", "2")
	})
}

package memory_test

import (
	"testing"

	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, storetest.Harness[storetest.Store]{
		Open: func(testing.TB) storetest.Store { return memory.New() },
	})
}

func TestSessions(t *testing.T) {
	storetest.RunSessions(t, storetest.Harness[storetest.SessionStore]{
		Open: func(testing.TB) storetest.SessionStore { return memory.New() },
	})
}

// Two stores are two incarnations: a cursor of one means nothing to the other.
func TestEpochsDiffer(t *testing.T) {
	if a, b := memory.New().Epoch(), memory.New().Epoch(); a == b {
		t.Errorf("two stores have the epoch %q", a)
	}
}

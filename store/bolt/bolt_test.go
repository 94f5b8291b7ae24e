package bolt_test

import (
	"path/filepath"
	"testing"

	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, storetest.Harness[storetest.Store]{
		Open: func(t testing.TB) storetest.Store { return open(t, filepath.Join(t.TempDir(), "chat.db")) },
		Reopen: func(t testing.TB, closed storetest.Store) storetest.Store {
			return open(t, closed.(*bolt.Store).Path())
		},
	})
}

func TestSessions(t *testing.T) {
	storetest.RunSessions(t, storetest.Harness[storetest.SessionStore]{
		Open: func(t testing.TB) storetest.SessionStore { return open(t, filepath.Join(t.TempDir(), "chat.db")) },
		Reopen: func(t testing.TB, closed storetest.SessionStore) storetest.SessionStore {
			return open(t, closed.(*bolt.Store).Path())
		},
	})
}

// Every conversation is dropped as soon as it is not in use: its index is read
// from the file each time.
func TestStoreWithoutMemory(t *testing.T) {
	openTiny := func(t testing.TB, path string) storetest.Store {
		t.Helper()
		s, err := bolt.Options{ActiveMemory: 1}.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	storetest.Run(t, storetest.Harness[storetest.Store]{
		Open: func(t testing.TB) storetest.Store { return openTiny(t, filepath.Join(t.TempDir(), "chat.db")) },
		Reopen: func(t testing.TB, closed storetest.Store) storetest.Store {
			return openTiny(t, closed.(*bolt.Store).Path())
		},
	})
}

func open(t testing.TB, path string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

package bolt

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, harness(mustOpen))
}

// The index is read from the file each time, because every conversation is
// dropped as soon as it is not in use, and keys have to be compared themselves,
// because the hashes of different ones collide.
func TestStoreWithoutMemoryWhoseHashesCollide(t *testing.T) {
	t.Parallel()
	storetest.Run(t, harness(func(t testing.TB, path string) *Store {
		s, err := Options{ActiveMemory: 1}.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		s.hash = func(_, key string) uint64 { return uint64(len(key)) }
		return s
	}))
}

func TestSessions(t *testing.T) {
	t.Parallel()
	storetest.RunSessions(t, storetest.Harness[storetest.SessionStore]{
		Open: func(t testing.TB) storetest.SessionStore { return mustOpen(t, newPath(t)) },
		Reopen: func(t testing.TB, closed storetest.SessionStore) storetest.SessionStore {
			return mustOpen(t, closed.(*Store).Path())
		},
	})
}

func harness(open func(t testing.TB, path string) *Store) storetest.Harness[storetest.Store] {
	return storetest.Harness[storetest.Store]{
		Open:   func(t testing.TB) storetest.Store { return open(t, newPath(t)) },
		Reopen: func(t testing.TB, closed storetest.Store) storetest.Store { return open(t, closed.(*Store).Path()) },
	}
}

// newPath returns a path where no file is.
func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "chat.db") }

func mustOpen(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Options{Logger: slog.New(slog.NewTextHandler(t.Output(), nil))}.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustClose(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// newConversation creates a conversation whose visitor has the same id.
func newConversation(t testing.TB, s *Store, id string) {
	t.Helper()
	if _, _, err := s.Create(t.Context(), chat.Conversation{ID: id, Visitor: id}, false); err != nil {
		t.Fatalf("Create: %v", err)
	}
}

// message is an event of ann's, with 200 bytes.
func message(conversation, key string) chat.Append {
	return chat.Append{Conversation: conversation, Author: "ann", Key: key, Data: make([]byte, 200)}
}

func mustAppend(t testing.TB, s *Store, conversation, key string) chat.Appended {
	t.Helper()
	got, err := s.Append(t.Context(), message(conversation, key))
	if err != nil {
		t.Errorf("Append(%q): %v", key, err)
	}
	return got
}

func wholeLog(t testing.TB, s *Store, conversation string) []chat.Record {
	t.Helper()
	records, err := s.Events(t.Context(), conversation, chat.Page{From: 1, Limit: 1 << 30})
	if err != nil {
		t.Fatalf("Events: %v", err)
	}
	return records
}

// wantKeys fails the test unless these are the keys of a conversation's events.
func wantKeys(t testing.TB, s *Store, conversation string, want ...string) {
	t.Helper()
	records := wholeLog(t, s, conversation)
	for i, r := range records {
		if i >= len(want) || r.Key != want[i] || r.Offset != int64(i+1) {
			t.Errorf("event %d has offset %d and key %q; want the keys %q", i+1, r.Offset, r.Key, want)
		}
	}
	if len(records) < len(want) {
		t.Errorf("there are %d events; want the keys %q", len(records), want)
	}
}

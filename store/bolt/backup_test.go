package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// A backup that is made while the store is written holds all that was stored
// before it began, and a part without a hole of what came meanwhile. It has an
// epoch of its own, which stays.
func TestBackupOfAStoreInUse(t *testing.T) {
	folder := t.TempDir()
	s := mustOpen(t, filepath.Join(folder, "chat.db"))
	newConversation(t, s, "c")
	for i := range 300 {
		mustAppend(t, s, "c", fmt.Sprint("before ", i))
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := 0; ; j++ {
				select {
				case <-stop:
					return
				default:
					mustAppend(t, s, "c", fmt.Sprintf("meanwhile %d %d", i, j))
				}
			}
		})
	}
	var copied bytes.Buffer
	if err := s.Backup(t.Context(), &copied); err != nil {
		t.Errorf("Backup: %v", err)
	}
	close(stop)
	wg.Wait()
	whole := wholeLog(t, s, "c")
	epoch := s.Epoch()
	mustClose(t, s)
	if left, err := filepath.Glob(filepath.Join(folder, "*backup*")); err != nil || len(left) > 0 {
		t.Errorf("Backup left %v behind (%v)", left, err)
	}

	path := filepath.Join(folder, "restored.db")
	if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, path)
	part := wholeLog(t, s, "c")
	if len(part) < 300 || len(part) > len(whole) {
		t.Errorf("the backup has %d events; want 300 to %d", len(part), len(whole))
	}
	for i, r := range part {
		if r.Offset != whole[i].Offset || r.Key != whole[i].Key {
			t.Fatalf("event %d of the backup has the key %q; want %q", i+1, r.Key, whole[i].Key)
		}
	}
	restored := s.Epoch()
	mustClose(t, s)
	s = mustOpen(t, path)
	defer mustClose(t, s)
	if restored == epoch || s.Epoch() != restored {
		t.Errorf("the epochs are %q, restored %q, reopened %q; want a new one that stays", epoch, restored, s.Epoch())
	}
}

// A backup ends when its context does, and leaves no file behind.
func TestBackupGivesUp(t *testing.T) {
	s := mustOpen(t, newPath(t))
	defer mustClose(t, s)
	newConversation(t, s, "c")
	if _, err := s.Append(t.Context(), chat.Append{Conversation: "c", Data: make([]byte, 1<<20)}); err != nil {
		t.Fatalf("Append: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	written := 0
	for range 2 {
		err := s.Backup(ctx, writerFunc(func(p []byte) (int, error) {
			cancel()
			written += len(p)
			return len(p), nil
		}))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Backup: %v; want %v", err, context.Canceled)
		}
	}
	if written == 0 || written > 1<<20 {
		t.Errorf("%d bytes were written; want the first few", written)
	}
	if left, err := filepath.Glob(s.Path() + ".*"); err != nil || len(left) > 0 {
		t.Errorf("Backup left %v behind (%v)", left, err)
	}
}

// A backup makes way for a store that recovers from a failed commit.
func TestBackupWhileCommitsFail(t *testing.T) {
	s := mustOpen(t, newPath(t))
	defer mustClose(t, s)
	failing(s)
	_, _, err := s.Create(t.Context(), chat.Conversation{ID: "c"}, false)
	wantUnavailable(t, "Create", err)
	wantUnavailable(t, "Backup", s.Backup(t.Context(), new(bytes.Buffer)))
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

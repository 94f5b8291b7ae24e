package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

const livedEvents = 70 // more than a block of the index

// lived makes a database with a little of everything, much of which was deleted
// again, and closes it.
func lived(t *testing.T) (path, epoch string) {
	t.Helper()
	path = newPath(t)
	s := mustOpen(t, path)
	defer mustClose(t, s)
	var wg sync.WaitGroup
	for _, id := range []string{"a", "b"} {
		wg.Go(func() {
			newConversation(t, s, id)
			for i := range livedEvents {
				mustAppend(t, s, id, fmt.Sprint(i))
			}
			if _, err := s.SetRead(t.Context(), id, chat.ReadMark{Participant: "ann", Offset: 9}); err != nil {
				t.Error(err)
			}
		})
	}
	for i := range 500 {
		wg.Go(func() {
			r := session.Row{ID: fmt.Sprint(i), Participant: chat.Participant{ID: "ann", Name: strings.Repeat("ann", 500)}}
			if err := s.PutSession(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n, err := s.Sweep(t.Context(), func(r session.Row) bool { return r.ID != "7" }); n != 499 || err != nil {
		t.Fatalf("Sweep = %d, %v", n, err)
	}
	return path, s.Epoch()
}

// wantLived fails the test unless the database at path holds what lived has
// stored, and its keys stand for what they stood for.
func wantLived(t *testing.T, path string) (epoch string) {
	t.Helper()
	if err := Check(t.Context(), path); err != nil {
		t.Errorf("Check: %v", err)
	}
	s := mustOpen(t, path)
	defer mustClose(t, s)
	for _, id := range []string{"a", "b"} {
		for i := range livedEvents {
			if got := mustAppend(t, s, id, fmt.Sprint(i)); !got.Repeat || got.Offset != int64(i+1) {
				t.Fatalf("the key %d has the offset %d, repeat %v; want %d, true", i, got.Offset, got.Repeat, i+1)
			}
		}
		if marks, err := s.Reads(t.Context(), id); err != nil || len(marks) != 1 || marks[0].Offset != 9 {
			t.Errorf("Reads = %v, %v", marks, err)
		}
	}
	if rows, err := s.SessionsOf(t.Context(), "ann"); err != nil || len(rows) != 1 || rows[0].ID != "7" {
		t.Errorf("SessionsOf = %v, %v; want that with the id 7", rows, err)
	}
	return s.Epoch()
}

func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// A compacted database is small and otherwise what it was: the epoch, so that
// clients go on from their cursors, and every key.
func TestCompact(t *testing.T) {
	path, epoch := lived(t)
	before := sizeOf(t, path)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := Compact(t.Context(), path); err != nil {
		t.Fatalf("Compact: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > before/4 || info.Mode().Perm() != 0o640 {
		t.Errorf("the file has %d bytes and the mode %v (%v); want much less than %d, and 0640", info.Size(), info.Mode(), err, before)
	}
	if got := wantLived(t, path); got != epoch {
		t.Errorf("the epoch is %q; want that of before, %q", got, epoch)
	}
	if files := folderContents(t, filepath.Dir(path)); len(files) != 1 {
		t.Errorf("there are %d files; want the database alone", len(files))
	}
}

// A copy of the file that is put back later gets an epoch of its own, and what was
// there before is kept.
func TestRestore(t *testing.T) {
	path, epoch := lived(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	content := folderContents(t, filepath.Dir(path))["chat.db"]
	write(t, copied, content)
	s := mustOpen(t, path)
	mustAppend(t, s, "a", "later")
	mustClose(t, s)

	if err := Restore(t.Context(), copied, path); err != nil {
		t.Fatalf("Restore: %v", err)
	}
	restored := wantLived(t, path)
	if restored == epoch {
		t.Errorf("the restored database has kept its epoch")
	}
	if again := wantLived(t, path); again != restored {
		t.Errorf("the epoch is %q when it is opened again; want %q", again, restored)
	}
	if !bytes.Equal(folderContents(t, filepath.Dir(copied))["copy.db"], content) {
		t.Errorf("the copy was changed")
	}
	s = mustOpen(t, path+".old")
	if got := mustAppend(t, s, "a", "later"); !got.Repeat {
		t.Errorf("the database of before was not kept")
	}
	mustClose(t, s)
	if err := Restore(t.Context(), copied, path); chat.CodeOf(err) != chat.CodeInvalid {
		t.Errorf("Restore beside what an earlier one has kept: %v; want CodeInvalid", err)
	}
}

// A damaged file, and none at all, make way for a restored one.
func TestRestoreInPlaceOfDamage(t *testing.T) {
	from, epoch := lived(t)
	path := newPath(t)
	write(t, path, bytes.Repeat([]byte("noise"), 100_000))
	for range 2 {
		if err := Restore(t.Context(), from, path); err != nil {
			t.Fatalf("Restore: %v", err)
		}
		if got := wantLived(t, path); got == epoch {
			t.Errorf("the restored database has kept its epoch")
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// Neither touches a database that is in use, takes one that is damaged for good,
// or goes on when it is not wanted any more; each leaves everything as it was.
func TestCopiesRefuse(t *testing.T) {
	path, _ := lived(t)
	other := newPath(t)
	damaged := newPath(t)
	content := folderContents(t, filepath.Dir(path))["chat.db"]
	write(t, damaged, content[:5*os.Getpagesize()])
	ended, end := context.WithCancel(t.Context())
	end()
	use := func(path string) func() {
		s := mustOpen(t, path)
		return func() { mustClose(t, s) }
	}
	for name, c := range map[string]struct {
		call  func() error
		inUse string
		want  chat.Code
	}{
		"Compact in use":          {func() error { return Compact(t.Context(), path) }, path, chat.CodeUnavailable},
		"Restore over one in use": {func() error { return Restore(t.Context(), path, other) }, other, chat.CodeUnavailable},
		"Restore of one in use":   {func() error { return Restore(t.Context(), path, other) }, path, chat.CodeUnavailable},
		"Check in use":            {func() error { return Check(t.Context(), path) }, path, chat.CodeUnavailable},
		"Compact damaged":         {func() error { return Compact(t.Context(), damaged) }, other, chat.CodeInternal},
		"Restore damaged":         {func() error { return Restore(t.Context(), damaged, path) }, other, chat.CodeInternal},
		"Compact without a file":  {func() error { return Compact(t.Context(), path+"x") }, other, chat.CodeNotFound},
		"Compact given up":        {func() error { return Compact(ended, path) }, other, chat.CodeInternal},
		"Restore given up":        {func() error { return Restore(ended, path, path) }, other, chat.CodeInternal},
	} {
		t.Run(name, func(t *testing.T) {
			leave := use(c.inUse)
			defer leave()
			before := folderContents(t, filepath.Dir(path))
			err := c.call()
			if chat.CodeOf(err) != c.want {
				t.Errorf("%v; want the code %q", err, c.want)
			}
			after := folderContents(t, filepath.Dir(path))
			if len(after) != len(before) || !bytes.Equal(after["chat.db"], content) {
				t.Errorf("there are %d files, and were %d; the database is the same: %v", len(after), len(before), bytes.Equal(after["chat.db"], content))
			}
		})
	}
}

// Who waits for the lock of a file that Compact replaces meanwhile does not write
// into the file that has lost its name.
func TestOpenWhileReplaced(t *testing.T) {
	path, epoch := lived(t)
	held, err := lock(path)
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		s, err := Options{LockTimeout: 10 * time.Second}.Open(path)
		if err == nil {
			mustAppend(t, s, "a", "later")
			err = s.Close()
		}
		opened <- err
	}()
	if err := held.replace(false, func(to string) error { return held.compactInto(t.Context(), to) }); err != nil {
		t.Fatal(err)
	}
	var refused *chat.Error
	if err := <-opened; err != nil && !(errors.As(err, &refused) && refused.Code == chat.CodeUnavailable) {
		t.Errorf("Open: %v; want none, or CodeUnavailable", err)
	} else if err == nil {
		s := mustOpen(t, path)
		if got := mustAppend(t, s, "a", "later"); !got.Repeat {
			t.Errorf("an event was stored in a file that has lost its name")
		}
		mustClose(t, s)
	}
	if got := wantLived(t, path); got != epoch {
		t.Errorf("the epoch is %q; want %q", got, epoch)
	}
}

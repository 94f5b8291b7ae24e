package bolt

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// When there is no space left, changes are refused and nothing that was stored is
// lost or unreadable; when there is space again, the store works again by itself.
// The disk is a small file system where the process may mount one. Everywhere a
// limit on the size of files stands in for it, in a process of its own.
func TestFullDisk(t *testing.T) {
	if os.Getenv(childVariable) == "limited" {
		testFullDisk(t, t.TempDir(), limitFiles)
		return
	}
	t.Run("limit on the size of files", func(t *testing.T) {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestFullDisk$", "-test.v")
		cmd.Env = append(os.Environ(), childVariable+"=limited")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=6m"); err != nil {
		t.Logf("the limit on the size of files has to do, for no file system can be mounted here: %v", err)
		return
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	t.Run("full file system", func(t *testing.T) { testFullDisk(t, folder, fillFolder) })
	t.Run("creation", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(folder, "ballast"), make([]byte, 8<<20), 0o600); err == nil {
			t.Fatal("the file system is not full")
		}
		wantRefusal(t, filepath.Join(folder, "other.db"), chat.CodeUnavailable, "no space left")
	})
}

// fillFolder leaves 1 MB free in a small file system.
func fillFolder(t *testing.T, path string) (free func()) {
	ballast := filepath.Join(filepath.Dir(path), "ballast")
	if err := os.WriteFile(ballast, make([]byte, 4<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Error(err)
		}
	}
}

// limitFiles lets no file of this process grow beyond 20 MB; bbolt makes a file
// grow by 16 MB at a time.
func limitFiles(t *testing.T, _ string) (free func()) {
	signal.Ignore(syscall.SIGXFSZ)
	set := func(bytes uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: math.MaxUint64}); err != nil {
			t.Fatal(err)
		}
	}
	set(20 << 20)
	return func() { set(math.MaxUint64) }
}

func testFullDisk(t *testing.T, folder string, fill func(t *testing.T, path string) (free func())) {
	path := filepath.Join(folder, "chat.db")
	s := mustOpen(t, path)
	newConversation(t, s, "c")
	free := fill(t, path)
	var keys []string
	appendAll := func() (err error) {
		for err == nil {
			key := fmt.Sprint(len(keys))
			if _, err = s.Append(t.Context(), chat.Append{Conversation: "c", Author: "ann", Key: key, Data: make([]byte, 100_000)}); err == nil {
				keys = append(keys, key)
			}
		}
		return err
	}
	wantUnavailable(t, "Append to a full disk", appendAll())
	if len(keys) < 10 {
		t.Errorf("only %d events fitted", len(keys))
	}
	wantKeys(t, s, "c", keys...)
	// By now the store may have found that it can write; a smaller event would fit.
	wantUnavailable(t, "Append to a disk that was full before", appendAll())
	wantKeys(t, s, "c", keys...)

	free()
	for again := time.Now().Add(10 * time.Second); ; {
		_, err := s.Append(t.Context(), message("c", "freed"))
		if err == nil {
			break
		}
		wantUnavailable(t, "Append after space was freed", err)
		if time.Now().After(again) {
			t.Fatalf("the store does not work again: %v", err)
		}
		<-time.After(retryMost / 4)
	}
	keys = append(keys, "freed")
	wantKeys(t, s, "c", keys...)
	mustClose(t, s)
	s = mustOpen(t, path)
	wantKeys(t, s, "c", keys...)
	checkPagesOf(t, s)
	mustClose(t, s)
}

// A file that cannot be written any more, as after its file system was mounted
// read-only, is read on, and written again when it can be.
func TestReadOnlyWhileOpen(t *testing.T) {
	s := mustOpen(t, newPath(t))
	newConversation(t, s, "c")
	mustAppend(t, s, "c", "1")

	fd := int(s.file.Fd())
	readOnly, err := os.Open(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	writable, err := syscall.Dup(fd)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(writable)
	if err := syscall.Dup3(int(readOnly.Fd()), fd, 0); err != nil {
		t.Fatal(err)
	}
	_, err = s.Append(t.Context(), message("c", "2"))
	wantUnavailable(t, "Append to a file that cannot be written", err)
	wantKeys(t, s, "c", "1")
	if err := syscall.Dup3(writable, fd, 0); err != nil {
		t.Fatal(err)
	}
	for ; err != nil; _, err = s.Append(t.Context(), message("c", "2")) {
		<-time.After(retryMost / 4)
	}
	wantKeys(t, s, "c", "1", "2")
	mustClose(t, s)
}

// readOnlyFor lets f find a file that it may read but not write, whoever runs it.
func readOnlyFor(t *testing.T, path string, f func()) {
	t.Helper()
	for folder, mode := range map[string]os.FileMode{filepath.Dir(filepath.Dir(path)): 0o755, filepath.Dir(path): 0o755, path: 0o444} {
		if err := os.Chmod(folder, mode); err != nil {
			t.Fatal(err)
		}
	}
	if os.Geteuid() != 0 {
		f()
		return
	}
	const nobody = 65534
	runtime.LockOSThread() // the user changes for this thread alone
	defer runtime.UnlockOSThread()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	f()
	if err := syscall.Setfsuid(0); err != nil {
		t.Fatal(err)
	}
}

// A read-only file is refused with advice, and stays as it is.
func TestOpenReadOnlyFile(t *testing.T) {
	path := newPath(t)
	mustClose(t, mustOpen(t, path))
	readOnlyFor(t, path, func() { wantRefusal(t, path, chat.CodeForbidden, "may not read and write it") })
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// call runs a command line and returns its exit status and all that it says.
func call(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	var out bytes.Buffer
	status = run(t.Context(), args, &out, &out)
	return status, out.String()
}

func wantDone(t *testing.T, args ...string) {
	t.Helper()
	if status, said := call(t, args...); status != 0 {
		t.Errorf("chatstore %s: status %d, %s", strings.Join(args, " "), status, said)
	}
}

// open opens a database in which there is one conversation, and returns its epoch
// and head.
func open(t *testing.T, path string) (epoch string, head int64) {
	t.Helper()
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, _, err := s.Create(t.Context(), chat.Conversation{ID: "c", Visitor: "v"}, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: "v", Data: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	return s.Epoch(), c.Head + 1
}

// What the commands are for: a database that was backed up, and compacted, goes back
// to the backup under another epoch.
func TestBackupAndRestore(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "chat.db"), filepath.Join(folder, "copy.db")
	epoch, _ := open(t, path)
	wantDone(t, "check", path)
	wantDone(t, "backup", path, copied)
	wantDone(t, "check", copied)
	wantDone(t, "compact", path)
	if same, head := open(t, path); same != epoch || head != 2 {
		t.Errorf("after compact the epoch is %q and the head %d; want %q and 2", same, head, epoch)
	}
	wantDone(t, "restore", copied, path)
	if other, head := open(t, path); other == epoch || head != 2 {
		t.Errorf("after restore the epoch is %q and the head %d; want another one than %q, and 2", other, head, epoch)
	}
	if same, head := open(t, path+".old"); same != epoch || head != 3 {
		t.Errorf("what was kept has the epoch %q and the head %d; want %q and 3", same, head, epoch)
	}
	wantDone(t, "restore", copied, copied)
	if other, head := open(t, copied); other == epoch || head != 2 {
		t.Errorf("restored in place the epoch is %q and the head %d; want another one than %q, and 2", other, head, epoch)
	}
}

// A backup never takes the place of a file, and none of the commands makes a
// database where there is none.
func TestRefusals(t *testing.T) {
	folder := t.TempDir()
	path, missing := filepath.Join(folder, "chat.db"), filepath.Join(folder, "missing.db")
	open(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"backup", path, path},
		{"backup", missing, filepath.Join(folder, "copy.db")},
		{"check", missing},
		{"compact", missing},
		{"restore", missing, path},
	} {
		if status, said := call(t, args...); status != 1 || !strings.Contains(said, "chatstore: ") {
			t.Errorf("%v: status %d, %q; want 1 and the reason", args, status, said)
		}
	}
	for _, args := range [][]string{{"check", missing}, {"compact", missing}, {"restore", missing, path}} {
		if _, said := call(t, args...); !strings.Contains(said, "there is no such file") {
			t.Errorf("%v: %q does not say what is wrong", args, said)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(after, before) {
		t.Errorf("the database was changed (%v)", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("there are %d files (%v); want the database alone", len(left), err)
	}
}

// A backup also goes to a file system without hard links, such as that of many a stick or share, and
// takes no file's place there either.
func TestBackupWithoutHardLinks(t *testing.T) {
	defer func(before func(string, string) error) { link = before }(link)
	link = func(from, to string) error { return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.EPERM} }
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "chat.db"), filepath.Join(folder, "copy.db")
	open(t, path)
	wantDone(t, "backup", path, copied)
	wantDone(t, "check", copied)
	before, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	open(t, path)
	if status, said := call(t, "backup", path, copied); status != 1 || !strings.Contains(said, "already") {
		t.Errorf("onto a file: status %d, %q", status, said)
	}
	if after, err := os.ReadFile(copied); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the first backup was changed (%v)", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 {
		t.Errorf("there are %d files (%v); want the database and the backup", len(left), err)
	}
}

// Help is given when it is asked for, and when the command line makes no sense.
func TestUsage(t *testing.T) {
	for status, lines := range map[int][][]string{
		0: {{"-h"}, {"--help"}, {"help"}},
		2: {{}, {"check"}, {"check", "a", "b"}, {"destroy", "a"}, {"-x"}},
	} {
		for _, args := range lines {
			if got, said := call(t, args...); got != status || !strings.Contains(said, "restore COPY DATABASE") {
				t.Errorf("%v: status %d, %q; want %d and the usage", args, got, said, status)
			}
		}
	}
}

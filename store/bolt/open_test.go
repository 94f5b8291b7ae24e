package bolt

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// wantRefusal fails the test unless Open refuses a path with a code and with a
// message that names the path and contains advice, and changes nothing.
func wantRefusal(t *testing.T, path string, code chat.Code, advice string) {
	t.Helper()
	before := folderContents(t, filepath.Dir(path))
	s, err := Options{LockTimeout: 100 * time.Millisecond}.Open(path)
	if err == nil {
		mustClose(t, s)
		t.Errorf("Open succeeded; want the code %q", code)
		return
	}
	var e *chat.Error
	if !errors.As(err, &e) || e.Code != code || !strings.Contains(e.Message, path) || !strings.Contains(e.Message, advice) {
		t.Errorf("Open: %v; want the code %q, the path, and %q", err, code, advice)
	}
	after := folderContents(t, filepath.Dir(path))
	for name, content := range before {
		if !bytes.Equal(after[name], content) {
			t.Errorf("Open changed %s", name)
		}
	}
	if len(after) != len(before) {
		t.Errorf("Open has made %d files out of %d", len(after), len(before))
	}
}

// folderContents returns the files of a folder, if there is one.
func folderContents(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	contents := make(map[string][]byte)
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			contents[entry.Name()] = nil
		} else if contents[entry.Name()], err = os.ReadFile(filepath.Join(folder, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return contents
}

// What is no database of this package is refused and left as it is.
func TestOpenRefuses(t *testing.T) {
	foreign := func(fill func(tx *bbolt.Tx) error) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			db, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Update(fill), db.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		code    chat.Code
		advice  string
		prepare func(t *testing.T, path string)
	}{
		"text": {chat.CodeInvalid, "not a chat database", func(t *testing.T, path string) {
			write(t, path, []byte(strings.Repeat("Dear diary, ", 1000)))
		}},
		"a few bytes": {chat.CodeInvalid, "not a chat database", func(t *testing.T, path string) { write(t, path, []byte("x")) }},
		"zeros":       {chat.CodeInvalid, "not a chat database", func(t *testing.T, path string) { write(t, path, make([]byte, 64<<10)) }},
		"less than two pages": {chat.CodeInternal, "damaged", func(t *testing.T, path string) {
			write(t, path, []byte(strings.Repeat("noise", os.Getpagesize()/4)))
		}},
		"noise": {chat.CodeInvalid, "or it is damaged from its first byte on", func(t *testing.T, path string) {
			noise := make([]byte, 100_000)
			rand.NewChaCha8([32]byte{}).Read(noise)
			write(t, path, noise)
		}},
		"folder": {chat.CodeInvalid, "no regular file", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}},
		"missing folder": {chat.CodeNotFound, "folder does not exist", func(t *testing.T, path string) {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		}},
		"another program's database": {chat.CodeInvalid, "not one of a chat", foreign(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket([]byte("widgets"))
			return err
		})},
		"newer format": {chat.CodeInvalid, "newer version", foreign(func(tx *bbolt.Tx) error {
			return errors.Join(initialize(tx), tx.Bucket(bucketMeta).Put(metaFormat, encodeNumber(formatVersion+1)))
		})},
		"missing bucket": {chat.CodeInternal, "damaged", foreign(func(tx *bbolt.Tx) error {
			return errors.Join(initialize(tx), tx.DeleteBucket(bucketLog))
		})},
		"missing secret": {chat.CodeInternal, "damaged", foreign(func(tx *bbolt.Tx) error {
			return errors.Join(initialize(tx), tx.Bucket(bucketMeta).Delete(metaSecret))
		})},
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			c.prepare(t, path)
			wantRefusal(t, path, c.code, c.advice)
		})
	}
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A file that another store has open is refused soon, and is free after Close.
func TestOpenLockedFile(t *testing.T) {
	path := newPath(t)
	s := mustOpen(t, path)
	wantRefusal(t, path, chat.CodeUnavailable, "in use by another process")
	mustClose(t, s)
	mustClose(t, mustOpen(t, path))
}

// A file without a byte, as os.CreateTemp makes it, becomes a database.
func TestOpenEmptyFile(t *testing.T) {
	path := newPath(t)
	write(t, path, nil)
	s := mustOpen(t, path)
	newConversation(t, s, "c")
	mustClose(t, s)
	s = mustOpen(t, path)
	defer mustClose(t, s)
	mustAppend(t, s, "c", "1")
}

// Of those who create a file at once one gets it, the others find it in use, and
// all of it is there.
func TestCreateAtOnce(t *testing.T) {
	path := newPath(t)
	var mu sync.Mutex // guards opened
	var opened []*Store
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Options{LockTimeout: time.Millisecond}.Open(path)
			if err != nil {
				if chat.CodeOf(err) != chat.CodeUnavailable {
					t.Errorf("Open: %v; want CodeUnavailable", err)
				}
				return
			}
			mu.Lock()
			defer mu.Unlock()
			opened = append(opened, s)
		})
	}
	wg.Wait()
	if len(opened) != 1 {
		t.Fatalf("%d have opened the file at once; want 1", len(opened))
	}
	newConversation(t, opened[0], "c")
	mustClose(t, opened[0])
	s := mustOpen(t, path)
	defer mustClose(t, s)
	mustAppend(t, s, "c", "1")
	if files := folderContents(t, filepath.Dir(path)); len(files) != 1 {
		t.Errorf("there are %d files; want the database alone", len(files))
	}
}

// A new database never takes the place of a file that has come meanwhile.
func TestPublishKeepsWhatIsThere(t *testing.T) {
	path := newPath(t)
	write(t, path, []byte("there"))
	write(t, path+".new", []byte("new"))
	if err := publish(path+".new", path); err != nil {
		t.Errorf("publish: %v", err)
	}
	if got := folderContents(t, filepath.Dir(path))["chat.db"]; string(got) != "there" {
		t.Errorf("the file is %q; want what was there", got)
	}
}

// The file is made for its owner alone: it holds what people said.
func TestCreatedFileIsPrivate(t *testing.T) {
	s := mustOpen(t, newPath(t))
	defer mustClose(t, s)
	info, err := os.Stat(s.Path())
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the file has the mode %v (%v); want it private", info.Mode(), err)
	}
}

package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// damageable makes a file with a little of everything and returns its content.
func damageable(t *testing.T) []byte {
	t.Helper()
	s := mustOpen(t, newPath(t))
	for _, id := range []string{"a", "b"} {
		newConversation(t, s, id)
		for i := range 100 {
			mustAppend(t, s, id, fmt.Sprint(i))
		}
		if _, err := s.SetRead(t.Context(), id, chat.ReadMark{Participant: "ann", Offset: 9}); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, s)
	content, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	used := int(binary.NativeEndian.Uint64(content[16+40:])) // pages, by the first meta page
	if used < 10 || used > len(content)/os.Getpagesize() {
		t.Fatalf("the meta page says that %d pages are used", used)
	}
	return content[:used*os.Getpagesize()]
}

// A file that is cut short is refused, and so is one whose both meta pages are
// damaged; one damaged meta page is what the other is for.
func TestOpenDamagedFile(t *testing.T) {
	content := damageable(t)
	page := os.Getpagesize()
	spoil := func(at ...int) []byte {
		spoiled := append([]byte(nil), content...)
		for _, i := range at {
			spoiled[i] ^= 0xff
		}
		return spoiled
	}
	path := newPath(t)
	const insideMeta = 16 + 40
	for size := 4 * page; size < len(content); size += page {
		write(t, path, content[:size])
		wantRefusal(t, path, chat.CodeInternal, "damaged")
	}
	write(t, path, spoil(insideMeta, page+insideMeta))
	wantRefusal(t, path, chat.CodeInternal, "damaged")
	for _, at := range []int{insideMeta, page + insideMeta} {
		write(t, path, spoil(at))
		s := mustOpen(t, path)
		mustAppend(t, s, "a", "more")
		mustClose(t, s)
	}
}

// Whatever page of a file is overwritten, opening, reading and writing it end
// with an error or without, but never with a panic or a fault.
func TestDamagedPages(t *testing.T) {
	content := damageable(t)
	page := os.Getpagesize()
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	path := newPath(t)
	errors := 0
	for number := 2; number < len(content)/page; number++ {
		for _, overwrite := range []func(b []byte){
			func(b []byte) { clear(b) },
			func(b []byte) { // all but the header of the page
				for i := range b[16:] {
					b[16+i] = byte(random.Uint32())
				}
			},
			func(b []byte) { b[random.IntN(len(b))] ^= 1 << random.IntN(8) },
		} {
			damaged := append([]byte(nil), content...)
			overwrite(damaged[number*page : (number+1)*page])
			write(t, path, damaged)
			errors += useDamaged(t, path)
		}
	}
	if errors == 0 {
		t.Errorf("no damage was noticed")
	}
}

// Values that contradict each other are noticed: nothing is read from, or written
// to, a conversation whose log cannot be followed, and the others are as before.
func TestContradictions(t *testing.T) {
	content := damageable(t)
	for name, tamper := range map[string]func(tx *bbolt.Tx) error{
		"missing block":       func(tx *bbolt.Tx) error { return tx.Bucket(bucketIndex).Delete(pairKey(1, 0)) },
		"missing head":        func(tx *bbolt.Tx) error { return tx.Bucket(bucketHeads).Delete(numberKey(1)) },
		"head of another":     func(tx *bbolt.Tx) error { return tx.Bucket(bucketHeads).Put(numberKey(1), encodeHead(head{100, 200})) },
		"head too far":        func(tx *bbolt.Tx) error { return tx.Bucket(bucketHeads).Put(numberKey(1), encodeHead(head{101, 100})) },
		"missing event":       func(tx *bbolt.Tx) error { return tx.Bucket(bucketLog).Delete(numberKey(90)) },
		"block of another":    func(tx *bbolt.Tx) error { return moveBlock(tx) },
		"unknown version":     func(tx *bbolt.Tx) error { return tx.Bucket(bucketConversations).Put(numberKey(1), []byte{9}) },
		"missing description": func(tx *bbolt.Tx) error { return tx.Bucket(bucketConversations).Delete(numberKey(1)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			write(t, path, content)
			s := mustOpen(t, path)
			defer mustClose(t, s)
			if err := s.db.Update(tamper); err != nil {
				t.Fatal(err)
			}
			_, appendErr := s.Append(t.Context(), message("a", "new"))
			_, eventsErr := s.Events(t.Context(), "a", chat.Page{From: 1, Limit: 1000})
			if chat.CodeOf(appendErr) != chat.CodeInternal && chat.CodeOf(eventsErr) != chat.CodeInternal {
				t.Errorf("Append: %v, Events: %v; want CodeInternal of one at least", appendErr, eventsErr)
			}
			mustAppend(t, s, "b", "new")
			if n := len(wholeLog(t, s, "b")); n != 101 {
				t.Errorf("the other conversation has %d events; want 101", n)
			}
		})
	}
}

// moveBlock gives conversation 1 a block of conversation 2.
func moveBlock(tx *bbolt.Tx) error {
	index := tx.Bucket(bucketIndex)
	return index.Put(pairKey(1, 0), bytes.Clone(index.Get(pairKey(2, 0))))
}

// useDamaged calls what reads and writes, and returns how many calls failed.
func useDamaged(t *testing.T, path string) (failed int) {
	t.Helper()
	s, err := Options{LockTimeout: time.Second, Logger: discard}.Open(path)
	if err != nil {
		if code := chat.CodeOf(err); code != chat.CodeInternal && code != chat.CodeInvalid {
			t.Errorf("Open of a damaged file: %v; want CodeInternal, or CodeInvalid where a name is damaged", err)
		}
		return 1
	}
	ctx := t.Context()
	for _, call := range []func() error{
		func() error { _, err := s.Events(ctx, "a", chat.Page{From: 1, Limit: 1000}); return err },
		func() error { _, err := s.Events(ctx, "b", chat.Page{}); return err },
		func() error { _, err := s.Lookup(ctx, "b", "ann", "5"); return err },
		func() error { _, err := s.Current(ctx, "a"); return err },
		func() error { _, err := s.Conversations(ctx, chat.Query{}); return err },
		func() error { _, err := s.Reads(ctx, "a"); return err },
		func() error { _, err := s.Turns(ctx); return err },
		func() error { _, err := s.Append(ctx, message("a", "new")); return err },
		func() error { _, err := s.Append(ctx, message("b", "new")); return err },
	} {
		if call() != nil {
			failed++
		}
	}
	_ = s.Close()
	return failed
}

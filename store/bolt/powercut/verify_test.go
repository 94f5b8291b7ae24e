package powercut

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
)

// verify opens what a disk has left and compares it with all that was
// acknowledged on it. It returns what is wrong.
func verify(ctx context.Context, path string, acked map[place]int64) (wrong []error) {
	if err := bolt.Check(ctx, path); err != nil {
		return []error{err}
	}
	s, err := bolt.Open(path)
	if err != nil {
		return []error{err}
	}
	defer func() {
		if err := s.Close(); err != nil {
			wrong = append(wrong, err)
		}
	}()
	v := verifier{store: s, stored: make(map[place]int64), last: make(map[place]int)}
	for _, id := range conversations {
		v.read(ctx, id)
	}
	for at, offset := range acked {
		if v.stored[at] != offset {
			v.report("%v was acknowledged with the offset %d; stored is %d", at, offset, v.stored[at])
		}
	}
	v.repeat(ctx)
	return v.wrong
}

// verifier compares a store with what it should hold.
type verifier struct {
	store  *bolt.Store
	stored map[place]int64 // offsets
	last   map[place]int   // of an author, with the number 0: the number of the last event
	wrong  []error
}

func (v *verifier) report(format string, args ...any) {
	v.wrong = append(v.wrong, fmt.Errorf(format, args...))
}

// read reads a log: offsets without holes, each author's events once, whole and
// in order.
func (v *verifier) read(ctx context.Context, conversation string) {
	records, err := v.store.Events(ctx, conversation, chat.Page{From: 1, Limit: 1 << 30})
	if err != nil {
		v.report("read %s: %w", conversation, err)
	}
	next := make(map[string]int)
	for i, r := range records {
		number, err := strconv.Atoi(r.Key)
		if err != nil || r.Offset != int64(i+1) || number != next[r.Author] {
			v.report("event %d of %s has the offset %d and the key %q of %s; want the key %d", i+1, conversation, r.Offset, r.Key, r.Author, next[r.Author])
			continue
		}
		if !bytes.Equal(r.Data, event(conversation, r.Author, number).Data) {
			v.report("event %d of %s has not the data that was appended", r.Offset, conversation)
		}
		next[r.Author]++
		v.stored[place{conversation, r.Author, number}] = r.Offset
		v.last[place{conversation, r.Author, 0}] = number
	}
}

// repeat appends the last event of each author again, as a client does that got
// no answer, and the one after it: a key that is stored stands for its event, and
// a new one is appended, once.
func (v *verifier) repeat(ctx context.Context) {
	for author, last := range v.last {
		at := place{author.conversation, author.author, last}
		got, err := v.store.Append(ctx, event(at.conversation, at.author, at.number))
		if err != nil || !got.Repeat || got.Offset != v.stored[at] {
			v.report("the repeated Append of %v: offset %d, repeat %v, error %w; want %d, true, none", at, got.Offset, got.Repeat, err, v.stored[at])
		}
		at.number++
		for repeat := range 2 {
			got, err := v.store.Append(ctx, event(at.conversation, at.author, at.number))
			if err != nil || got.Repeat != (repeat == 1) {
				v.report("Append of %v: repeat %v, error %w; want %v, none", at, got.Repeat, err, repeat == 1)
			}
		}
	}
}

package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var concurrencyRules = []rule[Store]{
	{"among concurrent Appends with one key exactly one appends", testOneKeyAtOnce},
	{"concurrent Appends leave no hole and keep each author's order", testManyAuthorsAtOnce},
	{"conversations that are written at once do not disturb each other", testManyConversationsAtOnce},
	{"among concurrent Appends with one State.Version exactly one appends", testOneVersionAtOnce},
	{"Events and Lookup see whatever Append has returned", testReadYourWrites},
	{"a reader that follows the log sees no hole while it grows", testFollow},
	{"among concurrent Creates with onlyFirst exactly one creates", testOnlyFirstAtOnce},
	{"concurrent SetReads leave the greatest mark", testReadsAtOnce},
}

func testOneKeyAtOnce(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	for round := range 10 {
		key := fmt.Sprint("key ", round)
		var first atomic.Int64
		got := make([]chat.Record, 32)
		together(32, func(i int) {
			a, err := s.Append(t.Context(), chat.Append{
				Conversation: "c", Author: "ann", Key: key, Data: fmt.Append(nil, i),
			})
			if err != nil {
				t.Errorf("Append: %v", err)
			}
			if !a.Repeat {
				first.Add(1)
			}
			got[i] = a.Record
		})
		if n := first.Load(); n != 1 {
			t.Errorf("%d of 32 Appends with one key appended; want 1", n)
		}
		for _, r := range got {
			if !sameRecord(r, got[0]) || r.Offset != int64(round+1) {
				t.Fatalf("the Appends with one key returned %s and %s; want one record at %d", show(got[0]), show(r), round+1)
			}
		}
	}
}

func testManyAuthorsAtOnce(t *testing.T, s Store) {
	const authors, each = 32, 20
	newConversation(t, s, "c", "ann")
	returned := make([]chat.Record, authors*each)
	together(authors, func(i int) {
		last := int64(0)
		for j := range each {
			a, err := s.Append(t.Context(), chat.Append{
				Conversation: "c", Author: fmt.Sprint(i), Key: fmt.Sprint(j), Data: fmt.Appendf(nil, "%d of %d", j, i),
			})
			if err != nil || a.Repeat || a.Offset <= last || a.Offset > authors*each {
				t.Errorf("Append after offset %d: %s, repeat %v, error %v", last, show(a.Record), a.Repeat, err)
				return
			}
			last = a.Offset
			returned[a.Offset-1] = a.Record
		}
	})
	wantRecords(t, "the log", wholeLog(t, s, "c"), returned)
}

func testManyConversationsAtOnce(t *testing.T, s Store) {
	const conversations, each = 12, 100
	together(conversations, func(i int) {
		id := fmt.Sprint("c", i)
		if _, made, err := s.Create(t.Context(), chat.Conversation{ID: id, Visitor: fmt.Sprint(i), Created: created}, true); err != nil || !made {
			t.Errorf("Create: %v, %v", made, err)
		}
		for j := range each {
			a, err := s.Append(t.Context(), chat.Append{Conversation: id, Author: "ann", Key: fmt.Sprint(j), Data: []byte(id)})
			if err != nil || a.Repeat || a.Offset != int64(j+1) {
				t.Errorf("Append to %s: offset %d, repeat %v, error %v; want offset %d", id, a.Offset, a.Repeat, err, j+1)
				return
			}
		}
	})
	for i := range conversations {
		id := fmt.Sprint("c", i)
		log := wholeLog(t, s, id)
		if len(log) != each {
			t.Fatalf("%s has %s; want %d", id, offsets(log), each)
		}
		for j, r := range log {
			if want := (chat.Record{Offset: int64(j + 1), Author: "ann", Key: fmt.Sprint(j), Data: []byte(id)}); !sameRecord(r, want) {
				t.Fatalf("%s has %s; want %s", id, show(r), show(want))
			}
		}
	}
}

func testOneVersionAtOnce(t *testing.T, s Store) {
	c := newConversation(t, s, "c", "ann")
	var won atomic.Int64
	together(16, func(i int) {
		state := c.State
		state.Assigned = fmt.Sprint("agent ", i)
		_, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: state.Assigned, Key: "take", State: &state})
		switch {
		case err == nil:
			won.Add(1)
		case !errors.Is(err, chat.ErrConflict):
			t.Errorf("Append: %v; want nil or ErrConflict", err)
		}
	})
	log := wholeLog(t, s, "c")
	if won.Load() != 1 || len(log) != 1 {
		t.Fatalf("%d of 16 Appends with one version won, the log has %s; want one", won.Load(), offsets(log))
	}
	if got := stored(t, s, "c").State; got.Assigned != log[0].Author || got.Version != 2 {
		t.Errorf("the state is %+v; want version 2 and the winner %q", got, log[0].Author)
	}
}

func testReadYourWrites(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	together(16, func(i int) {
		author := fmt.Sprint(i)
		for j := range 30 {
			a, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: author, Key: fmt.Sprint(j), Data: []byte("x")})
			if err != nil {
				t.Errorf("Append: %v", err)
				return
			}
			page, err := s.Events(t.Context(), "c", chat.Page{From: a.Offset, Limit: 1})
			if err != nil || len(page) != 1 || !sameRecord(page[0], a.Record) {
				t.Errorf("Events from %d right after Append: %v, %v", a.Offset, page, err)
				return
			}
			if r, err := s.Lookup(t.Context(), "c", author, a.Key); err != nil || !sameRecord(r, a.Record) {
				t.Errorf("Lookup of %s right after Append: %s, %v", show(a.Record), show(r), err)
				return
			}
			if c, err := s.Conversation(t.Context(), "c"); err != nil || c.Head < a.Offset {
				t.Errorf("Conversation right after Append: head %d, %v; want at least %d", c.Head, err, a.Offset)
				return
			}
		}
	})
}

func testFollow(t *testing.T, s Store) {
	const total, readers = 300, 3
	newConversation(t, s, "c", "ann")
	var bells [readers]chan struct{}
	for i := range bells {
		bells[i] = make(chan struct{}, total)
	}
	together(readers+1, func(i int) {
		if i < readers {
			follow(t, s, total, 30+i, bells[i])
			return
		}
		for j := range total {
			if _, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: "ann", Data: fmt.Append(nil, j)}); err != nil {
				t.Errorf("Append: %v", err)
			}
			for _, bell := range bells {
				bell <- struct{}{}
			}
		}
	})
}

// follow reads a log of total events as it grows, by pages, after each ring.
func follow(t *testing.T, s Store, total int64, limit int, bell <-chan struct{}) {
	next := int64(1)
	for range total {
		<-bell
		page, err := s.Events(t.Context(), "c", chat.Page{From: next, Limit: limit})
		if err != nil {
			t.Errorf("Events: %v", err)
			return
		}
		for _, r := range page {
			if r.Offset != next || string(r.Data) != fmt.Sprint(next-1) {
				t.Errorf("at offset %d the reader got %s", next, show(r))
				return
			}
			next++
		}
	}
	if next != total+1 {
		t.Errorf("the reader has reached offset %d of %d", next-1, total)
	}
}

func testOnlyFirstAtOnce(t *testing.T, s Store) {
	for round := range 5 {
		visitor := fmt.Sprint("visitor ", round)
		var made atomic.Int64
		got := make([]chat.Conversation, 32)
		together(32, func(i int) {
			c := chat.Conversation{ID: fmt.Sprintf("c %d %d", round, i), Visitor: visitor, Created: created}
			first, now, err := s.Create(t.Context(), c, true)
			if err != nil {
				t.Errorf("Create: %v", err)
			}
			if now {
				made.Add(1)
			}
			got[i] = first
		})
		if n := made.Load(); n != 1 {
			t.Errorf("%d of 32 Creates with onlyFirst created; want 1", n)
		}
		for _, c := range got {
			if c.ID != got[0].ID {
				t.Errorf("the Creates with onlyFirst returned %q and %q; want one conversation", got[0].ID, c.ID)
			}
		}
	}
}

func testReadsAtOnce(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	together(32, func(i int) {
		if _, err := s.SetRead(t.Context(), "c", chat.ReadMark{Participant: "ann", Offset: int64(1 + i*7%32)}); err != nil {
			t.Errorf("SetRead: %v", err)
		}
	})
	reads, err := s.Reads(t.Context(), "c")
	if err != nil || len(reads) != 1 || reads[0].Offset != 32 {
		t.Errorf("Reads = %v, %v; want one mark at 32", reads, err)
	}
}

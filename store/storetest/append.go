package storetest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var appendRules = []rule[Store]{
	{"Append gives offsets 1, 2, 3 and keeps what it was given", testOffsets},
	{"Append to a conversation that does not exist is ErrNotFound", testAppendNowhere},
	{"Append under a key that the author has used returns that record with Repeat set", testRepeat},
	{"Append of a repeat changes nothing, whatever else it says", testRepeatChangesNothing},
	{"Append knows a key again however long ago it was used", testOldKey},
	{"a key belongs to its conversation and author alone", testKeyScope},
	{"Append without a key is never a repeat", testNoKey},
	{"Lookup returns the record under a key, else ErrNotFound", testLookup},
	{"Data may be empty, large and of any bytes", testAnyData},
}

func testOffsets(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	var want []chat.Record
	for i := range 200 {
		r := chat.Record{Offset: int64(i + 1), Author: "ann", Key: fmt.Sprint("k", i), Data: fmt.Appendf(nil, "event %d", i)}
		got := mustAppend(t, s, chat.Append{Conversation: "c", Author: r.Author, Key: r.Key, Data: r.Data})
		if got.Repeat || !sameRecord(got.Record, r) {
			t.Fatalf("Append returned %s, repeat %v; want %s", show(got.Record), got.Repeat, show(r))
		}
		want = append(want, r)
	}
	wantRecords(t, "the log", wholeLog(t, s, "c"), want)
	if head := stored(t, s, "c").Head; head != 200 {
		t.Errorf("Head is %d; want 200", head)
	}
}

func testAppendNowhere(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	for _, id := range []string{"", "d", "cc", "c\x00"} {
		_, err := s.Append(t.Context(), chat.Append{Conversation: id, Author: "ann", Key: "k", Data: []byte("x")})
		wantError(t, fmt.Sprintf("Append to %q", id), err, chat.ErrNotFound)
	}
}

func testRepeat(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	first := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "k", Data: []byte("first")})
	fill(t, s, "c", 3)
	again := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "k", Data: []byte("second")})
	if !again.Repeat || !sameRecord(again.Record, first.Record) {
		t.Errorf("the repeat is %s, repeat %v; want %s", show(again.Record), again.Repeat, show(first.Record))
	}
	if head := stored(t, s, "c").Head; head != 4 {
		t.Errorf("Head is %d after a repeat; want 4", head)
	}
}

func testRepeatChangesNothing(t *testing.T, s Store) {
	c := newConversation(t, s, "c", "ann")
	first := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "k", Data: []byte("first")})
	before := stored(t, s, "c")
	c.State.Ended = true
	got, err := s.Append(t.Context(), chat.Append{
		Conversation: "c", Author: "ann", Key: "k", Data: []byte("x"), Turn: true, State: &c.State,
	})
	if err != nil || !got.Repeat {
		t.Fatalf("a repeat with a state: repeat %v, error %v", got.Repeat, err)
	}
	c.State.Version = 99
	got, err = s.Append(t.Context(), chat.Append{Conversation: "c", Author: "ann", Key: "k", Fence: 99, State: &c.State})
	if err != nil || !got.Repeat || !sameRecord(got.Record, first.Record) {
		t.Errorf("a repeat with a stale fence and state is %s, repeat %v, error %v; want the first record",
			show(got.Record), got.Repeat, err)
	}
	if after := stored(t, s, "c"); !sameConversation(after, before) {
		t.Errorf("the conversation is %+v after a repeat; want %+v", after, before)
	}
	if turns, err := s.Turns(t.Context()); err != nil || len(turns) != 0 {
		t.Errorf("Turns after a repeat = %v, %v; want none", turns, err)
	}
}

func testOldKey(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	log := fill(t, s, "c", 300)
	for _, want := range log {
		got := mustAppend(t, s, chat.Append{Conversation: "c", Author: want.Author, Key: want.Key, Data: []byte("again")})
		if !got.Repeat || !sameRecord(got.Record, want) {
			t.Fatalf("the repeat of %s is %s, repeat %v", show(want), show(got.Record), got.Repeat)
		}
	}
}

func testKeyScope(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	newConversation(t, s, "d", "ann")
	for i, a := range []chat.Append{
		{Conversation: "c", Author: "ann", Key: "k"},
		{Conversation: "d", Author: "ann", Key: "k"},
		{Conversation: "c", Author: "bob", Key: "k"},
		{Conversation: "c", Author: "ann", Key: "K"},
		{Conversation: "c", Author: "an", Key: "nk"},
		{Conversation: "c", Author: "ann\x00", Key: "k"},
		{Conversation: "c", Author: "ann", Key: "\x00k"},
		{Conversation: "c", Author: "annk", Key: "k"},
		{Conversation: "c", Author: "", Key: "annk"},
	} {
		a.Data = fmt.Append(nil, i)
		if got := mustAppend(t, s, a); got.Repeat {
			t.Errorf("Append(%s) is taken for a repeat of %s", describe(a), show(got.Record))
		}
	}
}

func testNoKey(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	for i := range 5 {
		got := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Data: []byte("same")})
		if got.Repeat || got.Offset != int64(i+1) {
			t.Errorf("append %d without a key: offset %d, repeat %v", i+1, got.Offset, got.Repeat)
		}
	}
	_, err := s.Lookup(t.Context(), "c", "ann", "")
	wantError(t, "Lookup of the empty key", err, chat.ErrNotFound)
}

func testLookup(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	newConversation(t, s, "d", "ann")
	for _, want := range fill(t, s, "c", 150) {
		got, err := s.Lookup(t.Context(), "c", want.Author, want.Key)
		if err != nil || !sameRecord(got, want) {
			t.Fatalf("Lookup(%q, %q) = %s, %v; want %s", want.Author, want.Key, show(got), err, show(want))
		}
	}
	for _, at := range [][3]string{
		{"c", "author 0", "never"},
		{"c", "author 1", "fill 0"},
		{"c", "nobody", "fill 0"},
		{"d", "author 0", "fill 0"},
		{"e", "author 0", "fill 0"},
		{"", "", ""},
	} {
		_, err := s.Lookup(t.Context(), at[0], at[1], at[2])
		wantError(t, fmt.Sprintf("Lookup%q", at), err, chat.ErrNotFound)
	}
}

func testAnyData(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	var want []chat.Record
	for i, data := range [][]byte{nil, {}, {0}, every, bytes.Repeat(every, 4096), []byte("the end")} {
		got := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: fmt.Sprint(i), Data: data})
		r := chat.Record{Offset: int64(i + 1), Author: "ann", Key: fmt.Sprint(i), Data: data}
		wantRecords(t, "Append", []chat.Record{got.Record}, []chat.Record{r})
		want = append(want, r)
	}
	wantRecords(t, "the log", wholeLog(t, s, "c"), want)
}

package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

var conversationRules = []rule[Store]{
	{"Create stores a conversation with Head 0, Version 1 and Fence 1", testCreate},
	{"Create makes the conversation its visitor's current one", testCurrent},
	{"Create with onlyFirst returns the current one to a visitor who has one", testOnlyFirst},
	{"Create of a conversation that exists returns it, and ErrConflict when it is another visitor's", testCreateAgain},
	{"Conversation and Current of nobody's are ErrNotFound", testNoConversation},
	{"Conversations pages, the newest by creation first", testListAll},
	{"Conversations with Visitor has that visitor's alone", testListVisitor},
	{"Conversations continues after Before, and does not know one that is not selected", testListBefore},
	{"ids and names are opaque strings", testOpaqueIDs},
}

func testCreate(t *testing.T, s Store) {
	given := chat.Conversation{
		ID: "c", Visitor: "ann", Created: created, Head: 12,
		State: chat.State{Version: 7, Fence: 8, Assigned: "bob", Participants: []chat.Participant{{ID: "ann", Name: "Ann", Role: chat.RoleVisitor}}},
	}
	want := given
	want.Head, want.State.Version, want.State.Fence = 0, 1, 1
	got, made, err := s.Create(t.Context(), given, false)
	if err != nil || !made || !sameConversation(got, want) {
		t.Fatalf("Create = %+v, %v, %v; want %+v", got, made, err, want)
	}
	if got := stored(t, s, "c"); !sameConversation(got, want) {
		t.Errorf("Conversation = %+v; want %+v", got, want)
	}
	if a := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann"}); a.Offset != 1 {
		t.Errorf("the first event has offset %d; want 1", a.Offset)
	}
	for _, at := range []time.Time{{}, time.Date(1, 2, 3, 4, 5, 6, 7, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC)} {
		id := at.String()
		if _, _, err := s.Create(t.Context(), chat.Conversation{ID: id, Visitor: "bob", Created: at}, false); err != nil {
			t.Fatalf("Create at %v: %v", at, err)
		}
		if got := stored(t, s, id).Created; !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("Created is %v; want %v", got, at)
		}
	}
}

func testCurrent(t *testing.T, s Store) {
	for _, id := range []string{"c1", "c3", "c2"} {
		newConversation(t, s, id, "ann")
		newConversation(t, s, id+" of bob", "bob")
		got, err := s.Current(t.Context(), "ann")
		if err != nil || !sameConversation(got, stored(t, s, id)) {
			t.Errorf("Current after Create(%q) = %+v, %v", id, got, err)
		}
	}
	mustAppend(t, s, chat.Append{Conversation: "c1", Author: "ann"})
	if got, err := s.Current(t.Context(), "ann"); err != nil || got.ID != "c2" {
		t.Errorf("Current after an Append elsewhere = %q, %v; want c2", got.ID, err)
	}
}

func testOnlyFirst(t *testing.T, s Store) {
	first, made, err := s.Create(t.Context(), chat.Conversation{ID: "c1", Visitor: "ann", Created: created}, true)
	if err != nil || !made {
		t.Fatalf("the first Create: %v, %v", made, err)
	}
	again, made, err := s.Create(t.Context(), chat.Conversation{ID: "c2", Visitor: "ann", Created: created}, true)
	if err != nil || made || !sameConversation(again, first) {
		t.Errorf("Create with onlyFirst for a visitor who has one = %+v, %v, %v; want %+v", again, made, err, first)
	}
	_, err = s.Conversation(t.Context(), "c2")
	wantError(t, "Conversation that onlyFirst refused", err, chat.ErrNotFound)
	newConversation(t, s, "c3", "ann")
	if got, made, err := s.Create(t.Context(), chat.Conversation{ID: "c4", Visitor: "ann"}, true); err != nil || made || got.ID != "c3" {
		t.Errorf("Create with onlyFirst = %q, %v, %v; want the newest, c3", got.ID, made, err)
	}
	if got, made, err := s.Create(t.Context(), chat.Conversation{ID: "c5", Visitor: "an"}, true); err != nil || !made {
		t.Errorf("Create with onlyFirst for another visitor = %q, %v, %v; want it created", got.ID, made, err)
	}
}

func testCreateAgain(t *testing.T, s Store) {
	newConversation(t, s, "c1", "ann")
	newConversation(t, s, "c2", "ann")
	fill(t, s, "c1", 3)
	want := stored(t, s, "c1")
	for _, onlyFirst := range []bool{false, true} {
		got, made, err := s.Create(t.Context(), chat.Conversation{ID: "c1", Visitor: "ann", Created: created.Add(time.Hour)}, onlyFirst)
		if err != nil || made || !sameConversation(got, want) {
			t.Errorf("a repeated Create = %+v, %v, %v; want %+v", got, made, err, want)
		}
		_, _, err = s.Create(t.Context(), chat.Conversation{ID: "c1", Visitor: "bob"}, onlyFirst)
		wantError(t, "Create of another visitor's", err, chat.ErrConflict)
	}
	if got, err := s.Current(t.Context(), "ann"); err != nil || got.ID != "c2" {
		t.Errorf("Current after a repeated Create = %q, %v; want c2", got.ID, err)
	}
	_, err := s.Current(t.Context(), "bob")
	wantError(t, "Current after a refused Create", err, chat.ErrNotFound)
}

func testNoConversation(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	for _, id := range []string{"", "d", "ann", "an", "annn"} {
		_, err := s.Conversation(t.Context(), id)
		wantError(t, fmt.Sprintf("Conversation(%q)", id), err, chat.ErrNotFound)
	}
	for _, visitor := range []string{"", "an", "annn", "c"} {
		_, err := s.Current(t.Context(), visitor)
		wantError(t, fmt.Sprintf("Current(%q)", visitor), err, chat.ErrNotFound)
	}
}

func testListAll(t *testing.T, s Store) {
	if got := list(t, s, chat.Query{}); len(got) != 0 {
		t.Errorf("Conversations of an empty store = %q", got)
	}
	var newest []string
	for i := range 60 {
		// Neither ids nor times tell the order.
		c := chat.Conversation{ID: fmt.Sprint("c", i*7%60), Visitor: fmt.Sprint(i % 4), Created: created.Add(time.Duration(i*7%60) * time.Hour)}
		if _, _, err := s.Create(t.Context(), c, false); err != nil {
			t.Fatalf("Create: %v", err)
		}
		newest = slices.Insert(newest, 0, c.ID)
	}
	for limit, want := range map[int][]string{0: newest[:50], 1: newest[:1], 50: newest[:50], 60: newest, 1000: newest} {
		if got := list(t, s, chat.Query{Limit: limit}); !slices.Equal(got, want) {
			t.Errorf("Conversations with limit %d = %q; want %q", limit, got, want)
		}
	}
	var paged []string
	for before := ""; ; before = paged[len(paged)-1] {
		page := list(t, s, chat.Query{Before: before, Limit: 7})
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
	}
	if !slices.Equal(paged, newest) {
		t.Errorf("the pages together are %q; want %q", paged, newest)
	}
}

func testListVisitor(t *testing.T, s Store) {
	for i, visitor := range []string{"a", "ab", "a", "b", "a\x00", "a", "ab", ""} {
		newConversation(t, s, fmt.Sprint("c", i), visitor)
	}
	fill(t, s, "c2", 3)
	for visitor, want := range map[string][]string{
		"a": {"c5", "c2", "c0"}, "ab": {"c6", "c1"}, "a\x00": {"c4"}, "b": {"c3"}, "c": nil,
	} {
		if got := list(t, s, chat.Query{Visitor: visitor}); !slices.Equal(got, want) {
			t.Errorf("Conversations of %q = %q; want %q", visitor, got, want)
		}
	}
	page, err := s.Conversations(t.Context(), chat.Query{Visitor: "a", Before: "c5", Limit: 1})
	if err != nil || len(page) != 1 || !sameConversation(page[0], stored(t, s, "c2")) {
		t.Errorf("Conversations of a before c5 = %+v, %v; want c2 as it is stored", page, err)
	}
}

func testListBefore(t *testing.T, s Store) {
	newConversation(t, s, "c1", "ann")
	newConversation(t, s, "c2", "bob")
	newConversation(t, s, "c3", "ann")
	for _, q := range []chat.Query{{Before: "never"}, {Visitor: "ann", Before: "never"}, {Visitor: "ann", Before: "c2"}, {Visitor: "eve", Before: "c1"}} {
		_, err := s.Conversations(t.Context(), q)
		wantError(t, fmt.Sprintf("Conversations(%+v)", q), err, chat.ErrNotFound)
	}
	if got := list(t, s, chat.Query{Visitor: "ann", Before: "c1"}); len(got) != 0 {
		t.Errorf("Conversations before the oldest = %q; want none", got)
	}
	if got := list(t, s, chat.Query{Before: "c3"}); !slices.Equal(got, []string{"c2", "c1"}) {
		t.Errorf("Conversations before c3 = %q; want c2, c1", got)
	}
}

func testOpaqueIDs(t *testing.T, s Store) {
	strange := []string{"a", "a\x00", "\x00", "ü", "a/b|c.1", "\xff\xfe", "日本", "a b"}
	for _, id := range strange {
		newConversation(t, s, id, "visitor "+id)
		mustAppend(t, s, chat.Append{Conversation: id, Author: id, Key: id, Data: []byte(id), Turn: true})
		if _, err := s.SetRead(t.Context(), id, chat.ReadMark{Participant: id, Offset: 1}); err != nil {
			t.Fatalf("SetRead(%q): %v", id, err)
		}
	}
	for _, id := range strange {
		want := []chat.Record{{Offset: 1, Author: id, Key: id, Data: []byte(id)}}
		wantRecords(t, fmt.Sprintf("the log of %q", id), wholeLog(t, s, id), want)
		if got, err := s.Current(t.Context(), "visitor "+id); err != nil || got.ID != id {
			t.Errorf("Current(%q) = %q, %v; want %q", "visitor "+id, got.ID, err, id)
		}
		if got, err := s.Reads(t.Context(), id); err != nil || len(got) != 1 || got[0].Participant != id {
			t.Errorf("Reads(%q) = %v, %v", id, got, err)
		}
	}
	if turns, err := s.Turns(t.Context()); err != nil || len(turns) != len(strange) {
		t.Errorf("Turns = %v, %v; want %d", turns, err, len(strange))
	}
}

// list returns the ids of the conversations that q selects.
func list(t testing.TB, s Store, q chat.Query) []string {
	t.Helper()
	page, err := s.Conversations(t.Context(), q)
	if err != nil {
		t.Fatalf("Conversations(%+v): %v", q, err)
	}
	var ids []string
	for _, c := range page {
		ids = append(ids, c.ID)
	}
	return ids
}

func sameConversation(a, b chat.Conversation) bool {
	return a.ID == b.ID && a.Visitor == b.Visitor && a.Created.Equal(b.Created) && a.Head == b.Head && sameState(a.State, b.State)
}

func sameState(a, b chat.State) bool {
	return a.Version == b.Version && a.Fence == b.Fence && a.Assigned == b.Assigned &&
		a.Waiting == b.Waiting && a.Ended == b.Ended && slices.Equal(a.Participants, b.Participants)
}

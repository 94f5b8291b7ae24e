package storetest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var ownershipRules = []rule[Store]{
	{"what is handed in is not kept after the call returns", testInputNotKept},
	{"what is returned belongs to the caller, who may change it", testOutputIsOwned},
	{"what is returned stays valid, past later writes and past Close", testOutputStays},
}

func testInputNotKept(t *testing.T, s Store) {
	people := []chat.Participant{{ID: "ann"}}
	if _, _, err := s.Create(t.Context(), chat.Conversation{ID: "c", Visitor: "ann", State: chat.State{Participants: people}}, false); err != nil {
		t.Fatalf("Create: %v", err)
	}
	people[0].ID = "spoiled"
	if got := stored(t, s, "c").State.Participants; !slices.Equal(got, []chat.Participant{{ID: "ann"}}) {
		t.Errorf("the stored participants follow the slice given to Create: %v", got)
	}

	data := []byte("data")
	state := chat.State{Version: 1, Fence: 1, Participants: []chat.Participant{{ID: "bob"}}}
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "k", Data: data, State: &state})
	copy(data, "oops")
	state.Participants[0].ID = "spoiled"
	state.Ended = true
	if got := wholeLog(t, s, "c")[0].Data; string(got) != "data" {
		t.Errorf("the stored data follow the slice given to Append: %q", got)
	}
	if got := stored(t, s, "c").State; got.Ended || !slices.Equal(got.Participants, []chat.Participant{{ID: "bob"}}) {
		t.Errorf("the stored state follows the one given to Append: %+v", got)
	}
}

func testOutputIsOwned(t *testing.T, s Store) {
	const conversation = "c"
	state := chat.State{Version: 1, Fence: 1, Participants: []chat.Participant{{ID: "bob"}}}
	newConversation(t, s, conversation, "ann")
	spoil := func(r chat.Record, err error) {
		t.Helper()
		if err != nil || string(r.Data) != "data" {
			t.Errorf("the record is %s, error %v; want the data as they were appended", show(r), err)
		}
		for i := range r.Data {
			r.Data[i] = '!'
		}
		_ = append(r.Data, "behind the end"...)
	}
	for range 2 {
		a, err := s.Append(t.Context(), chat.Append{Conversation: conversation, Author: "ann", Key: "k", Data: []byte("data"), State: &state})
		spoil(a.Record, err)
		mustAppend(t, s, chat.Append{Conversation: conversation, Author: "ann", Data: []byte("data")})
		spoil(s.Lookup(t.Context(), conversation, "ann", "k"))
		for _, p := range []chat.Page{{}, {From: 1}, {Before: 3}} {
			page := mustEvents(t, s, conversation, p)
			for _, r := range page {
				spoil(r, nil)
			}
			clear(page)
		}
		for _, get := range []func() (chat.Conversation, error){
			func() (chat.Conversation, error) { return s.Conversation(t.Context(), conversation) },
			func() (chat.Conversation, error) { return s.Current(t.Context(), "ann") },
		} {
			c, err := get()
			if err != nil || !slices.Equal(c.State.Participants, []chat.Participant{{ID: "bob"}}) {
				t.Errorf("the participants are %v, error %v; want bob", c.State.Participants, err)
			}
			clear(c.State.Participants)
		}
	}
}

func testOutputStays(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	type held struct{ got, copy chat.Record }
	var all []held
	hold := func(r chat.Record) {
		all = append(all, held{r, chat.Record{Offset: r.Offset, Author: "" + r.Author, Key: "" + r.Key, Data: bytes.Clone(r.Data)}})
	}
	var names []string
	for i := range 200 {
		a := mustAppend(t, s, chat.Append{Conversation: "c", Author: fmt.Sprint("author ", i), Key: fmt.Sprint("key ", i), Data: bytes.Repeat([]byte{byte(i)}, 100+i)})
		hold(a.Record)
		r, err := s.Lookup(t.Context(), "c", a.Author, a.Key)
		if err != nil {
			t.Fatalf("Lookup: %v", err)
		}
		hold(r)
		for _, r := range mustEvents(t, s, "c", chat.Page{Limit: 3}) {
			hold(r)
		}
		c := stored(t, s, "c")
		names = append(names, c.ID, c.Visitor)
	}
	closeStore(t, s)
	for _, h := range all {
		if !sameRecord(h.got, h.copy) {
			t.Fatalf("a record that was read has become %s; it was %s", show(h.got), show(h.copy))
		}
	}
	for i, name := range names {
		if want := []string{"c", "ann"}[i%2]; name != want {
			t.Fatalf("a name that was read has become %q; it was %q", name, want)
		}
	}
}

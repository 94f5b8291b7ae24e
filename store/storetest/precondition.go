package storetest

import (
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var preconditionRules = []rule[Store]{
	{"Append with a Fence that is not the conversation's is ErrConflict and changes nothing", testFence},
	{"Append with a State.Version that is not the stored one is ErrConflict and changes nothing", testVersion},
	{"Append stores its State with the next Version", testState},
	{"a key that met a conflict is not used up", testKeyAfterConflict},
}

func testFence(t *testing.T, s Store) {
	c := newConversation(t, s, "c", "ann")
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "bot", Key: "1", Fence: 1})
	c.State.Fence = 2
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "agent", Key: "take", State: &c.State})
	before := stored(t, s, "c")
	for _, fence := range []int64{1, 3, -1} {
		_, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: "bot", Key: "late", Fence: fence, Turn: true})
		wantError(t, "Append with another fence", err, chat.ErrConflict)
	}
	wantUnchanged(t, s, before)
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "bot", Key: "3", Fence: 2})
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "4", Fence: 0})
}

func testVersion(t *testing.T, s Store) {
	c := newConversation(t, s, "c", "ann")
	c.State.Ended = true
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "end", State: &c.State})
	before := stored(t, s, "c")
	for _, version := range []int64{0, 1, 3} {
		state := chat.State{Version: version, Fence: 9, Assigned: "nobody"}
		_, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: "ann", Key: "stale", State: &state, Turn: true})
		wantError(t, "Append with another version", err, chat.ErrConflict)
	}
	wantUnchanged(t, s, before)
}

func testState(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	states := []chat.State{
		{Fence: 1, Participants: []chat.Participant{{ID: "ann", Name: "Ann Ü. \"<&>\"", Role: chat.RoleVisitor}}},
		{Fence: 1, Waiting: true, Participants: []chat.Participant{{ID: "ann", Role: chat.RoleVisitor}, {ID: "bot", Name: "Bot", Role: chat.RoleBot}}},
		{Fence: 2, Assigned: "bob"},
		{Fence: 3, Ended: true},
	}
	for i, state := range states {
		state.Version = int64(i + 1)
		given := state
		mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Fence: stored(t, s, "c").State.Fence, State: &given})
		state.Version++
		if got := stored(t, s, "c").State; !sameState(got, state) {
			t.Errorf("the state is %+v; want %+v", got, state)
		}
		if given.Version != int64(i+1) {
			t.Errorf("Append changed the caller's state to version %d", given.Version)
		}
	}
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann"})
	if got := stored(t, s, "c").State; got.Version != 5 || got.Fence != 3 {
		t.Errorf("an Append without a state left %+v; want version 5 and fence 3", got)
	}
}

func testKeyAfterConflict(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	_, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: "bot", Key: "k", Fence: 7})
	wantError(t, "Append with another fence", err, chat.ErrConflict)
	_, err = s.Lookup(t.Context(), "c", "bot", "k")
	wantError(t, "Lookup after a conflict", err, chat.ErrNotFound)
	if got := mustAppend(t, s, chat.Append{Conversation: "c", Author: "bot", Key: "k", Fence: 1}); got.Repeat || got.Offset != 1 {
		t.Errorf("Append after a conflict: offset %d, repeat %v; want 1, false", got.Offset, got.Repeat)
	}
}

// wantUnchanged fails the test unless a conversation is what it was and has no turn.
func wantUnchanged(t testing.TB, s Store, before chat.Conversation) {
	t.Helper()
	if after := stored(t, s, before.ID); !sameConversation(after, before) {
		t.Errorf("the conversation has become %+v; want %+v", after, before)
	}
	if n := len(wholeLog(t, s, before.ID)); int64(n) != before.Head {
		t.Errorf("the log has %d events; want %d", n, before.Head)
	}
	if turns, err := s.Turns(t.Context()); err != nil || len(turns) != 0 {
		t.Errorf("Turns = %v, %v; want none", turns, err)
	}
}

package storetest

import (
	"slices"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var markRules = []rule[Store]{
	{"SetRead raises a mark and reports whether it moved; it never goes back", testSetRead},
	{"SetRead and Reads of a conversation that does not exist are ErrNotFound", testReadNowhere},
	{"Reads are ordered by participant and belong to their conversation", testReads},
}

var turnRules = []rule[Store]{
	{"Append with Turn opens a turn for its event alone", testOpenTurn},
	{"SetTurn moves a turn to started and forgets it when it is done", testSetTurn},
	{"SetTurn leaves a turn alone that is not open", testNoTurn},
	{"Turns are listed by conversation and ascending offset", testTurns},
}

func testSetRead(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	fill(t, s, "c", 3)
	high := int64(0)
	for _, offset := range []int64{0, 1, 1, 3, 2, 3, 0, -5, 1 << 40, 4} {
		moved, err := s.SetRead(t.Context(), "c", chat.ReadMark{Participant: "ann", Offset: offset})
		if err != nil || moved != (offset > high) {
			t.Errorf("SetRead to %d from %d = %v, %v", offset, high, moved, err)
		}
		high = max(high, offset)
		reads, err := s.Reads(t.Context(), "c")
		if err != nil || high > 0 && !slices.Equal(reads, []chat.ReadMark{{Participant: "ann", Offset: high}}) || high == 0 && len(reads) > 0 {
			t.Errorf("Reads after SetRead to %d = %v, %v; want ann at %d", offset, reads, err, high)
		}
	}
}

func testReadNowhere(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	_, err := s.SetRead(t.Context(), "d", chat.ReadMark{Participant: "ann", Offset: 1})
	wantError(t, "SetRead", err, chat.ErrNotFound)
	_, err = s.Reads(t.Context(), "d")
	wantError(t, "Reads", err, chat.ErrNotFound)
	if reads, err := s.Reads(t.Context(), "c"); err != nil || len(reads) != 0 {
		t.Errorf("Reads of a conversation that nobody has read = %v, %v; want none", reads, err)
	}
}

func testReads(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	newConversation(t, s, "d", "ann")
	for i, participant := range []string{"bob", "ann", "bo", "eve", "an"} {
		for _, id := range []string{"c", "d"} {
			m := chat.ReadMark{Participant: participant, Offset: int64(i + len(id))}
			if _, err := s.SetRead(t.Context(), id, m); err != nil {
				t.Fatalf("SetRead: %v", err)
			}
		}
	}
	if _, err := s.SetRead(t.Context(), "d", chat.ReadMark{Participant: "eve", Offset: 99}); err != nil {
		t.Fatalf("SetRead: %v", err)
	}
	got, err := s.Reads(t.Context(), "c")
	want := []chat.ReadMark{
		{Participant: "an", Offset: 5},
		{Participant: "ann", Offset: 2},
		{Participant: "bo", Offset: 3},
		{Participant: "bob", Offset: 1},
		{Participant: "eve", Offset: 4},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("Reads = %v, %v; want %v", got, err, want)
	}
}

func testOpenTurn(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann"})
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Turn: true})
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann"})
	wantTurns(t, s, chat.TurnMark{Conversation: "c", Offset: 2, State: chat.TurnOpen})
}

func testSetTurn(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	a := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "k", Turn: true})
	setTurn(t, s, "c", 1, chat.TurnStarted)
	wantTurns(t, s, chat.TurnMark{Conversation: "c", Offset: 1, State: chat.TurnStarted})
	setTurn(t, s, "c", 1, chat.TurnStarted)
	wantTurns(t, s, chat.TurnMark{Conversation: "c", Offset: 1, State: chat.TurnStarted})
	setTurn(t, s, "c", 1, chat.TurnOpen)
	wantTurns(t, s, chat.TurnMark{Conversation: "c", Offset: 1, State: chat.TurnStarted})
	setTurn(t, s, "c", 1, chat.TurnDone)
	wantTurns(t, s)
	if again := mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: a.Key, Turn: true}); !again.Repeat {
		t.Errorf("the repeat appended %s", show(again.Record))
	}
	wantTurns(t, s)
}

func testNoTurn(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann"})
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Turn: true})
	for _, to := range []chat.TurnState{chat.TurnOpen, chat.TurnStarted, chat.TurnDone} {
		for _, offset := range []int64{0, 1, 3, -1, 1 << 60} {
			setTurn(t, s, "c", offset, to)
		}
		setTurn(t, s, "never", 2, to)
	}
	wantTurns(t, s, chat.TurnMark{Conversation: "c", Offset: 2, State: chat.TurnOpen})
	setTurn(t, s, "c", 2, chat.TurnDone)
	setTurn(t, s, "c", 2, chat.TurnStarted)
	wantTurns(t, s)
}

func testTurns(t *testing.T, s Store) {
	wantTurns(t, s)
	for _, id := range []string{"d", "c", "cc"} {
		newConversation(t, s, id, "ann")
	}
	for offset := range int64(260) {
		mustAppend(t, s, chat.Append{Conversation: "cc", Author: "ann", Turn: offset+1 == 2 || offset+1 == 256})
	}
	mustAppend(t, s, chat.Append{Conversation: "d", Author: "ann", Turn: true})
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Turn: true})
	wantTurns(t, s,
		chat.TurnMark{Conversation: "c", Offset: 1, State: chat.TurnOpen},
		chat.TurnMark{Conversation: "cc", Offset: 2, State: chat.TurnOpen},
		chat.TurnMark{Conversation: "cc", Offset: 256, State: chat.TurnOpen},
		chat.TurnMark{Conversation: "d", Offset: 1, State: chat.TurnOpen})
}

func setTurn(t testing.TB, s Store, conversation string, offset int64, to chat.TurnState) {
	t.Helper()
	if err := s.SetTurn(t.Context(), conversation, offset, to); err != nil {
		t.Errorf("SetTurn(%q, %d, %d): %v", conversation, offset, to, err)
	}
}

func wantTurns(t testing.TB, s Store, want ...chat.TurnMark) {
	t.Helper()
	got, err := s.Turns(t.Context())
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("Turns = %v, %v; want %v", got, err, want)
	}
}

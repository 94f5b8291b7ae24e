package storetest

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var reopenRules = []reopenRule[Store]{
	{"a reopened store has the same epoch", testReopenEpoch},
	{"a reopened store holds everything that was written", testReopenHolds},
	{"a reopened store goes on where it stopped", testReopenGoesOn},
	{"what Close interrupts is stored when it said so, and only then", testCloseAmidst},
}

func testReopenEpoch(t *testing.T, s Store, reopen func() Store) {
	epoch := s.Epoch()
	if got := reopen().Epoch(); got != epoch {
		t.Errorf("the epoch has become %q; it was %q", got, epoch)
	}
}

func testReopenHolds(t *testing.T, s Store, reopen func() Store) {
	fillStore(t, s)
	haveStore(t, reopen())
}

func testReopenGoesOn(t *testing.T, s Store, reopen func() Store) {
	fillStore(t, s)
	goOn(t, reopen())
}

// fillStore writes something of everything, in an order that haveStore knows.
func fillStore(t *testing.T, s Store) {
	for _, id := range []string{"c1", "c2", "c3"} {
		newConversation(t, s, id, "ann")
	}
	fill(t, s, "c1", 200)
	fill(t, s, "c2", 64)
	state := chat.State{Version: 1, Fence: 4, Assigned: "bob", Participants: []chat.Participant{{ID: "bob", Name: "Bob", Role: chat.RoleAgent}}}
	mustAppend(t, s, chat.Append{Conversation: "c2", Author: "bob", Key: "take", State: &state, Turn: true})
	mustAppend(t, s, chat.Append{Conversation: "c2", Author: "ann", Turn: true})
	setTurn(t, s, "c2", 66, chat.TurnStarted)
	if _, err := s.SetRead(t.Context(), "c1", chat.ReadMark{Participant: "bob", Offset: 17}); err != nil {
		t.Fatalf("SetRead: %v", err)
	}
}

func haveStore(t *testing.T, s Store) {
	if got := list(t, s, chat.Query{Visitor: "ann"}); !slices.Equal(got, []string{"c3", "c2", "c1"}) {
		t.Errorf("Conversations = %q", got)
	}
	log := wholeLog(t, s, "c1")
	if len(log) != 200 {
		t.Fatalf("c1 has %s; want 200", offsets(log))
	}
	for i, r := range log {
		if r.Offset != int64(i+1) || r.Key != fmt.Sprint("fill ", i) || r.Author != fmt.Sprint("author ", i%3) || len(r.Data) != 1+i%10 {
			t.Errorf("event %d of c1 is %s", i+1, show(r))
		}
	}
	c := stored(t, s, "c2")
	if c.Head != 66 || c.State.Version != 2 || c.State.Fence != 4 || c.State.Assigned != "bob" || len(c.State.Participants) != 1 || !c.Created.Equal(created) {
		t.Errorf("c2 is %+v", c)
	}
	wantTurns(t, s,
		chat.TurnMark{Conversation: "c2", Offset: 65, State: chat.TurnOpen},
		chat.TurnMark{Conversation: "c2", Offset: 66, State: chat.TurnStarted})
	if reads, err := s.Reads(t.Context(), "c1"); err != nil || !slices.Equal(reads, []chat.ReadMark{{Participant: "bob", Offset: 17}}) {
		t.Errorf("Reads of c1 = %v, %v", reads, err)
	}
}

func goOn(t *testing.T, s Store) {
	for i := range 200 {
		a := chat.Append{Conversation: "c1", Author: fmt.Sprint("author ", i%3), Key: fmt.Sprint("fill ", i)}
		if got := mustAppend(t, s, a); !got.Repeat || got.Offset != int64(i+1) {
			t.Fatalf("the repeat of event %d is %s, repeat %v", i+1, show(got.Record), got.Repeat)
		}
	}
	for id, next := range map[string]int64{"c1": 201, "c2": 67, "c3": 1} {
		if got := mustAppend(t, s, chat.Append{Conversation: id, Author: "ann", Key: "on"}); got.Repeat || got.Offset != next {
			t.Errorf("the next event of %s is %s, repeat %v; want offset %d", id, show(got.Record), got.Repeat, next)
		}
	}
	newConversation(t, s, "c4", "ann")
	if got := list(t, s, chat.Query{}); !slices.Equal(got, []string{"c4", "c3", "c2", "c1"}) {
		t.Errorf("Conversations = %q; want c4 first", got)
	}
}

func testCloseAmidst(t *testing.T, s Store, reopen func() Store) {
	const authors = 16
	newConversation(t, s, "c", "ann")
	var n atomic.Int64
	var reopened Store
	acked := make([]int, authors) // how many each was told are stored
	together(authors+1, func(i int) {
		if i == authors {
			for n.Load() < 2*authors && !t.Failed() {
				mustEvents(t, s, "c", chat.Page{})
			}
			reopened = reopen()
			return
		}
		for {
			_, err := s.Append(t.Context(), chat.Append{Conversation: "c", Author: fmt.Sprint(i), Key: fmt.Sprint(acked[i])})
			if err != nil {
				if chat.CodeOf(err) != chat.CodeUnavailable {
					t.Errorf("Append during Close: %v; want CodeUnavailable", err)
				}
				return
			}
			acked[i]++
			n.Add(1)
		}
	})
	log := wholeLog(t, reopened, "c")
	have := make([]int, authors)
	for i, r := range log {
		var author int
		fmt.Sscan(r.Author, &author)
		if r.Offset != int64(i+1) || r.Key != fmt.Sprint(have[author]) {
			t.Fatalf("event %d is %s", i+1, show(r))
		}
		have[author]++
	}
	if !slices.Equal(have, acked) {
		t.Errorf("the authors have %d events stored; they were told of %d", have, acked)
	}
}

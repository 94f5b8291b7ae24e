package storetest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/chatmount/chatmount/chat"
)

// checkModel makes random calls of a store and of the model, and compares what
// they return after each, and all that they hold in the end.
func checkModel(t *testing.T, h Harness[Store]) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &machine{t: t, store: h.Open(t), model: &model{}}
		defer func() { closeStore(t, m.store) }()
		actions := map[string]func(*rapid.T){
			"Create": m.create, "Append": m.append, "Append many": m.appendMany, "Lookup": m.lookup, "Events": m.events,
			"Current": m.current, "Conversations": m.conversations, "SetRead": m.setRead, "SetTurn": m.setTurn,
		}
		if h.Reopen != nil {
			actions["Reopen"] = func(*rapid.T) {
				closeStore(t, m.store)
				m.store = h.Reopen(t, m.store)
			}
		}
		rt.Repeat(actions)
		m.compare(rt)
	})
}

// machine drives a store and its model through the same calls.
type machine struct {
	t     *testing.T
	store Store
	model *model
	burst int // names the keys of Append many
}

// Few names, so that they meet.
var (
	visitors      = rapid.SampledFrom([]string{"v", "w", "vw"})
	conversations = rapid.SampledFrom([]string{"a", "b", "ab", "c", "d"})
	authors       = rapid.SampledFrom([]string{"v", "bot", "v\x00"})
	keys          = rapid.SampledFrom([]string{"", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "burst 1 3", "burst 2 70"})
	places        = rapid.Int64Range(0, 220)
)

func (m *machine) create(rt *rapid.T) {
	c := chat.Conversation{
		ID: conversations.Draw(rt, "id"), Visitor: visitors.Draw(rt, "visitor"), Created: created,
		State: chat.State{Assigned: authors.Draw(rt, "assigned")},
	}
	onlyFirst := rapid.Bool().Draw(rt, "onlyFirst")
	got, made, err := m.store.Create(m.t.Context(), c, onlyFirst)
	want, wantMade, wantErr := m.model.create(c, onlyFirst)
	if !errors.Is(err, wantErr) || made != wantMade || !sameConversation(got, want) {
		rt.Fatalf("Create = %+v, %v, %v; want %+v, %v, %v", got, made, err, want, wantMade, wantErr)
	}
}

func (m *machine) append(rt *rapid.T) {
	a := chat.Append{
		Conversation: conversations.Draw(rt, "conversation"),
		Author:       authors.Draw(rt, "author"),
		Key:          keys.Draw(rt, "key"),
		Data:         rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(rt, "data"),
		Fence:        rapid.SampledFrom([]int64{0, 0, 0, 1, 2}).Draw(rt, "fence"),
		Turn:         rapid.Bool().Draw(rt, "turn"),
	}
	if rapid.IntRange(0, 3).Draw(rt, "state") == 0 {
		a.State = &chat.State{
			Version:      rapid.Int64Range(1, 4).Draw(rt, "version"),
			Fence:        rapid.Int64Range(1, 2).Draw(rt, "new fence"),
			Participants: []chat.Participant{{ID: authors.Draw(rt, "participant")}},
		}
	}
	m.appendBoth(rt, a)
}

func (m *machine) appendMany(rt *rapid.T) {
	m.burst++
	conversation := conversations.Draw(rt, "conversation")
	for i := range rapid.IntRange(1, 80).Draw(rt, "n") {
		m.appendBoth(rt, chat.Append{Conversation: conversation, Author: "v", Key: fmt.Sprintf("burst %d %d", m.burst, i), Data: []byte{byte(i)}})
	}
}

func (m *machine) appendBoth(rt *rapid.T, a chat.Append) {
	got, err := m.store.Append(m.t.Context(), a)
	want, wantErr := m.model.append(a)
	if !errors.Is(err, wantErr) || got.Repeat != want.Repeat || !sameRecord(got.Record, want.Record) {
		rt.Fatalf("Append(%s) = %s, repeat %v, %v; want %s, repeat %v, %v",
			describe(a), show(got.Record), got.Repeat, err, show(want.Record), want.Repeat, wantErr)
	}
}

func (m *machine) lookup(rt *rapid.T) {
	conversation, author, key := conversations.Draw(rt, "conversation"), authors.Draw(rt, "author"), keys.Draw(rt, "key")
	got, err := m.store.Lookup(m.t.Context(), conversation, author, key)
	want, wantErr := m.model.lookup(conversation, author, key)
	if !errors.Is(err, wantErr) || !sameRecord(got, want) {
		rt.Fatalf("Lookup = %s, %v; want %s, %v", show(got), err, show(want), wantErr)
	}
}

func (m *machine) events(rt *rapid.T) {
	conversation := conversations.Draw(rt, "conversation")
	p := chat.Page{
		Limit: rapid.SampledFrom([]int{0, 1, 2, 10, 64, 65, 200}).Draw(rt, "limit"),
		Bytes: rapid.SampledFrom([]int{0, 0, 1, 20, 100}).Draw(rt, "bytes"),
	}
	if rapid.Bool().Draw(rt, "forwards") {
		p.From = places.Draw(rt, "from")
	} else {
		p.Before = places.Draw(rt, "before")
	}
	m.compareEvents(rt, conversation, p)
}

func (m *machine) compareEvents(rt *rapid.T, conversation string, p chat.Page) {
	got, err := m.store.Events(m.t.Context(), conversation, p)
	c := m.model.find(conversation)
	if c == nil {
		wantError(rt, "Events", err, chat.ErrNotFound)
		return
	}
	if err != nil {
		rt.Fatalf("Events(%+v): %v", p, err)
	}
	wantRecords(rt, fmt.Sprintf("Events(%+v) of %d", p, c.Head), got, pageOf(c.log, p))
}

func (m *machine) current(rt *rapid.T) {
	visitor := visitors.Draw(rt, "visitor")
	got, err := m.store.Current(m.t.Context(), visitor)
	all := m.model.newestFirst(visitor)
	if len(all) == 0 {
		wantError(rt, "Current", err, chat.ErrNotFound)
	} else if err != nil || !sameConversation(got, all[0].Conversation) {
		rt.Fatalf("Current = %+v, %v; want %+v", got, err, all[0].Conversation)
	}
}

func (m *machine) conversations(rt *rapid.T) {
	q := chat.Query{
		Visitor: rapid.SampledFrom([]string{"", "v", "w", "vw", "x"}).Draw(rt, "visitor"),
		Before:  rapid.SampledFrom([]string{"", "", "a", "b", "c"}).Draw(rt, "before"),
		Limit:   rapid.IntRange(0, 4).Draw(rt, "limit"),
	}
	got, err := m.store.Conversations(m.t.Context(), q)
	want := m.model.newestFirst(q.Visitor)
	if q.Before != "" {
		i := slices.IndexFunc(want, func(c *modelConversation) bool { return c.ID == q.Before })
		if i < 0 {
			wantError(rt, "Conversations", err, chat.ErrNotFound)
			return
		}
		want = want[i+1:]
	}
	if q.Limit > 0 {
		want = want[:min(len(want), q.Limit)]
	}
	same := func(a chat.Conversation, b *modelConversation) bool { return sameConversation(a, b.Conversation) }
	if err != nil || !slices.EqualFunc(got, want, same) {
		rt.Fatalf("Conversations(%+v) = %+v, %v", q, got, err)
	}
}

func (m *machine) setRead(rt *rapid.T) {
	conversation := conversations.Draw(rt, "conversation")
	mark := chat.ReadMark{Participant: authors.Draw(rt, "participant"), Offset: places.Draw(rt, "offset")}
	moved, err := m.store.SetRead(m.t.Context(), conversation, mark)
	wantMoved, wantErr := m.model.setRead(conversation, mark)
	if !errors.Is(err, wantErr) || moved != wantMoved {
		rt.Fatalf("SetRead = %v, %v; want %v, %v", moved, err, wantMoved, wantErr)
	}
}

func (m *machine) setTurn(rt *rapid.T) {
	conversation, offset := conversations.Draw(rt, "conversation"), places.Draw(rt, "offset")
	to := rapid.SampledFrom([]chat.TurnState{chat.TurnOpen, chat.TurnStarted, chat.TurnDone}).Draw(rt, "to")
	if turns := m.model.turns(); len(turns) > 0 && rapid.Bool().Draw(rt, "an open one") {
		turn := rapid.SampledFrom(turns).Draw(rt, "turn")
		conversation, offset = turn.Conversation, turn.Offset
	}
	if err := m.store.SetTurn(m.t.Context(), conversation, offset, to); err != nil {
		rt.Fatalf("SetTurn: %v", err)
	}
	m.model.setTurn(conversation, offset, to)
}

// compare fails unless the store holds exactly what the model does.
func (m *machine) compare(rt *rapid.T) {
	ctx := m.t.Context()
	all, err := m.store.Conversations(ctx, chat.Query{Limit: math.MaxInt})
	if err != nil || len(all) != len(m.model.conversations) {
		rt.Fatalf("Conversations = %+v, %v; want %d", all, err, len(m.model.conversations))
	}
	for i, c := range m.model.newestFirst("") {
		if !sameConversation(all[i], c.Conversation) {
			rt.Fatalf("the store has %+v; want %+v", all[i], c.Conversation)
		}
		m.compareEvents(rt, c.ID, chat.Page{From: 1, Limit: math.MaxInt})
		if reads, err := m.store.Reads(ctx, c.ID); err != nil || !slices.Equal(reads, c.reads) {
			rt.Fatalf("Reads = %v, %v; want %v", reads, err, c.reads)
		}
	}
	if turns, err := m.store.Turns(ctx); err != nil || !slices.Equal(turns, m.model.turns()) {
		rt.Fatalf("Turns = %v, %v; want %v", turns, err, m.model.turns())
	}
}

package storetest_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/store/storetest"
)

// mutant is a store that breaks one rule.
type mutant struct {
	rule     string // the case that has to notice
	open     func() storetest.Store
	reopen   func(closed storetest.Store) storetest.Store // nil: cases about reopening do not run
	sessions *storetest.Harness[storetest.SessionStore]   // instead of open
}

// intact is a store whose methods a mutant replaces.
type intact struct{ *memory.Store }

func newIntact() intact { return intact{memory.New()} }

var mutants = map[string]mutant{
	"offsets from 0":            {rule: "Append gives offsets 1, 2, 3 and keeps what it was given", open: alterAppended(func(a *chat.Appended) { a.Offset-- })},
	"keys forgotten after 100":  {rule: "Append knows a key again however long ago it was used", open: func() storetest.Store { return &forgetful{intact: newIntact()} }},
	"keys of all authors":       {rule: "a key belongs to its conversation and author alone", open: alterAppend(func(a *chat.Append) { a.Author = "all" })},
	"keys joined with authors":  {rule: "a key belongs to its conversation and author alone", open: alterAppend(func(a *chat.Append) { a.Author, a.Key = "", a.Author+a.Key })},
	"keys checked, then set":    {rule: "among concurrent Appends with one key exactly one appends", open: func() storetest.Store { return &hasty{intact: newIntact()} }},
	"fence ignored":             {rule: "Append with a Fence that is not the conversation's is ErrConflict and changes nothing", open: alterAppend(func(a *chat.Append) { a.Fence = 0 })},
	"state dropped":             {rule: "Append stores its State with the next Version", open: alterAppend(func(a *chat.Append) { a.State = nil })},
	"state dropped, by model":   {rule: "the store does what a plain model does", open: alterAppend(func(a *chat.Append) { a.State = nil })},
	"turn for every event":      {rule: "Append with Turn opens a turn for its event alone", open: alterAppend(func(a *chat.Append) { a.Turn = true })},
	"turns never done":          {rule: "SetTurn moves a turn to started and forgets it when it is done", open: func() storetest.Store { return undone{newIntact()} }},
	"turns in disorder":         {rule: "Turns are listed by conversation and ascending offset", open: func() storetest.Store { return disorderly{newIntact()} }},
	"marks move back":           {rule: "SetRead raises a mark and reports whether it moved; it never goes back", open: func() storetest.Store { return backwards{newIntact()} }},
	"Before is included":        {rule: "Events pages forwards, backwards and from the newest", open: alterPage(func(p *chat.Page) { p.Before += min(p.Before, 1) })},
	"Before in pages, by model": {rule: "the store does what a plain model does", open: alterPage(func(p *chat.Page) { p.Before += min(p.Before, 1) })},
	"no default limit":          {rule: "Events pages forwards, backwards and from the newest", open: alterPage(func(p *chat.Page) { p.Limit += 1000 * (1 - min(p.Limit, 1)) })},
	"Bytes ignored":             {rule: "Events stops after the event that reaches Bytes, but returns one at least", open: alterPage(func(p *chat.Page) { p.Bytes = 0 })},
	"onlyFirst ignored":         {rule: "Create with onlyFirst returns the current one to a visitor who has one", open: func() storetest.Store { return eager{newIntact()} }},
	"oldest first":              {rule: "Conversations pages, the newest by creation first", open: func() storetest.Store { return oldestFirst{newIntact()} }},
	"data handed out twice":     {rule: "what is returned belongs to the caller, who may change it", open: func() storetest.Store { return &shared{intact: newIntact()} }},
	"data kept":                 {rule: "what is handed in is not kept after the call returns", open: func() storetest.Store { return &keeper{intact: newIntact()} }},
	"context ignored":           {rule: "a call whose context has ended returns the context's error", open: func() storetest.Store { return patient{newIntact()} }},
	"works after Close":         {rule: "a closed store answers CodeUnavailable", open: func() storetest.Store { return undead{newIntact()} }},
	"epoch lost":                {rule: "a reopened store has the same epoch", open: openUndead, reopen: reopenEmpty},
	"events lost":               {rule: "a reopened store holds everything that was written", open: openUndead, reopen: reopenEmpty},
	"acked events lost":         {rule: "what Close interrupts is stored when it said so, and only then", open: openUndead, reopen: reopenEmpty},
	"touch brings back":         {rule: "TouchSession never brings a deleted row back", sessions: sessions(func(s intact) storetest.SessionStore { return resurrector{s} })},
	"touch lowers":              {rule: "TouchSession raises Used and never lowers it", sessions: sessions(func(s intact) storetest.SessionStore { return lowering{s} })},
	"sweep spares nothing":      {rule: "Sweep holds no lock while it calls stale, and spares a row that changes meanwhile", sessions: sessions(func(s intact) storetest.SessionStore { return ruthless{s} })},
}

type altered struct {
	intact
	before func(*chat.Append)
	after  func(*chat.Appended)
	page   func(*chat.Page)
}

func alterAppend(f func(*chat.Append)) func() storetest.Store {
	return func() storetest.Store { return altered{intact: newIntact(), before: f} }
}

func alterAppended(f func(*chat.Appended)) func() storetest.Store {
	return func() storetest.Store { return altered{intact: newIntact(), after: f} }
}

func alterPage(f func(*chat.Page)) func() storetest.Store {
	return func() storetest.Store { return altered{intact: newIntact(), page: f} }
}

func (s altered) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if s.before != nil {
		s.before(&a)
	}
	got, err := s.intact.Append(ctx, a)
	if s.after != nil {
		s.after(&got)
	}
	return got, err
}

func (s altered) Events(ctx context.Context, conversation string, p chat.Page) ([]chat.Record, error) {
	if s.page != nil {
		s.page(&p)
	}
	return s.intact.Events(ctx, conversation, p)
}

type forgetful struct {
	intact
	appends int
}

func (s *forgetful) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if s.appends++; s.appends > 100 {
		a.Key += " after the window"
	}
	return s.intact.Append(ctx, a)
}

type hasty struct {
	intact
	seen sync.Map // key: chat.Record
}

func (s *hasty) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if r, ok := s.seen.Load(a.Key); ok {
		return chat.Appended{Record: r.(chat.Record), Repeat: true}, nil
	}
	for range 100 {
		runtime.Gosched()
	}
	key := a.Key
	a.Key = ""
	got, err := s.intact.Append(ctx, a)
	got.Key = key
	s.seen.Store(key, got.Record)
	return got, err
}

type undone struct{ intact }

func (s undone) SetTurn(ctx context.Context, conversation string, offset int64, to chat.TurnState) error {
	return s.intact.SetTurn(ctx, conversation, offset, min(to, chat.TurnStarted))
}

type disorderly struct{ intact }

func (s disorderly) Turns(ctx context.Context) ([]chat.TurnMark, error) {
	turns, err := s.intact.Turns(ctx)
	slices.Reverse(turns)
	return turns, err
}

type backwards struct{ intact }

func (s backwards) SetRead(ctx context.Context, conversation string, m chat.ReadMark) (bool, error) {
	_, err := s.intact.SetRead(ctx, conversation, m)
	return true, err
}

type eager struct{ intact }

func (s eager) Create(ctx context.Context, c chat.Conversation, _ bool) (chat.Conversation, bool, error) {
	return s.intact.Create(ctx, c, false)
}

type oldestFirst struct{ intact }

func (s oldestFirst) Conversations(ctx context.Context, q chat.Query) ([]chat.Conversation, error) {
	page, err := s.intact.Conversations(ctx, q)
	slices.Reverse(page)
	return page, err
}

// shared hands the same bytes to everyone who looks a key up.
type shared struct {
	intact
	found chat.Record
}

func (s *shared) Lookup(ctx context.Context, conversation, author, key string) (chat.Record, error) {
	if s.found.Key == key && key != "" {
		return s.found, nil
	}
	var err error
	s.found, err = s.intact.Lookup(ctx, conversation, author, key)
	return s.found, err
}

// keeper stores the caller's own bytes.
type keeper struct {
	intact
	data [][]byte
}

func (s *keeper) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	s.data = append(s.data, a.Data)
	return s.intact.Append(ctx, a)
}

func (s *keeper) Events(ctx context.Context, conversation string, p chat.Page) ([]chat.Record, error) {
	page, err := s.intact.Events(ctx, conversation, p)
	for i, r := range page {
		page[i].Data = s.data[r.Offset-1]
	}
	return page, err
}

type patient struct{ intact }

func (s patient) Lookup(ctx context.Context, conversation, author, key string) (chat.Record, error) {
	return s.intact.Lookup(context.WithoutCancel(ctx), conversation, author, key)
}

type undead struct{ intact }

func (undead) Close() error { return nil }

func openUndead() storetest.Store { return undead{newIntact()} }

func reopenEmpty(closed storetest.Store) storetest.Store {
	_ = closed.(undead).intact.Close()
	return openUndead()
}

func sessions(breakIt func(intact) storetest.SessionStore) *storetest.Harness[storetest.SessionStore] {
	return &storetest.Harness[storetest.SessionStore]{
		Open: func(testing.TB) storetest.SessionStore { return breakIt(newIntact()) },
	}
}

package statemachine

import (
	"context"
	"log/slog"

	"pgregory.net/rapid"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/transporttest/faultstore"
	"github.com/chatmount/chatmount/transport/transporttest/history"
)

// opener is how a store is opened, left behind by a process that dies, and
// ended for good.
type opener struct {
	open  func() chat.Store
	crash func()
	end   func()
}

// site is a server: one process after the other over what is stored.
type site struct {
	t       *rapid.T
	opener  opener
	store   chat.Store // what is stored, whoever lives
	process *faultstore.Store
	engine  *chat.Engine
	history history.History
}

func newSite(t *rapid.T, o opener) *site {
	s := &site{t: t, opener: o}
	s.boot()
	return s
}

// boot starts a process.
func (s *site) boot() {
	s.store = s.opener.open()
	s.process = faultstore.New(s.store, nil)
	var err error
	s.engine, err = chat.New(chat.Options{
		Store: s.process, Logger: slog.New(slog.DiscardHandler), Limits: chat.Limits{Rate: 1e9, Burst: 1e9},
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// reap takes away what is left of a process whose connections are gone.
func (s *site) reap() {
	s.process.Kill()
	if err := s.engine.Shutdown(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

// reboot is a crash of the process, and the next one.
func (s *site) reboot() {
	s.reap()
	s.opener.crash()
	s.boot()
}

func (s *site) close() {
	s.reap()
	s.opener.end()
}

// excused reports whether an error is what clients have to expect: the process
// has died. Any other fails the test.
func (s *site) excused(doing string, err error) bool {
	if err != nil && !s.process.Dead() {
		s.broken(doing+" failed", err)
	}
	return err != nil
}

// broken fails the test. The details are only logged: rapid shrinks a sequence
// as long as it fails with the same words.
func (s *site) broken(what string, details ...any) {
	for _, d := range details {
		s.t.Logf("%+v", d)
	}
	s.t.Fatal(what)
}

// logs hands the stored logs to the history.
func (s *site) logs() {
	all, err := s.store.Conversations(context.Background(), chat.Query{Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range all {
		records, err := s.store.Events(context.Background(), c.ID, chat.Page{From: 1, Limit: 10000})
		if err != nil {
			s.t.Fatal(err)
		}
		entries := make([]history.Entry, len(records))
		for i, r := range records {
			ev := s.event(c.ID, r)
			entries[i] = history.Entry{Offset: r.Offset, Author: r.Author, Key: said(ev), Body: body(ev), At: ev.At}
		}
		s.history.Log(c.ID, entries)
	}
}

func (s *site) event(conversation string, r chat.Record) chat.Event {
	ev, err := r.Event(conversation)
	if err != nil {
		s.t.Fatal(err)
	}
	return ev
}

// body is what stands for an event in the history.
func body(ev chat.Event) string {
	if ev.Kind == chat.KindMessage {
		return history.Body(chat.PlainText(ev.Parts))
	}
	return history.Body(string(ev.Kind))
}

// said returns the key under which a client has sent an event, empty when it
// was the engine that made it.
func said(ev chat.Event) string {
	if ev.Kind == chat.KindJoined {
		return ""
	}
	return ev.Key
}

package simulation

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/transport/transporttest"
	"github.com/chatmount/chatmount/transport/transporttest/history"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// site is one simulated site and everyone in it.
type site struct {
	t       *testing.T
	round   *regime.Round
	store   stored
	network *network
	server  *server
	history history.History
	people  []*person
	talking sync.WaitGroup
}

func newSite(t *testing.T, r *regime.Round, store stored) *site {
	s := &site{t: t, round: r, store: store}
	s.network = newNetwork(r.Fork(), r.Count)
	s.server = &server{t: t, store: store, network: s.network}
	s.server.boot()
	return s
}

func (s *site) count(name string, n int) { s.round.Count(name, n) }

// enter lets somebody in, in so many tabs.
func (s *site) enter(g session.Grant, name, conversation string, tabs int) {
	for i := range tabs {
		p := &person{
			site: s, name: fmt.Sprintf("%s/%d", name, i+1), grant: g, conversation: conversation,
			rand: s.round.Fork(), chance: s.round.Fork(), outbox: &transporttest.Outbox{},
		}
		p.open()
		s.people = append(s.people, p)
	}
}

// populate lets visitors in, and agents into their conversations.
func (s *site) populate(visitors int) {
	ctx := context.Background()
	sessions, err := session.New(s.store, session.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range visitors {
		g, err := sessions.Visit(ctx)
		if err != nil {
			s.t.Fatal(err)
		}
		s.enter(g, fmt.Sprint("visitor", i+1), "", 1+s.round.Rand.IntN(2))
		s.people[len(s.people)-1].say("hello")
		time.Sleep(time.Second)
		c, err := s.store.Current(ctx, g.Session.Participant.ID)
		if err != nil {
			s.t.Fatalf("a second after hello there is no conversation: %v", err)
		}
		agent := chat.Participant{ID: fmt.Sprint("agent", i+1), Name: "Agent", Role: chat.RoleAgent}
		if g, err = sessions.Admit(ctx, agent); err != nil {
			s.t.Fatal(err)
		}
		s.enter(g, agent.ID, c.ID, 1)
	}
}

// revoke ends the session of an agent, who is heard and told no more.
func (s *site) revoke() {
	p := s.people[len(s.people)-1]
	if s.server.running == nil {
		return
	}
	if err := s.server.running.handler.Sessions().Revoke(context.Background(), p.grant.Session.ID); err != nil {
		s.t.Error(err)
	}
	s.history.Revoked(p.name, p.conversation, time.Now())
	s.count("revocations", 1)
}

// revoked reports whether a person is the one whose session was revoked.
func (s *site) revoked(p *person) bool {
	_, err := s.store.Session(context.Background(), p.grant.Session.ID)
	return chat.CodeOf(err) == chat.CodeNotFound
}

// settle waits until everything is said and seen, ends everything and hands the
// logs to the history.
func (s *site) settle() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for _, p := range s.people {
		if err := p.outbox.Drained(ctx); err != nil && !s.revoked(p) {
			s.t.Errorf("%s cannot send %d messages: %v", p.name, p.outbox.Len(), err)
		}
	}
	time.Sleep(time.Minute) // the bot may have paused for half of it, while nothing could be stored
	s.history.Healed(time.Now())
	time.Sleep(history.Patience)
	for _, p := range s.people {
		p.now().Close()
	}
	s.server.stop()
	s.network.running.Wait()
	s.server.reaping.Wait()
	s.logs()
}

func (s *site) logs() {
	ctx := context.Background()
	all, err := s.store.Conversations(ctx, chat.Query{Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range all {
		records, err := s.store.Events(ctx, c.ID, chat.Page{From: 1, Limit: 100000})
		if err != nil {
			s.t.Fatal(err)
		}
		s.log(c, records)
		for _, p := range s.people {
			if p.conversation == c.ID || p.conversation == "" && p.grant.Session.Participant.ID == c.Visitor {
				for _, a := range p.acked {
					s.history.Acked(p.grant.Session.Participant.ID, c.ID, a.key, a.offset)
				}
			}
		}
	}
}

// log hands in one log, and holds the bot to answering each message once.
func (s *site) log(c chat.Conversation, records []chat.Record) {
	entries := make([]history.Entry, len(records))
	asked, answered, excused := map[int64]bool{}, map[int64]int{}, map[int64]int{}
	for i, r := range records {
		ev, err := r.Event(c.ID)
		if err != nil {
			s.t.Fatal(err)
		}
		key := ""
		switch {
		case ev.Author.Role == chat.RoleBot:
			answered[ev.Reply]++
		case ev.Author.Role == chat.RoleSystem:
			excused[ev.Reply]++
		case ev.Kind == chat.KindMessage:
			key = ev.Key
			asked[ev.Offset] = ev.Author.Role == chat.RoleVisitor
		}
		entries[i] = history.Entry{Offset: ev.Offset, Author: ev.Author.ID, Key: key, Body: body(ev.Kind, ev.Parts), At: ev.At}
	}
	s.history.Log(c.ID, entries)
	for offset, byVisitor := range asked {
		if n, m := answered[offset], excused[offset]; byVisitor && n+m == 0 || n > 1 || m > 1 {
			s.t.Errorf("offset %d of %s was answered %d times and excused %d times", offset, c.ID, n, m)
		}
	}
}

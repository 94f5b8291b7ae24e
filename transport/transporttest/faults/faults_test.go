package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/transporttest/faultproxy"
	"github.com/chatmount/chatmount/transport/transporttest/history"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

const (
	trouble  = 1200 * time.Millisecond // how long there are faults in a round
	visitors = 3
)

// Whatever the network does: what was acknowledged is there, everything once and
// in one order, and everyone has it within five seconds after the last fault (I1
// to I8).
func TestFaultSchedules(t *testing.T) {
	regime.Run(t, regime.Options{Name: "faults", Short: 25, Parallel: 2}, func(t *testing.T, r *regime.Round) {
		w := newWorld(t, r)
		healed := w.trouble()
		w.converge(healed)
		w.verify()
	})
}

// world is everything of one round.
type world struct {
	t       *testing.T
	round   *regime.Round
	site    *site
	people  []*person // the agent is the last
	history history.History

	mu   sync.Mutex // guards tabs and the people's signedOut
	tabs []*tab
}

func newWorld(t *testing.T, r *regime.Round) *world {
	w := &world{t: t, round: r, site: newSite(t)}
	for i := range visitors {
		g, err := w.site.sessions().Visit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w.add(fmt.Sprint("v", i), g.Session, g.Token)
	}
	g, err := w.site.sessions().Admit(t.Context(), chat.Participant{ID: "a_1", Name: "Ann", Role: chat.RoleAgent})
	if err != nil {
		t.Fatal(err)
	}
	w.add("agent", g.Session, g.Token)
	return w
}

// add gives somebody a line.
func (w *world) add(name string, s chat.Session, token string) {
	p, err := faultproxy.New(w.site.url(), faultproxy.Options{Seed: w.round.Rand.Uint64()})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := p.Close(); err != nil {
			w.t.Error(err)
		}
	})
	w.people = append(w.people, &person{Session: s, name: name, token: token, proxy: p})
}

// open opens a tab of somebody in a visitor's conversation, and talks in it.
func (w *world) open(of, with *person, name, conversation string, random *rand.Rand) *tab {
	b := &tab{world: w, name: with.name + "." + name, of: of, with: with, conversation: conversation, random: random}
	b.load()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tabs = append(w.tabs, b)
	if of.signedOut {
		b.signOut(time.Now())
	}
	return b
}

// trouble has everybody talk over broken lines and returns when they are healed.
func (w *world) trouble() (healed time.Time) {
	var all sync.WaitGroup
	ctx, cancel := context.WithTimeout(context.Background(), trouble)
	defer cancel()
	for _, p := range w.people {
		s := faultproxy.NewSchedule(w.round.Rand.Uint64(), trouble)
		w.round.Count("schedules", 1)
		all.Go(func() { _ = p.proxy.Run(context.Background(), s) }) // it heals
		w.t.Cleanup(func() {
			if w.t.Failed() {
				w.t.Logf("%s: %v", p.Participant.ID, s)
			}
		})
	}
	for _, p := range w.people[:visitors] {
		first, second, third := w.round.Fork(), w.round.Fork(), w.round.Fork()
		all.Go(func() {
			b := w.open(p, p, "tab1", "", first)
			b.say()
			all.Go(func() { w.answer(ctx, b, third) })
			w.talk(ctx, b)
		})
		all.Go(func() { w.talk(ctx, w.open(p, p, "tab2", "", second)) })
	}
	w.disturb(ctx, w.round.Fork())
	all.Wait()
	if w.round.Rand.IntN(3) == 0 { // so that who only listens has to notice it
		for _, p := range w.people {
			p.proxy.Set(faultproxy.Fault{Kind: faultproxy.Forget})
			p.proxy.Heal()
		}
	}
	return time.Now()
}

// answer has the agent come in when there is something to answer.
func (w *world) answer(ctx context.Context, b *tab, random *rand.Rand) {
	for pause(ctx, 10*time.Millisecond) {
		if all := w.site.conversations(w.agent().Session, b.with.Participant.ID); len(all) > 0 {
			w.talk(ctx, w.open(w.agent(), b.with, "agent", all[0], random))
			return
		}
	}
}

func (w *world) agent() *person { return w.people[visitors] }

// talk acts until ctx has ended.
func (w *world) talk(ctx context.Context, b *tab) {
	for pause(ctx, time.Duration(b.random.Int64N(int64(150*time.Millisecond)))) {
		b.act()
	}
}

// disturb does to the server, once, what this round has in store for it.
func (w *world) disturb(ctx context.Context, random *rand.Rand) {
	what := random.IntN(6)
	if !pause(ctx, trouble/4+time.Duration(random.Int64N(int64(trouble/2)))) {
		return
	}
	switch what {
	case 0:
		w.move(false)
		w.round.Count("restarts", 1)
	case 1, 2:
		w.move(true)
		w.round.Count("restores", 1)
	case 3:
		w.signOut(w.people[0])
	}
}

// move moves the server, and everybody's line with it.
func (w *world) move(restored bool) {
	w.site.move(restored)
	for _, p := range w.people {
		if err := p.proxy.Redirect(w.site.url()); err != nil {
			w.t.Error(err)
		}
	}
}

// signOut ends a visitor's session.
func (w *world) signOut(p *person) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.site.sessions().Revoke(context.Background(), p.Session.ID); err != nil {
		w.t.Error(err)
	}
	at := time.Now()
	p.signedOut = true
	for _, b := range w.tabs {
		if b.of == p {
			b.signOut(at)
		}
	}
	w.round.Count("sign-outs", 1)
}

// pause waits and reports whether ctx goes on.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// converge has visitors in their first tabs say a last word, which the others only
// hear, waits until every message is acknowledged and everybody has seen
// everything, and closes the tabs.
func (w *world) converge(healed time.Time) {
	w.history.Healed(healed)
	ctx, cancel := context.WithDeadline(context.Background(), healed.Add(history.Patience))
	defer cancel()
	var all sync.WaitGroup
	for _, b := range w.tabs {
		if b.gone {
			continue
		}
		if strings.HasSuffix(b.name, ".tab1") {
			b.say()
		}
		all.Go(func() {
			if err := b.outbox.Drained(ctx); err != nil {
				w.t.Errorf("%s: %d messages were not acknowledged in time", b.name, b.outbox.Len())
			} else if acked := b.acked.Load(); acked != int64(b.said) {
				w.t.Errorf("%s: said %d messages, %d were acknowledged", b.name, b.said, acked)
			}
		})
	}
	all.Wait()
	heads := map[*person]int64{}
	for _, p := range w.people[:visitors] {
		heads[p] = int64(len(w.log(p)))
	}
	for _, b := range w.tabs {
		all.Go(func() {
			defer b.page.Close()
			if b.gone {
				return
			}
			if err := b.page.Reached(ctx, heads[b.with]); err != nil {
				w.t.Errorf("%s: got no further than %d of %d: %v", b.viewer, b.page.Offset(), heads[b.with], err)
				return
			}
			w.history.Converged(b.viewer, b.with.name, heads[b.with], time.Now())
		})
	}
	all.Wait()
}

// log returns the log of a visitor's conversation.
func (w *world) log(p *person) []chat.Event {
	ids := w.site.conversations(w.agent().Session, p.Participant.ID)
	if len(ids) > 1 {
		w.t.Errorf("%s has %d conversations, want one", p.name, len(ids))
	}
	if len(ids) == 0 {
		return nil
	}
	return w.site.log(w.agent().Session, ids[0])
}

// verify holds what everybody has lived through to the logs.
func (w *world) verify() {
	for _, p := range w.people[:visitors] {
		var entries []history.Entry
		for _, e := range w.log(p) {
			entry := history.Entry{Offset: e.Offset, Author: e.Author.ID, Body: history.Body(chat.PlainText(e.Parts)), At: e.At}
			if e.Kind == chat.KindMessage && e.Author.Role != chat.RoleBot {
				entry.Key = e.Key
			}
			entries = append(entries, entry)
		}
		w.history.Log(p.name, entries)
	}
	w.history.Verify(w.t, w.round)
	for _, p := range w.people {
		for _, k := range faultproxy.Kinds() {
			w.round.Count("struck by "+k.String(), p.proxy.Struck(k))
		}
	}
}

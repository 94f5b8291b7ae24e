package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport/transporttest/history"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// What was acknowledged is in the log once, at its place and in order, in every
// view, and answered exactly once, however often the server is killed: while eight
// visitors send over all transports, while its bot answers, while it starts.
func TestKill(t *testing.T) {
	k := &killing{host: newHost(t), kept: map[string][]entry{}}
	regime.Run(t, regime.Options{Name: "kill", Short: 10}, k.round)
	k.verifyFile(t)
}

// The same with a bot that may not be asked twice: Rasa gets each message at most
// once, and a message whose answer was cut off is marked by one note.
func TestKillWhileRasaIsAsked(t *testing.T) {
	k := &killing{kept: map[string][]entry{}, rasa: &atomic.Pointer[rasatest.Server]{}}
	k.rasa.Store(&rasatest.Server{})
	server := httptest.NewServer(k)
	t.Cleanup(server.Close)
	k.host = newHost(t, "-rasa", server.URL)
	regime.Run(t, regime.Options{Name: "kill-rasa", Short: 5}, k.round)
	k.verifyFile(t)
}

// killing is a server that is killed again and again on one file, which grows.
type killing struct {
	host *host
	kept map[string][]entry               // each conversation's log at the end of its round
	rasa *atomic.Pointer[rasatest.Server] // of the round; nil: the built-in bot answers
}

// ServeHTTP is the Rasa server.
func (k *killing) ServeHTTP(w http.ResponseWriter, r *http.Request) { k.rasa.Load().ServeHTTP(w, r) }

// guests is how many visitors talk at once, and burst how much each may say
// without being slowed down.
const (
	guests = 8
	burst  = 10
)

// round kills the server once while new visitors talk, sometimes once more
// while it starts, and holds what they have lived through to the guarantee.
func (k *killing) round(t *testing.T, r *regime.Round) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var past history.History
	acked := make(chan struct{}, guests*burst)
	visitors := make([]*guest, guests)
	for i := range visitors {
		l, err := visit(ctx, k.host.url())
		if err != nil {
			t.Fatal(err)
		}
		visitors[i] = &guest{login: l, url: k.host.url, history: &past, acked: acked}
		for range 1 + i%2 {
			visitors[i].open(t, r.Fork())
		}
		defer visitors[i].close()
	}
	k.prepareRasa(r)
	messages := 0
	for i, v := range visitors {
		for n := range 1 + r.Rand.IntN(burst-1) {
			v.tabs[0].Say(fmt.Sprintf("Are you open on day %d? asks %d", n, i))
			messages++
		}
	}
	k.killAfter(ctx, t, r, acked, r.Rand.IntN(messages))
	past.Healed(time.Now())
	for i, v := range visitors {
		v.tabs[0].Say(fmt.Sprintf("Are you open again? asks %d", i))
	}
	k.verify(ctx, t, r, &past, visitors)
}

// killAfter kills the server after so many acks, which is in the middle of what
// the other visitors do, and starts it again.
func (k *killing) killAfter(ctx context.Context, t *testing.T, r *regime.Round, acked <-chan struct{}, n int) {
	t.Helper()
	for range n {
		select {
		case <-acked:
		case <-ctx.Done():
			t.Fatalf("the visitors' messages are not acknowledged: %v", ctx.Err())
		}
	}
	k.host.kill(t)
	r.Count("kills", 1)
	for r.Rand.IntN(4) == 0 {
		k.host.startInVain(t, r.Rand)
		r.Count("kills", 1)
		r.Count("kills at startup", 1)
	}
	k.host.start(t)
}

// verify waits until everybody has come to rest and checks what there is.
func (k *killing) verify(ctx context.Context, t *testing.T, r *regime.Round, past *history.History, visitors []*guest) {
	t.Helper()
	for _, v := range visitors {
		who := v.Participant.ID
		if err := v.tabs[0].Outbox().Drained(ctx); err != nil {
			t.Fatalf("%s: %d messages are not acknowledged: %v", who, v.tabs[0].Outbox().Len(), err)
		}
		log := k.settle(ctx, t, r, v)
		for i, tab := range v.tabs {
			if err := tab.Reached(ctx, int64(len(log))); err != nil {
				t.Fatalf("%s: tab %d has come to %d of %d: %v", who, i, tab.Offset(), len(log), err)
			}
			past.Converged(fmt.Sprintf("%s/%d", who, i), v.where(), int64(len(log)), time.Now())
		}
		for _, a := range v.acks {
			past.Acked(who, v.where(), a.key, a.offset)
		}
		var entries []history.Entry
		for _, e := range log {
			entries = append(entries, history.Entry{Offset: e.Offset, Author: e.Author.ID, Key: e.Key, Body: history.Body(said(e.Parts)), At: e.At})
		}
		past.Log(v.where(), entries)
		k.kept[v.where()] = log
	}
	past.Verify(t, r)
	k.verifyAsked(t)
}

// settle waits until every message of a visitor has its outcome, and returns the
// log.
func (k *killing) settle(ctx context.Context, t *testing.T, r *regime.Round, v *guest) []entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	log, err := v.settled(ctx, k.settled)
	if err != nil {
		t.Fatal(err)
	}
	got := answers(log)
	for _, e := range log {
		if e.Author.Role != chat.RoleVisitor {
			continue
		}
		outcome := k.outcome(e, got[e.Offset])
		if outcome == "" {
			t.Errorf("%q is answered by %q", said(e.Parts), got[e.Offset])
			continue
		}
		r.Count(outcome, 1)
	}
	return log
}

// answers returns what the log replies to each message, in order.
func answers(log []entry) map[int64][]string {
	all := map[int64][]string{}
	for _, e := range log {
		if e.Author.Role == chat.RoleVisitor {
			all[e.Offset] = nil
		} else {
			all[e.Reply] = append(all[e.Reply], string(e.Author.Role)+": "+said(e.Parts))
		}
	}
	return all
}

// outcome says what became of a message: "answered" once and whole or, of Rasa,
// which may not be asked twice, "marked" by a note that stands for the rest of the
// answer; else "".
func (k *killing) outcome(message entry, got []string) string {
	whole := []string{openingHours}
	if k.rasa != nil {
		whole = []string{"bot: You said", "bot: " + said(message.Parts)}
	}
	last := len(got) - 1
	switch {
	case slices.Equal(got, whole):
		return "answered"
	case k.rasa == nil || last < 0 || last > len(whole) || !slices.Equal(got[:last], whole[:last]):
		return ""
	case strings.HasPrefix(got[last], "system: The assistant was interrupted"):
		return "marked"
	}
	return ""
}

// settled reports whether every message of a log has its outcome.
func (k *killing) settled(log []entry) bool {
	got := answers(log)
	return !slices.ContainsFunc(log, func(e entry) bool {
		return e.Author.Role == chat.RoleVisitor && k.outcome(e, got[e.Offset]) == ""
	})
}

// openingHours is how the built-in bot answers what these visitors ask.
const openingHours = "bot: We are open\n\n- **Tuesday to Friday** 9:00 to 18:30\n- **Saturday** 10:00 to 15:00\n\nand closed on Sunday and Monday."

// prepareRasa has Rasa take its time for the round's messages, each another.
func (k *killing) prepareRasa(r *regime.Round) {
	if k.rasa == nil {
		return
	}
	s := &rasatest.Server{}
	for range guests * burst {
		pause := time.Duration(r.Rand.Int64N(int64(8 * time.Millisecond)))
		s.Then(func(w http.ResponseWriter, r *http.Request, m rasatest.Message) {
			rasatest.After(pause, rasatest.Say(rasatest.Response{Text: "You said\n\n" + m.Text}))(w, r, m)
		})
	}
	k.rasa.Store(s)
}

// verifyAsked checks that Rasa got no message twice.
func (k *killing) verifyAsked(t *testing.T) {
	t.Helper()
	if k.rasa == nil {
		return
	}
	asked := map[string]int{}
	for _, m := range k.rasa.Load().Messages() {
		turn := string(m.Metadata["turn"])
		if asked[turn]++; asked[turn] > 1 {
			t.Errorf("Rasa was asked %q (turn %s) %d times", m.Text, turn, asked[turn])
		}
	}
}

// verifyFile ends the server in order and checks that its file still has what
// each round left, and nothing that is to be answered.
func (k *killing) verifyFile(t *testing.T) {
	t.Helper()
	if status := k.host.process.terminate(); status != 0 {
		t.Errorf("the last server exits with %d: %s", status, &k.host.process.stderr)
	}
	db, err := bolt.Open(k.host.db)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for id, kept := range k.kept {
		records, err := db.Events(t.Context(), id, chat.Page{From: 1, Limit: len(kept) + 1})
		if err != nil || len(records) != len(kept) {
			t.Fatalf("%s has %d events in the file, and had %d: %v", id, len(records), len(kept), err)
		}
		for i, r := range records {
			e, err := r.Event(id)
			if err != nil || e.Offset != kept[i].Offset || said(e.Parts) != said(kept[i].Parts) {
				t.Errorf("%s has %+v at place %d, and had %+v: %v", id, e, i, kept[i], err)
			}
		}
	}
	if turns, err := db.Turns(t.Context()); err != nil || len(turns) > 0 {
		t.Errorf("the file has open turns: %v, %v", turns, err)
	}
}

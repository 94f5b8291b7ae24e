package faults

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/transporttest"
	"github.com/chatmount/chatmount/transport/transporttest/faultproxy"
	"github.com/chatmount/chatmount/transport/transporttest/history"
)

// person is a visitor or an agent, with a line of one's own.
type person struct {
	chat.Session
	name      string // of a visitor's conversation in the history, too
	token     string
	proxy     *faultproxy.Proxy
	signedOut bool // guarded by world.mu
}

// tab is a page of somebody in one conversation. A reload replaces its
// messenger and keeps its outbox.
type tab struct {
	world        *world
	name         string
	of           *person
	with         *person // the visitor whose conversation it is
	conversation string  // that it names; empty: the current one
	random       *rand.Rand
	outbox       transporttest.Outbox
	said         int
	acked        atomic.Int64

	mu     sync.Mutex // guards what follows; taken after world.mu
	page   *transporttest.Messenger
	pages  int
	viewer string // the page's name in the history
	gone   bool   // signed out: nobody expects it to converge
}

// load opens the page, anew if there is one.
func (b *tab) load() {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.world
	if b.gone {
		return
	}
	if b.page != nil {
		b.page.Close()
		w.history.Left(b.viewer, b.with.name)
		w.round.Count("reloads", 1)
	}
	b.pages++
	b.viewer = fmt.Sprintf("%s#%d", b.name, b.pages)
	w.history.Attached(b.viewer, b.with.name, 0)
	random := rand.New(rand.NewPCG(b.random.Uint64(), b.random.Uint64()))
	b.page = transporttest.NewMessenger(transporttest.MessengerOptions{
		URL: func() string { return b.of.proxy.URL() + "/chat" }, Token: b.of.token, Conversation: b.conversation,
		Outbox: &b.outbox, Rand: random, Observer: b.observer(b.viewer),
		Answer: time.Second, Grace: 2 * heartbeat,
		Backoff: func(int) time.Duration { return time.Duration(random.Int64N(int64(60 * time.Millisecond))) },
	})
}

// signOut says that the page's session has ended.
func (b *tab) signOut(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gone = true
	b.world.history.Revoked(b.viewer, b.with.name, at)
}

// observer writes the history of a page.
func (b *tab) observer(viewer string) transporttest.Observer {
	w, self := b.world, b.of.Participant.ID
	return transporttest.Observer{
		Sent: func(o transporttest.Outgoing) {
			w.history.SentFrom(b.name, self, b.with.name, o.Key, history.Body(o.Text))
		},
		Acked: func(o transporttest.Outgoing, offset int64) {
			b.acked.Add(1)
			w.history.Acked(self, b.with.name, o.Key, offset)
		},
		Seen: func(f transporttest.Frame) {
			key := f.Key
			if f.Kind != chat.KindMessage {
				key = ""
			}
			w.history.Seen(viewer, b.with.name, f.Offset, key, f.Author.ID, history.Body(chat.PlainText(f.Parts)))
		},
		Reset: func() {
			w.round.Count("resets", 1)
			w.history.Reset(viewer, b.with.name)
			w.history.Attached(viewer, b.with.name, 0)
		},
		Connected: func(transport string, _ bool) { w.round.Count("connections over "+transport, 1) },
		Violated:  func(err error) { w.t.Errorf("%s: %v", viewer, err) },
	}
}

// act does one thing that people do.
func (b *tab) act() {
	switch n := b.random.IntN(100); {
	case n < 10:
		b.world.round.Count("switches", 1)
		b.page.Switch()
	case n < 14:
		b.load()
	default:
		b.say()
	}
}

// say says something short, or at times something that takes several packets.
func (b *tab) say() {
	b.said++
	text := fmt.Sprintf("%s says %d", b.name, b.said)
	if b.random.IntN(10) == 0 {
		text += strings.Repeat(" and more", b.random.IntN(800))
	}
	b.page.Say(text)
}

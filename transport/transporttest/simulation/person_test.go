package simulation

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/transport/transporttest"
	"github.com/chatmount/chatmount/transport/transporttest/history"
)

// person is a tab: an outbox that outlives its pages, and a page.
type person struct {
	site         *site
	name         string // of the tab
	grant        session.Grant
	conversation string     // that an agent is in; empty: the visitor's own
	rand         *rand.Rand // of who talks
	chance       *rand.Rand // of who opens pages

	outbox *transporttest.Outbox
	begun  map[string]bool // the conversations of which the page has a view; only its observer's
	said   int

	// mu guards what follows. It is not held while anybody waits: time stands
	// still for those who wait for a mutex.
	mu    sync.Mutex
	page  *transporttest.Messenger
	acked []acked
}

// acked is an ack, which does not tell its conversation.
type acked struct {
	key    string
	offset int64
}

// open opens the page.
func (p *person) open() {
	p.begun = map[string]bool{}
	h, author := &p.site.history, p.grant.Session.Participant.ID
	page := transporttest.NewMessenger(transporttest.MessengerOptions{
		URL:   func() string { return "http://site.example/chat" },
		Token: p.grant.Token, Conversation: p.conversation, Outbox: p.outbox, Network: p.site.network.road,
		Rand:    rand.New(rand.NewPCG(p.chance.Uint64(), 0)),
		Backoff: func(int) time.Duration { return 500*time.Millisecond + p.site.network.within(1500*time.Millisecond) },
		Observer: transporttest.Observer{
			Sent: func(o transporttest.Outgoing) {
				h.SentFrom(p.name, author, p.conversation, o.Key, history.Body(o.Text))
			},
			Acked: func(o transporttest.Outgoing, offset int64) {
				p.mu.Lock()
				p.acked = append(p.acked, acked{o.Key, offset})
				p.mu.Unlock()
			},
			Seen:      p.seen,
			Reset:     func() { p.site.count("resets", 1); p.begun = map[string]bool{} },
			Connected: func(transport string, _ bool) { p.site.count(transport, 1) },
			Violated:  func(err error) { p.site.t.Errorf("%s: %v", p.name, err) },
		},
	})
	p.mu.Lock()
	p.page = page
	p.mu.Unlock()
}

// now returns the page that is open, or was last.
func (p *person) now() *transporttest.Messenger {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.page
}

// say puts something into the outbox.
func (p *person) say(text string) { p.now().Say(text) }

func (p *person) seen(f transporttest.Frame) {
	h, c := &p.site.history, *f.Conversation
	if !p.begun[c] {
		p.begun[c] = true
		h.Attached(p.name, c, 0)
	}
	key := f.Key
	if f.Kind == chat.KindJoined {
		key = ""
	}
	h.Seen(p.name, c, f.Offset, key, f.Author.ID, body(f.Kind, f.Parts))
	h.Converged(p.name, c, f.Offset, time.Now())
}

// reload closes the page and opens it again.
func (p *person) reload() {
	p.now().Close()
	p.open()
}

// talk says something from time to time until the end.
func (p *person) talk(end time.Time, every time.Duration) {
	for {
		time.Sleep(time.Duration(p.rand.ExpFloat64() * float64(every)))
		if time.Now().After(end) {
			return
		}
		for range 1 + p.rand.IntN(3) {
			p.said++
			p.say(fmt.Sprintf("%d of %s", p.said, p.name))
		}
	}
}

// body is what stands for an event in the history.
func body(kind chat.Kind, parts []chat.Part) string {
	if kind == chat.KindMessage {
		return history.Body(chat.PlainText(parts))
	}
	return history.Body(string(kind))
}

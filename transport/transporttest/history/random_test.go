package history

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// random draws a history of a chat that keeps its guarantee. Whatever else it
// has, it ends with what each kind of corruption needs; see coda.
func random(t *rapid.T) *History {
	w := &world{h: &History{}, now: time.Unix(1e9, 0)}
	for range rapid.IntRange(1, 2).Draw(t, "conversations") {
		w.begin(rapid.IntRange(1, 3).Draw(t, "senders"), rapid.IntRange(1, 3).Draw(t, "views"))
	}
	for range rapid.IntRange(0, 60).Draw(t, "steps") {
		w.now = w.now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "pause")) * time.Millisecond)
		w.step(t, w.conversations[rapid.IntRange(0, len(w.conversations)-1).Draw(t, "conversation")])
	}
	w.coda()
	for _, c := range w.conversations {
		w.h.Log(c.id, c.log)
	}
	return w.h
}

// world is what happens, as a correct chat would have it.
type world struct {
	h             *History
	now           time.Time
	keys          int
	conversations []*talk
}

type talk struct {
	id      string
	log     []Entry
	senders []*sender
	views   []*watcher
}

// sender has one message in flight at most.
type sender struct {
	author, outbox string
	waiting        string // key; empty: none
	stored         int64  // its offset; 0: not yet
}

type watcher struct {
	name, author string
	at           int64
	revoked      bool
}

func (w *world) begin(senders, views int) {
	c := &talk{id: fmt.Sprint("c", len(w.conversations)+1)}
	for i := range senders {
		name := fmt.Sprint(c.id, "-s", i)
		c.senders = append(c.senders, &sender{author: name, outbox: name})
	}
	for i := range views {
		v := &watcher{name: fmt.Sprint(c.id, "-v", i), author: c.senders[i%senders].author}
		c.views = append(c.views, v)
		w.h.Attached(v.name, c.id, 0)
	}
	w.conversations = append(w.conversations, c)
}

// step lets one thing happen.
func (w *world) step(t *rapid.T, c *talk) {
	s := c.senders[rapid.IntRange(0, len(c.senders)-1).Draw(t, "sender")]
	v := c.views[rapid.IntRange(0, len(c.views)-1).Draw(t, "view")]
	switch rapid.SampledFrom([]string{"send", "send", "store", "store", "ack", "ack", "die", "bot", "see", "see", "see", "reset", "reload", "heal"}).Draw(t, "what") {
	case "send":
		w.send(c, s)
	case "store":
		w.store(c, s)
	case "ack":
		w.ack(c, s)
	case "die": // a tab ends, and what it has sent may still be on its way
		s.outbox, s.waiting, s.stored = fmt.Sprint(s.outbox, "'"), "", 0
	case "bot":
		w.append(c, Entry{Author: "bot"})
	case "see":
		w.see(c, v, rapid.Int64Range(1, 4).Draw(t, "events"))
	case "reset":
		v.at = rapid.Int64Range(0, int64(len(c.log))).Draw(t, "to")
		w.h.Reset(v.name, c.id)
	case "reload":
		v.at = rapid.Int64Range(0, int64(len(c.log))).Draw(t, "to")
		w.h.Attached(v.name, c.id, v.at)
	case "heal":
		w.heal()
	}
}

func (w *world) send(c *talk, s *sender) {
	if s.waiting == "" {
		w.keys++
		s.waiting = fmt.Sprint("k", w.keys)
	}
	conversation := c.id
	if len(c.log) == 0 {
		conversation = ""
	}
	w.h.SentFrom(s.outbox, s.author, conversation, s.waiting, Body(s.waiting))
}

func (w *world) store(c *talk, s *sender) {
	if s.waiting != "" && s.stored == 0 {
		s.stored = w.append(c, Entry{Author: s.author, Key: s.waiting, Body: Body(s.waiting)})
	}
}

func (w *world) ack(c *talk, s *sender) {
	if s.stored != 0 {
		w.h.Acked(s.author, c.id, s.waiting, s.stored)
		s.waiting, s.stored = "", 0
	}
}

func (w *world) append(c *talk, e Entry) int64 {
	e.Offset, e.At = int64(len(c.log))+1, w.now
	c.log = append(c.log, e)
	return e.Offset
}

func (w *world) see(c *talk, v *watcher, events int64) {
	for ; events > 0 && v.at < int64(len(c.log)) && !v.revoked; events-- {
		e := c.log[v.at]
		v.at++
		key := e.Key
		if v.author != e.Author {
			key = ""
		}
		w.h.Seen(v.name, c.id, v.at, key, e.Author, e.Body)
	}
}

// heal has every view catch up in time.
func (w *world) heal() {
	w.h.Healed(w.now)
	w.now = w.now.Add(Patience)
	for _, c := range w.conversations {
		for _, v := range c.views {
			w.see(c, v, int64(len(c.log)))
			w.h.Converged(v.name, c.id, v.at, w.now)
		}
	}
}

// coda adds a conversation in which there is something to corrupt: two acked
// messages of one outbox, a message that was never stored, a bot's answer in the
// middle, a view that has all, and one that was revoked before the end.
func (w *world) coda() {
	w.begin(2, 2)
	c := w.conversations[len(w.conversations)-1]
	first, second := c.senders[0], c.senders[1]
	say := func(s *sender) {
		w.now = w.now.Add(time.Second)
		w.send(c, s)
		w.store(c, s)
		w.ack(c, s)
	}
	say(first)
	w.append(c, Entry{Author: "bot"})
	say(first)
	w.see(c, c.views[1], 3)
	w.h.Revoked(c.views[1].name, c.id, w.now)
	c.views[1].revoked = true
	say(second)
	say(first)
	w.send(c, second)
	w.now = w.now.Add(time.Second)
	w.heal()
}

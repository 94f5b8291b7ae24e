package history

import (
	"cmp"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// corruption breaks exactly one invariant of a history.
type corruption struct {
	invariant, name string
	corrupt         func(t *rapid.T, h *History)
}

var corruptions = []corruption{
	{"I1", "acked before it is stored", ackUnstored},
	{"I1", "the end of the log is lost", loseEnd},
	{"I2", "stored without being sent", unsend},
	{"I2", "another body is stored", garbleLog},
	{"I2", "another body is seen", garbleView(func(e *Event) { e.Body += "x" })},
	{"I2", "another author is seen", garbleView(func(e *Event) { e.Author += "x" })},
	{"I2", "another key is seen", garbleView(func(e *Event) { e.Key += "x" })},
	{"I2", "more is seen than is stored", seeBeyond},
	{"I3", "stored twice", storeTwice},
	{"I3", "seen twice", seeTwice(0)},
	{"I3", "seen again later", seeTwice(2)},
	{"I3", "one message begins two conversations", beginTwice},
	{"I4", "a gap in a view", skip},
	{"I4", "two events of a view change places", swapSeen},
	{"I4", "a gap in the log", holeInLog},
	{"I5", "two messages change places", swapSent},
	{"I6", "another offset is acked", ackElsewhere},
	{"I7", "a view never catches up", forgetConverged},
	{"I7", "a view catches up too late", convergeLate},
	{"I7", "a view has not all that it should have", convergeShort},
	{"I7", "a view claims more than it has", convergeFar},
	{"I8", "seen after the revocation", seeRevoked},
}

// pick draws the place of an event for which ok holds.
func pick(t *rapid.T, h *History, ok func(i int, e Event) bool) int {
	var places []int
	for i, e := range h.events {
		if ok(i, e) {
			places = append(places, i)
		}
	}
	return rapid.SampledFrom(places).Draw(t, "event")
}

func kind(k Kind) func(int, Event) bool { return func(_ int, e Event) bool { return e.Kind == k } }

// insert adds events after a place.
func (h *History) insert(i int, e ...Event) { h.events = slices.Insert(h.events, i+1, e...) }

func (h *History) remove(drop func(Event) bool) { h.events = slices.DeleteFunc(h.events, drop) }

// last is the conversation of the coda.
func (h *History) last() (id string, log []Entry) {
	id = h.events[len(h.events)-1].Conversation
	return id, h.logs[id]
}

func ackUnstored(t *rapid.T, h *History) {
	c := &checker{events: h.events, logs: h.logs}
	c.index()
	i := pick(t, h, func(_ int, e Event) bool { return e.Kind == KindSent && len(c.stored[message{e.Who, e.Key}]) == 0 })
	id, log := h.last()
	h.insert(i, Event{Kind: KindAcked, Who: h.events[i].Who, Conversation: id, Key: h.events[i].Key, Offset: int64(len(log)) + 1})
}

func loseEnd(_ *rapid.T, h *History) {
	id, log := h.last()
	lost := int64(len(log))
	h.logs[id] = log[:lost-1]
	h.remove(func(e Event) bool { return e.Conversation == id && e.Kind == KindSeen && e.Offset == lost })
	for i, e := range h.events {
		if e.Conversation == id && e.Kind == KindConverged && e.Offset == lost {
			h.events[i].Offset--
		}
	}
}

// keyed draws an entry that was sent, and returns where it is.
func keyed(t *rapid.T, h *History) (conversation string, i int) {
	type at struct {
		conversation string
		i            int
	}
	var all []at
	for id, log := range h.logs {
		for i, e := range log {
			if e.Key != "" {
				all = append(all, at{id, i})
			}
		}
	}
	slices.SortFunc(all, func(a, b at) int {
		return cmp.Or(cmp.Compare(a.conversation, b.conversation), cmp.Compare(a.i, b.i))
	})
	a := rapid.SampledFrom(all).Draw(t, "entry")
	return a.conversation, a.i
}

func unsend(t *rapid.T, h *History) {
	id, i := keyed(t, h)
	gone := h.logs[id][i]
	h.remove(func(e Event) bool { return e.Kind == KindSent && e.Who == gone.Author && e.Key == gone.Key })
}

func garbleLog(t *rapid.T, h *History) {
	id, i := keyed(t, h)
	h.logs[id][i].Body = "garbled"
	for j, e := range h.events {
		if e.Kind == KindSeen && e.Conversation == id && e.Offset == int64(i)+1 {
			h.events[j].Body = "garbled"
		}
	}
}

func garbleView(garble func(*Event)) func(*rapid.T, *History) {
	return func(t *rapid.T, h *History) {
		garble(&h.events[pick(t, h, kind(KindSeen))])
	}
}

func seeBeyond(_ *rapid.T, h *History) {
	id, log := h.last()
	i := slices.IndexFunc(h.events, func(e Event) bool {
		return e.Kind == KindConverged && e.Conversation == id && e.Offset == int64(len(log))
	})
	h.insert(i, Event{Kind: KindSeen, Who: h.events[i].Who, Conversation: id, Offset: int64(len(log)) + 1, Author: "bot"})
}

func storeTwice(t *rapid.T, h *History) {
	id, i := keyed(t, h)
	again := h.logs[id][i]
	again.Offset, again.At = int64(len(h.logs[id]))+1, time.Time{}
	h.logs[id] = append(h.logs[id], again)
}

// seeTwice has a view see an event again, after so many further events of its run.
func seeTwice(later int) func(*rapid.T, *History) {
	return func(t *rapid.T, h *History) {
		i := pick(t, h, func(i int, e Event) bool { return e.Kind == KindSeen && len(following(h, i)) >= later })
		again := h.events[i]
		if later > 0 {
			i = following(h, i)[later-1]
		}
		h.insert(i, again)
	}
}

// following returns the places of the events that a view has seen in the same
// run after the one at a place.
func following(h *History, i int) (places []int) {
	at := h.events[i]
	for j := i + 1; j < len(h.events); j++ {
		e := h.events[j]
		if e.Who != at.Who || e.Conversation != at.Conversation {
			continue
		}
		switch e.Kind {
		case KindSeen:
			places = append(places, j)
		case KindReset, KindAttached:
			return places
		}
	}
	return places
}

func beginTwice(_ *rapid.T, h *History) {
	id, log := h.last()
	again := log[0] // was sent to begin the conversation
	again.Offset, again.At = 1, time.Time{}
	h.logs[id+"-another"] = []Entry{again}
}

func skip(t *rapid.T, h *History) {
	i := pick(t, h, func(i int, e Event) bool {
		return e.Kind == KindSeen && inRun(h, i) && goesOn(h, i)
	})
	h.events = slices.Delete(h.events, i, i+1)
}

// inRun reports whether the event at a place is not the first of a run that may
// begin anywhere.
func inRun(h *History, i int) bool {
	at := h.events[i]
	for j := i - 1; j >= 0; j-- {
		if e := h.events[j]; e.Who == at.Who && e.Conversation == at.Conversation && e.Kind != KindConverged {
			return e.Kind == KindSeen || e.Kind == KindAttached
		}
	}
	return false
}

// goesOn reports whether the view goes on to see events after the one at a
// place, before it claims to have converged.
func goesOn(h *History, i int) bool {
	next := following(h, i)
	return len(next) > 0 && !slices.ContainsFunc(h.events[i:next[0]], func(e Event) bool {
		return e.Kind == KindConverged && e.Who == h.events[i].Who
	})
}

func swapSeen(t *rapid.T, h *History) {
	i := pick(t, h, func(i int, e Event) bool {
		return e.Kind == KindSeen && len(following(h, i)) > 0 && h.events[following(h, i)[0]-1].Kind == KindSeen && inRun(h, i)
	})
	j := following(h, i)[0]
	h.events[i], h.events[j] = h.events[j], h.events[i]
}

func holeInLog(t *rapid.T, h *History) {
	id, log := h.last()
	i := slices.IndexFunc(log, func(e Entry) bool { return e.Key == "" })
	h.logs[id][i].Offset += rapid.Int64Range(1, 3).Draw(t, "hole")
}

// swapSent stores two messages of one outbox in the wrong order, consistently.
func swapSent(_ *rapid.T, h *History) {
	id, log := h.last()
	var mine []int
	for i, e := range log {
		if e.Author == log[0].Author {
			mine = append(mine, i)
		}
	}
	a, b := mine[0], mine[1]
	log[a].Key, log[b].Key = log[b].Key, log[a].Key
	log[a].Body, log[b].Body = log[b].Body, log[a].Body
	swapped := map[int64]int{int64(a) + 1: b, int64(b) + 1: a}
	for i, e := range h.events {
		other, ok := swapped[e.Offset]
		switch {
		case e.Conversation != id || !ok:
		case e.Kind == KindAcked:
			h.events[i].Offset = int64(other) + 1
		case e.Kind == KindSeen:
			stored := log[e.Offset-1]
			h.events[i].Body = stored.Body
			if e.Key != "" {
				h.events[i].Key = stored.Key
			}
		}
	}
}

func ackElsewhere(t *rapid.T, h *History) {
	i := pick(t, h, kind(KindAcked))
	h.events[i].Offset += rapid.SampledFrom([]int64{-1, 1, 1000}).Draw(t, "away")
}

// caughtUp returns the place of the last Converged of a view that has to catch up.
func caughtUp(h *History) int {
	id, log := h.last()
	for i := len(h.events) - 1; i >= 0; i-- {
		if e := h.events[i]; e.Kind == KindConverged && e.Conversation == id && e.Offset == int64(len(log)) {
			return i
		}
	}
	panic("the coda has no view that has caught up")
}

func forgetConverged(_ *rapid.T, h *History) {
	i := caughtUp(h)
	h.events = slices.Delete(h.events, i, i+1)
}

func convergeLate(_ *rapid.T, h *History) {
	i := caughtUp(h)
	h.events[i].At = h.events[i].At.Add(time.Millisecond)
}

func convergeShort(_ *rapid.T, h *History) { h.events[caughtUp(h)].Offset-- }

func convergeFar(t *rapid.T, h *History) {
	h.events[caughtUp(h)].Offset += rapid.Int64Range(1, 5).Draw(t, "too far")
}

func seeRevoked(t *rapid.T, h *History) {
	id, log := h.last()
	i := slices.IndexFunc(h.events, func(e Event) bool { return e.Kind == KindRevoked && e.Conversation == id })
	who, from := h.events[i].Who, int64(3) // what the view had seen in the coda
	var more []Event
	for n := range rapid.Int64Range(1, int64(len(log))-from).Draw(t, "events") {
		e := log[from+n]
		more = append(more, Event{Kind: KindSeen, Who: who, Conversation: id, Offset: e.Offset, Author: e.Author, Body: e.Body})
	}
	h.insert(i, more...)
}

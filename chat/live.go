package chat

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	tailRecords = 64        // most records kept for readers that keep up
	tailBytes   = 256 << 10 // and most bytes of them
	typingTTL   = 6 * time.Second
	typingPause = 100 * time.Millisecond // nobody is told to type anew any sooner
)

// live is what this process knows of a conversation that somebody follows or a
// bot answers: its subscriptions, the recent tail of its log, and its state.
// The log itself is in the store; losing a live loses nothing.
type live struct {
	id    string
	users int // guarded by directory.mu

	mu      sync.Mutex   // guards what follows
	conv    Conversation // as last seen, but for Head; without an ID: not seen yet
	head    int64        // the newest offset that readers may look for
	tail    []Record     // contiguous, ends at head; may be empty
	tailLen int          // bytes in tail
	rested  int64        // head when rest was last called
	subs    map[*Subscription]struct{}

	version int64 // counts the changes of typing and reads
	typing  map[string]typist
	reads   map[string]readState
	drafts  []*draft

	turns []openTurn // waiting to be answered, by offset
	turn  *turn      // being answered; nil: nobody works on turns
}

type typist struct {
	who     Participant
	on      bool
	at      time.Time
	version int64
	from    *Subscription
}

type readState struct {
	offset  int64
	version int64
	from    *Subscription
}

// draft is the text so far of a message that is still growing.
type draft struct {
	id     string
	author Participant
	text   strings.Builder
}

// seenState is what a reader has seen of the state.
type seenState struct {
	version int64
	drafts  map[string]seenDraft // by id
}

func (s seenState) clone() seenState { return seenState{s.version, maps.Clone(s.drafts)} }

// seenDraft is how much of a draft a reader has.
type seenDraft struct {
	of     *draft // one that another attempt of the turn begins has the same id
	author Participant
	bytes  int
	units  int
}

func newLive(id string) *live { return &live{id: id, subs: map[*Subscription]struct{}{}} }

func (l *live) add(s *Subscription) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.subs[s] = struct{}{}
	s.joined = l.version
}

func (l *live) remove(s *Subscription) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.subs, s)
}

// raise lets readers look as far as head, which was read from the store.
func (l *live) raise(head int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if head > l.head {
		l.head, l.tail, l.tailLen = head, nil, 0
	}
}

// know remembers a conversation as the store has it, unless a newer state of it
// was seen, and lets readers look as far as its head.
func (l *live) know(c Conversation) {
	l.mu.Lock()
	if c.State.Version >= l.conv.State.Version {
		l.conv = c
	}
	l.mu.Unlock()
	l.raise(c.Head)
}

// known returns the conversation as last seen. Somebody on another node may
// have changed it since: the fence of an append tells.
func (l *live) known() (c Conversation, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c = l.conv
	c.Head = l.head
	return c, c.ID != ""
}

// publish tells the subscriptions of a stored record. Concurrent appends may
// publish out of order: what is left out of the tail is read from the store.
func (l *live) publish(r Record, t telling) {
	l.mu.Lock()
	if r.Offset > l.head {
		if r.Offset != l.head+1 {
			l.tail, l.tailLen = nil, 0
		}
		l.head = r.Offset
		l.tail = append(l.tail, r)
		l.tailLen += len(r.Data)
		l.trim()
	}
	l.dropDraft(t.completes)
	l.ring(t.from)
}

func (l *live) trim() {
	n := 0
	for len(l.tail)-n > tailRecords || l.tailLen > tailBytes && len(l.tail)-n > 1 {
		l.tailLen -= len(l.tail[n].Data)
		n++
	}
	// Nothing is moved, because readers hold parts of it; what was cut off goes
	// when there is more of it than of the rest.
	if l.tail = l.tail[n:]; cap(l.tail) > 2*len(l.tail) {
		l.tail = slices.Clone(l.tail)
	}
}

// rest lets the tail go when it has not been added to since the last call.
func (l *live) rest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rested == l.head {
		l.tail, l.tailLen = nil, 0
	}
	l.rested = l.head
}

// ring wakes the readers, but for one, that have nothing left to pull. It unlocks
// l.mu, which the caller holds, before it calls them.
func (l *live) ring(except *Subscription) {
	bells := make([]*Subscription, 0, 4) // enough for most, and not allocated
	for s := range l.subs {
		if s != except && s.armed.CompareAndSwap(true, false) {
			bells = append(bells, s)
		}
	}
	l.mu.Unlock()
	for _, s := range bells {
		s.bell()
	}
}

// after returns what follows an offset: from the tail, or stored true when it
// must be read from the store. It returns at most limit bytes, or one record.
func (l *live) after(offset int64, limit int) (records []Record, more, stored bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if offset >= l.head {
		return nil, false, false
	}
	if len(l.tail) == 0 || l.tail[0].Offset > offset+1 {
		return nil, false, true
	}
	rest := l.tail[offset+1-l.tail[0].Offset:]
	n, size := 0, 0
	for n < len(rest) && (n == 0 || size+len(rest[n].Data) <= limit) {
		size += len(rest[n].Data)
		n++
	}
	return rest[:n:n], n < len(rest), false
}

func (l *live) lastHead() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// setTyping tells that someone types, or has stopped to.
func (l *live) setTyping(who Participant, on bool, from *Subscription) {
	now := time.Now()
	l.mu.Lock()
	t, known := l.typing[who.ID]
	if !known && !on || known && t.on == on && !on || known && on && who.Role != RoleBot && now.Sub(t.at) < typingPause {
		l.mu.Unlock()
		return
	}
	l.version++
	if l.typing == nil {
		l.typing = map[string]typist{}
	}
	l.typing[who.ID] = typist{who, on, now, l.version, from}
	l.ring(nil)
}

// setRead tells of a read mark that was raised.
func (l *live) setRead(m ReadMark, from *Subscription) {
	l.mu.Lock()
	if m.Offset <= l.reads[m.Participant].offset {
		l.mu.Unlock()
		return
	}
	l.version++
	if l.reads == nil {
		l.reads = map[string]readState{}
	}
	l.reads[m.Participant] = readState{m.Offset, l.version, from}
	l.ring(nil)
}

// state fills a batch with what its reader has not seen of the state: at most
// about limit bytes of drafts.
func (l *live) state(s *Subscription, limit int, b *Batch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deltas(s, limit, b)
	for id, t := range l.typing {
		fresh := time.Since(t.at) < typingTTL
		if t.version > s.seen.version && (t.version > s.joined || t.on) && t.from != s && (fresh || !t.on) {
			b.Typing = append(b.Typing, TypingState{Author: t.who, On: t.on, TTL: typingTTL})
		}
		if !fresh {
			delete(l.typing, id)
		}
	}
	for id, r := range l.reads {
		if r.version > max(s.seen.version, s.joined) && r.from != s {
			b.Reads = append(b.Reads, ReadMark{id, r.offset})
		}
	}
	s.seen.version = l.version
}

// arrived notes whether the reader has what it was told of the state since the
// last call. If not, it is told again.
func (l *live) arrived(s *Subscription, all bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if all {
		s.confirmed = s.seen.clone()
	} else {
		s.seen = s.confirmed.clone()
	}
}

// deltas tells a reader what has grown since it last looked, as far as limit
// allows, and which drafts are over.
func (l *live) deltas(s *Subscription, limit int, b *Batch) {
	for _, d := range l.drafts {
		have := s.seen.drafts[d.id]
		if have.of != d {
			have = seenDraft{}
		}
		if d.text.Len() == have.bytes {
			continue
		}
		text, size, units := portion(d.text.String()[have.bytes:], limit)
		limit -= size
		if b.More = b.More || have.bytes+len(text) < d.text.Len(); text == "" {
			continue
		}
		if s.seen.drafts == nil {
			s.seen.drafts = map[string]seenDraft{}
		}
		b.Deltas = append(b.Deltas, Delta{Draft: d.id, Author: d.author, From: have.units, Text: text})
		s.seen.drafts[d.id] = seenDraft{d, d.author, have.bytes + len(text), have.units + units}
	}
	for id, have := range s.seen.drafts {
		if !slices.ContainsFunc(l.drafts, func(d *draft) bool { return d.id == id }) {
			b.Deltas = append(b.Deltas, Delta{Draft: id, Author: have.author, From: have.units, Done: true})
			delete(s.seen.drafts, id)
		}
	}
}

// portion returns the begin of a text that takes at most limit bytes as JSON, how
// many it takes, and its length in UTF-16 units.
func portion(text string, limit int) (begin string, size, units int) {
	for i, r := range text {
		n := utf8.RuneLen(r)
		switch r {
		case '"', '\\', '\n', '\t': // other control characters were removed
			n = 2
		}
		if size+n > limit {
			return text[:i], size, units
		}
		size += n
		units += utf16.RuneLen(r)
	}
	return text, size, units
}

// grow appends to a draft, which becomes visible with its first text.
func (l *live) grow(d *draft, text string) {
	l.mu.Lock()
	if d.text.Len() == 0 {
		l.drafts = append(l.drafts, d)
	}
	d.text.WriteString(text)
	l.ring(nil)
}

// abandon takes a draft away without a message.
func (l *live) abandon(d *draft) {
	l.mu.Lock()
	l.dropDraft(d)
	l.ring(nil)
}

func (l *live) dropDraft(d *draft) {
	if d != nil {
		l.drafts = slices.DeleteFunc(l.drafts, func(x *draft) bool { return x == d })
	}
}

package chat

import (
	"context"
	"sync/atomic"
	"time"
)

// Attach says what a connection follows and from where.
type Attach struct {
	Conversation string // empty: the visitor's current one, or the one to come
	Cursor       string // empty: from the head
	// Ring is called, without locks held, when a Pull may find something
	// after one that found nothing left; it must not block. nil: use Wait.
	Ring func()
	// Ended is called, once and without locks held, when the subscription has
	// ended by itself and a Pull would return its Bye; it must not block. It is for
	// those who keep a subscription without pulling. May be nil.
	Ended func()
	// Confirm says that the reader comes back by Seek for more: what a Pull has told of
	// the state is told again unless the next Seek brings the cursor of that Pull.
	Confirm bool
}

// Subscription is a cursor over one conversation's log, plus what its reader
// has seen of the conversation's state. It costs no goroutine. Pull, Seek and
// Wait are for one goroutine at a time; the others may be called concurrently.
type Subscription struct {
	engine  *Engine
	session Session
	live    atomic.Pointer[live] // nil: the conversation does not exist yet
	ended   atomic.Pointer[Bye]
	armed   atomic.Bool // nothing was left to pull: ring when something comes
	ring    func()      // nil: Wait is used
	onEnd   func()      // may be nil
	waiting chan struct{}
	closed  bool // guarded by directory.mu

	// What follows belongs to the goroutine that pulls.
	pulled  bool  // there was a Pull
	alone   bool  // the next event is larger than a Pull, and all else was returned
	offset  int64 // everything up to it was returned
	reset   bool  // the reader has a hole and has not been told
	gone    bool  // Bye was returned
	confirm bool  // as in Attach
	answer  int64 // the last Pull that told some of the state; 0: none, or not confirm

	// What follows is guarded by live.mu.
	joined    int64 // version of the state when it was attached
	seen      seenState
	confirmed seenState // what is known to have arrived; only with confirm
}

// Welcome is what a new connection is told.
type Welcome struct {
	Session      Session
	Conversation string // empty: none yet
	Head         int64
	Cursor       string // events begin after it
	Recovered    bool   // the given cursor was taken
	Reset        bool   // a cursor was given and could not be taken
	Participants []Participant
	Reads        []ReadMark
}

// Batch is what a Pull found.
type Batch struct {
	Conversation string
	Reset        bool     // the reader has a hole: Cursor is where it goes on, Head likewise
	Head         int64    // set with Reset
	Records      []Record // contiguous
	Cursor       string   // the place after Records; always set
	Deltas       []Delta
	Typing       []TypingState
	Reads        []ReadMark
	Bye          *Bye // the subscription has ended; nothing comes after it
	More         bool // max was reached: pull again
}

// Empty reports whether there is nothing to tell.
func (b Batch) Empty() bool {
	return !b.Reset && len(b.Records) == 0 && !b.tells() && b.Bye == nil
}

// tells reports whether there is something of the state.
func (b Batch) tells() bool { return len(b.Deltas)+len(b.Typing)+len(b.Reads) > 0 }

// Delta is a piece of a growing message.
type Delta struct {
	Draft  string
	Author Participant
	From   int // length of the text before it, in UTF-16 units; 0 starts over
	Text   string
	Done   bool // the draft is complete, or given up: nothing more comes of it but its event
}

// TypingState says whether someone types.
type TypingState struct {
	Author Participant
	On     bool
	TTL    time.Duration // when to forget it unless it is said again
}

// Bye says why a subscription has ended.
type Bye struct {
	Code       ByeCode
	Reason     string
	RetryAfter time.Duration // for ByeRestart and ByeOverloaded
}

// ByeCode is one of the codes of the protocol's bye frame.
type ByeCode string

// Why a connection ends. After the first three a client comes back.
const (
	ByeRestart         ByeCode = "restart"
	ByeOverloaded      ByeCode = "overloaded"
	ByeSuperseded      ByeCode = "superseded"
	ByeSignedOut       ByeCode = "signed_out"
	ByeUnauthenticated ByeCode = "unauthenticated" // expired
	ByeForbidden       ByeCode = "forbidden"
	ByeInvalid         ByeCode = "invalid"
)

// Attach subscribes a session to a conversation. The caller closes the
// subscription. Errors: CodeNotFound for a missing or foreign conversation,
// CodeRateLimited when the session has Limits.Connections of them,
// CodeUnavailable after Shutdown.
func (e *Engine) Attach(ctx context.Context, s Session, a Attach) (*Subscription, Welcome, error) {
	if err := e.begin(); err != nil {
		return nil, Welcome{}, err
	}
	sub := &Subscription{engine: e, session: s, ring: a.Ring, onEnd: a.Ended, confirm: a.Confirm}
	if a.Ring == nil {
		sub.waiting = make(chan struct{}, 1)
	}
	if !e.directory.enlist(sub, a.Conversation == "", e.limits.Connections) {
		e.work.Done()
		return nil, Welcome{}, &Error{
			Code: CodeRateLimited, RetryAfter: 5 * time.Second,
			Message: "There are too many connections of this session; close a tab and try again.",
		}
	}
	if e.stopping() { // the others have been told already
		sub.Close()
		return nil, Welcome{}, ErrStopped
	}
	w, err := sub.follow(ctx, a)
	if err == nil {
		err = e.checkSession(ctx, s)
	}
	if err != nil {
		sub.Close()
		return nil, Welcome{}, fail(err)
	}
	return sub, w, nil
}

// checkSession sees whether a session is still good now that its subscription
// is enlisted: whoever ended it before could not end the subscription.
func (e *Engine) checkSession(ctx context.Context, s Session) error {
	sessions := e.sessions.Load()
	if sessions == nil || s.Participant.Role == RoleSystem {
		return nil
	}
	_, err := (*sessions).Check(ctx, s.ID)
	return err
}

// follow finds the conversation and the place in it. The subscription is
// enlisted before anything is read, so that nothing falls in between.
func (s *Subscription) follow(ctx context.Context, a Attach) (Welcome, error) {
	e := s.engine
	w := Welcome{Session: s.session}
	c, err := e.Conversation(ctx, s.session, a.Conversation)
	if CodeOf(err) == CodeNotFound && a.Conversation == "" && s.session.Participant.Role == RoleVisitor {
		_, w.Recovered = e.place(a.Cursor, "", 0)
		w.Reset = a.Cursor != "" && !w.Recovered
		s.reset = w.Reset
		w.Cursor = e.Cursor("", 0)
		w.Participants = []Participant{s.session.Participant}
		return w, nil
	}
	if err != nil {
		return w, err
	}
	e.directory.bind(s, c.ID)
	// Read again: what was appended before the subscription was bound is in the
	// store, what is appended after rings.
	if c, err = e.store.Conversation(ctx, s.live.Load().id); err != nil {
		return w, err
	}
	if w.Reads, err = e.store.Reads(ctx, c.ID); err != nil {
		return w, err
	}
	s.live.Load().know(c)
	s.offset, w.Recovered = e.place(a.Cursor, c.ID, c.Head)
	w.Reset = a.Cursor != "" && !w.Recovered
	s.reset = w.Reset
	w.Conversation, w.Head, w.Participants = c.ID, c.Head, c.State.Participants
	w.Cursor = e.Cursor(c.ID, s.offset)
	return w, nil
}

// Pull returns what is new, without waiting: at most about max bytes of event
// data and of growing text, as JSON. A larger event comes alone, and never in the
// first batch, which a caller may send behind a welcome. The subscription's cursor
// moves past what is returned.
func (s *Subscription) Pull(ctx context.Context, max int) (Batch, error) {
	s.armed.Store(true) // before looking, so that what comes meanwhile rings
	l := s.live.Load()
	if l == nil {
		b := Batch{Cursor: s.engine.Cursor("", 0), Reset: s.reset}
		s.reset = false
		s.bye(&b)
		return b, nil
	}
	b := Batch{Conversation: l.id}
	if s.reset {
		b.Reset, b.Head = true, s.offset
		s.reset = false
	}
	from := s.offset
	if err := s.records(ctx, l, max, &b); err != nil {
		return Batch{}, fail(err)
	}
	switch size := sum(b.Records); {
	case size <= max:
		l.state(s, max-size, &b)
	case s.alone:
		s.alone, b.More = false, true
	default: // what else there is goes before the larger event
		l.state(s, max, &b)
		if b.More = true; !s.pulled || b.tells() {
			s.offset, b.Records, s.alone = from, nil, true
		}
	}
	s.pulled = true
	if s.confirm && b.tells() {
		s.answer = s.engine.answers.Add(1)
	}
	b.Cursor = cursor{s.engine.epoch, l.id, s.offset, s.answer}.String()
	if b.More {
		s.armed.Store(false)
	} else {
		s.bye(&b)
	}
	return b, nil
}

// records fills a batch with the events after the subscription's offset.
func (s *Subscription) records(ctx context.Context, l *live, max int, b *Batch) error {
	records, more, stored := l.after(s.offset, max)
	if stored {
		var err error
		records, err = s.engine.store.Events(ctx, l.id, Page{From: s.offset + 1, Limit: tailRecords, Bytes: max})
		if err != nil {
			return err
		}
		if len(records) > 1 && records[len(records)-1].Offset > s.offset && sum(records) > max {
			records = records[:len(records)-1]
		}
	}
	if len(records) == 0 {
		return nil
	}
	if records[0].Offset != s.offset+1 { // the log was cut behind the reader's back
		s.offset = l.lastHead()
		b.Reset, b.Head = true, s.offset
		return nil
	}
	s.offset = records[len(records)-1].Offset
	b.Records, b.More = records, more || stored && s.offset < l.lastHead()
	return nil
}

func sum(records []Record) int {
	n := 0
	for _, r := range records {
		n += len(r.Data)
	}
	return n
}

// bye adds the end of the subscription, once.
func (s *Subscription) bye(b *Batch) {
	if s.gone {
		return
	}
	b.Bye = s.ended.Load()
	s.gone = b.Bye != nil
}

// end makes the next Pull return bye.
func (s *Subscription) end(b Bye) {
	if s.ended.CompareAndSwap(nil, &b) {
		s.wake()
		if s.onEnd != nil {
			s.onEnd()
		}
	}
}

func (s *Subscription) wake() {
	if s.armed.CompareAndSwap(true, false) {
		s.bell()
	}
}

func (s *Subscription) bell() {
	if s.ring != nil {
		s.ring()
		return
	}
	select {
	case s.waiting <- struct{}{}:
	default:
	}
}

// Wait blocks until a Pull may find something, or ctx ends. Only for
// subscriptions that were attached without Ring.
func (s *Subscription) Wait(ctx context.Context) error {
	select {
	case <-s.waiting:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Seek moves the subscription to a cursor, as Attach would, and reports
// whether the cursor was taken; if not, the next Pull has Reset.
func (s *Subscription) Seek(ctx context.Context, cursor string) (taken bool, err error) {
	l := s.live.Load()
	if l == nil {
		_, taken = s.engine.place(cursor, "", 0)
		s.reset = !taken
		return taken, nil
	}
	s.offset, taken = s.engine.place(cursor, l.id, l.lastHead())
	s.reset = !taken
	c, _ := parseCursor(cursor)
	l.arrived(s, c.answer == s.answer)
	return taken, nil
}

// Conversation returns the id of the conversation that it follows, empty
// while there is none yet.
func (s *Subscription) Conversation() string {
	if l := s.live.Load(); l != nil {
		return l.id
	}
	return ""
}

// Close ends the subscription and frees its place. It may be called twice.
func (s *Subscription) Close() {
	if s.engine.directory.remove(s) {
		s.engine.work.Done()
	}
}

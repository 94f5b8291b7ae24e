package chat

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// directory knows what is live in this process: the conversations somebody
// follows or a bot answers, and whose subscriptions there are.
type directory struct {
	// mu guards what follows, live.users and Subscription.closed. A live's own
	// mutex may be taken under it, never the other way round.
	mu        sync.Mutex
	live      map[string]*live
	coming    map[string]map[*Subscription]struct{} // by visitor: those who follow a conversation that does not exist yet
	bySession map[string]map[*Subscription]struct{}
}

func (d *directory) init() {
	d.live = map[string]*live{}
	d.coming = map[string]map[*Subscription]struct{}{}
	d.bySession = map[string]map[*Subscription]struct{}{}
}

// acquire returns the live part of a conversation, which stays until release.
func (d *directory) acquire(conversation string) *live {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.acquireLocked(conversation)
}

func (d *directory) acquireLocked(conversation string) *live {
	l := d.live[conversation]
	if l == nil {
		l = newLive(conversation)
		d.live[conversation] = l
	}
	l.users++
	return l
}

func (d *directory) release(l *live) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if l.users--; l.users == 0 {
		delete(d.live, l.id)
	}
}

// find returns the live part of a conversation, or nil when nobody follows it.
func (d *directory) find(conversation string) *live {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.live[conversation]
}

// enlist counts a subscription against its session's limit and files it, when
// it follows whatever is current, under its visitor until it is bound.
func (d *directory) enlist(s *Subscription, current bool, limit int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.bySession[s.session.ID]) >= limit && s.session.Participant.Role != RoleSystem {
		return false
	}
	put(d.bySession, s.session.ID, s)
	if current {
		put(d.coming, s.session.Participant.ID, s)
	}
	return true
}

// bind gives a subscription its conversation, once.
func (d *directory) bind(s *Subscription, conversation string) {
	d.mu.Lock()
	if s.closed || s.live.Load() != nil {
		d.mu.Unlock()
		return
	}
	drop(d.coming, s.session.Participant.ID, s)
	l := d.acquireLocked(conversation)
	l.add(s)
	s.live.Store(l)
	d.mu.Unlock()
}

// expecting returns those who wait for a visitor's first conversation.
func (d *directory) expecting(visitor string) []*Subscription {
	d.mu.Lock()
	defer d.mu.Unlock()
	return keys(d.coming[visitor])
}

// remove forgets a subscription and reports whether this was the first time.
func (d *directory) remove(s *Subscription) bool {
	d.mu.Lock()
	if s.closed {
		d.mu.Unlock()
		return false
	}
	s.closed = true
	drop(d.coming, s.session.Participant.ID, s)
	drop(d.bySession, s.session.ID, s)
	d.mu.Unlock()
	if l := s.live.Load(); l != nil {
		l.remove(s)
		d.release(l)
	}
	return true
}

// of returns the subscriptions of a session, or of all when it is empty.
func (d *directory) of(session string) []*Subscription {
	d.mu.Lock()
	defer d.mu.Unlock()
	if session != "" {
		return keys(d.bySession[session])
	}
	var all []*Subscription
	for _, subs := range d.bySession {
		all = append(all, keys(subs)...)
	}
	return all
}

// rest lets go of the recent tails of conversations in which nothing happens.
func (d *directory) rest() {
	d.mu.Lock()
	lives := make([]*live, 0, len(d.live))
	for _, l := range d.live {
		lives = append(lives, l)
	}
	d.mu.Unlock()
	for _, l := range lives {
		l.rest()
	}
}

// announce binds everyone who waited for a visitor's first conversation. What
// somebody else has appended to it meanwhile is found by reading its head.
func (e *Engine) announce(ctx context.Context, c Conversation) error {
	waiting := e.directory.expecting(c.Visitor)
	if len(waiting) == 0 {
		return nil
	}
	for _, s := range waiting {
		e.directory.bind(s, c.ID)
	}
	c, err := e.store.Conversation(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, s := range waiting {
		if l := s.live.Load(); l != nil {
			l.know(c)
		}
		s.wake()
	}
	return nil
}

func (e *Engine) endSession(session string, b Bye) {
	for _, s := range e.directory.of(session) {
		s.end(b)
	}
}

// endAll tells everyone to come back.
func (e *Engine) endAll() {
	for _, s := range e.directory.of("") {
		s.end(restarting())
	}
}

// restarting spreads the return of the clients over some seconds, so that the
// next process is not met by all of them at once.
func restarting() Bye {
	return Bye{
		Code: ByeRestart, Reason: "The server restarts.",
		RetryAfter: 500*time.Millisecond + rand.N(2*time.Second),
	}
}

// recheck ends the connections whose session has expired or was revoked
// elsewhere.
func (e *Engine) recheck() {
	gone := Bye{Code: ByeUnauthenticated, Reason: "Your session has ended."}
	sessions, seen := e.sessions.Load(), map[string]bool{}
	for _, s := range e.directory.of("") {
		id := s.session.ID
		if sessions == nil {
			if !s.session.Expires.IsZero() && time.Now().After(s.session.Expires) {
				s.end(gone)
			}
			continue
		}
		if seen[id] || s.session.Participant.Role == RoleSystem {
			continue
		}
		seen[id] = true
		_, err := (*sessions).Check(context.Background(), id)
		switch CodeOf(err) {
		case "":
		case CodeUnauthenticated:
			e.endSession(id, gone)
		default:
			e.log.Warn("chat: checking a session failed; its connections stay", slog.Any("error", err))
		}
	}
}

func put(m map[string]map[*Subscription]struct{}, k string, s *Subscription) {
	if m[k] == nil {
		m[k] = map[*Subscription]struct{}{}
	}
	m[k][s] = struct{}{}
}

func drop(m map[string]map[*Subscription]struct{}, k string, s *Subscription) {
	delete(m[k], s)
	if len(m[k]) == 0 {
		delete(m, k)
	}
}

func keys(m map[*Subscription]struct{}) []*Subscription {
	out := make([]*Subscription, 0, len(m))
	for s := range m {
		out = append(out, s)
	}
	return out
}

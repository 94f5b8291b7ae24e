package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Lifetime bounds a session. It ends at whichever comes first.
type Lifetime struct {
	Idle     time.Duration // after its last use; an open connection counts as use, once in chat.Limits.Recheck
	Absolute time.Duration // after it was made, however much it is used
}

// Options configures a Manager. Zero fields take their defaults.
type Options struct {
	Anonymous  Lifetime // visitors nobody knows; 30 and 180 days
	Identified Lifetime // users of the host; 24 hours and 30 days
	Agents     Lifetime // people who answer; 1 and 12 hours
	// PerParticipant is how many sessions one participant may have. One more ends
	// the oldest; 20.
	PerParticipant int
	// Cookie names the cookie, which gets the prefix "__Host-" on https; "chat".
	// Two handlers of one site that keep different people, say visitors and
	// agents, need two names.
	Cookie string
	Logger *slog.Logger // nil: slog.Default()
}

const day = 24 * time.Hour

func (o Options) withDefaults() (Options, error) {
	for _, l := range []struct {
		name  string
		given *Lifetime
		usual Lifetime
	}{
		{"Anonymous", &o.Anonymous, Lifetime{30 * day, 180 * day}},
		{"Identified", &o.Identified, Lifetime{day, 30 * day}},
		{"Agents", &o.Agents, Lifetime{time.Hour, 12 * time.Hour}},
	} {
		if l.given.Idle < 0 || l.given.Absolute < 0 {
			return o, fmt.Errorf("session: Options.%s is negative", l.name)
		}
		if l.given.Idle == 0 {
			l.given.Idle = l.usual.Idle
		}
		if l.given.Absolute == 0 {
			l.given.Absolute = l.usual.Absolute
		}
	}
	if o.PerParticipant < 0 {
		return o, errors.New("session: Options.PerParticipant is negative")
	}
	if o.PerParticipant == 0 {
		o.PerParticipant = 20
	}
	if o.Cookie == "" {
		o.Cookie = "chat"
	}
	if err := checkCookieName(o.Cookie); err != nil {
		return o, err
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o, nil
}

// Manager keeps the sessions of one Store. It holds no goroutine, so there is
// nothing to close, and nothing in memory that a second Manager over the same
// Store would miss. All methods may be called concurrently.
type Manager struct {
	store Store
	o     Options
	swept atomic.Int64 // when the last sweep began, in Unix nanoseconds

	mu      sync.Mutex // guards revoked
	revoked []func(id string)
}

// New returns a manager of the sessions in a store.
func New(store Store, o Options) (*Manager, error) {
	if store == nil {
		return nil, errors.New("session: New needs a Store")
	}
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Manager{store: store, o: o}, nil
}

// Grant is a new session together with its token. The token is known only
// here: it goes to the caller's browser and is not kept.
type Grant struct {
	Session chat.Session
	Token   string
}

// Visit makes a session for a visitor nobody knows yet.
func (m *Manager) Visit(ctx context.Context) (Grant, error) {
	return m.create(ctx, newVisitor(), false)
}

// Admit makes a session for an agent. It is the caller who has made sure that
// it is one.
func (m *Manager) Admit(ctx context.Context, agent chat.Participant) (Grant, error) {
	if agent.Role != chat.RoleAgent {
		return Grant{}, fmt.Errorf("session: Admit is for agents, not for the role %q", agent.Role)
	}
	if err := checkID(agent.ID); err != nil {
		return Grant{}, err
	}
	return m.createAmong(ctx, agent, false)
}

// Identify replaces a session by one of the host's user and ends the old one.
// The user comes into the user's own conversations; those that the anonymous
// visitor had stay with that visitor, whom nobody can be again.
func (m *Manager) Identify(ctx context.Context, old chat.Session, u User) (Grant, error) {
	p, err := u.Participant()
	if err != nil {
		return Grant{}, err
	}
	g, err := m.createAmong(ctx, p, true)
	if err != nil {
		return Grant{}, err
	}
	return g, m.Revoke(ctx, old.ID)
}

// createAmong makes one more session of somebody who may have others.
func (m *Manager) createAmong(ctx context.Context, p chat.Participant, identified bool) (Grant, error) {
	g, err := m.create(ctx, p, identified)
	if err != nil {
		return Grant{}, err
	}
	return g, m.evict(ctx, g.Session)
}

func (m *Manager) create(ctx context.Context, p chat.Participant, identified bool) (Grant, error) {
	m.sweep(ctx)
	token, now := newToken(), time.Now().UTC()
	row := Row{ID: rowID(token), Participant: p, Created: now, Used: now, Identified: identified}
	if err := m.store.PutSession(ctx, row); err != nil {
		return Grant{}, err
	}
	return Grant{Session: m.session(row), Token: token}, nil
}

// evict ends the participant's oldest other sessions beyond the allowed number.
// It runs after the new row is stored: of callers at the same time the last one
// sees all rows. The new one is spared even if a clock that went back makes it
// the oldest, or nobody could sign in again.
func (m *Manager) evict(ctx context.Context, latest chat.Session) error {
	rows, err := m.store.SessionsOf(ctx, latest.Participant.ID)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(rows, func(r Row) bool { return r.ID == latest.ID })
	for _, row := range others[:max(0, len(others)+1-m.o.PerParticipant)] {
		if err := m.Revoke(ctx, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes what has expired, at most once an hour. Whoever makes a session
// does it, so that no goroutine is left for anybody to stop.
func (m *Manager) sweep(ctx context.Context) {
	now, last := time.Now(), m.swept.Load()
	since := now.Sub(time.Unix(0, last)) // negative after the clock was set back
	if since >= 0 && since < time.Hour || !m.swept.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	n, err := m.store.Sweep(ctx, func(r Row) bool { return !m.live(r, now) })
	if err != nil {
		m.o.Logger.WarnContext(ctx, "chat: expired sessions could not be removed", "error", err)
		return
	}
	m.o.Logger.DebugContext(ctx, "chat: expired sessions removed", "count", n)
}

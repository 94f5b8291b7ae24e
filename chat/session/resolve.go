package session

import (
	"context"
	"errors"
	"time"

	"github.com/chatmount/chatmount/chat"
)

var _ chat.Sessions = (*Manager)(nil)

// errNone hides whether there never was such a session or it has ended.
var errNone = &chat.Error{
	Code: chat.CodeUnauthenticated, Message: "There is no live session; start one with POST session.",
}

// Resolve returns the session whose token it is, and counts as its use.
// CodeUnauthenticated: there is none, or it has ended.
func (m *Manager) Resolve(ctx context.Context, token string) (chat.Session, error) {
	if len(token) != tokenLength {
		return chat.Session{}, errNone
	}
	return m.Check(ctx, rowID(token))
}

// Check returns the session with an ID as it is now, and counts as its use:
// a session does not grow idle while somebody is connected with it.
func (m *Manager) Check(ctx context.Context, id string) (chat.Session, error) {
	row, err := m.store.Session(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Session{}, errNone
	}
	if err != nil {
		return chat.Session{}, err
	}
	now := time.Now().UTC()
	if !now.Before(m.expires(row)) {
		return chat.Session{}, errNone
	}
	if now.Sub(row.Used) >= m.step(row) {
		if row.Used, err = m.touch(ctx, row, now); err != nil {
			return chat.Session{}, err
		}
	}
	return m.session(row), nil
}

// touch records a use and returns when the session was last used, as stored. A store that cannot write
// keeps nobody from reading: the session only does not grow younger.
func (m *Manager) touch(ctx context.Context, row Row, now time.Time) (time.Time, error) {
	err := m.store.TouchSession(ctx, row.ID, now)
	switch {
	case err == nil:
		return now, nil
	case errors.Is(err, chat.ErrNotFound): // revoked since it was read
		return time.Time{}, errNone
	}
	m.o.Logger.WarnContext(ctx, "chat: the use of a session could not be recorded", "error", err)
	return row.Used, nil
}

// step is how old Used may grow before a use is written again: a thousandth of
// the time that it decides about, so that many open connections cost few
// writes, but at least a minute.
func (m *Manager) step(row Row) time.Duration {
	return max(time.Minute, m.lifetime(row).Idle/1000)
}

func (m *Manager) lifetime(row Row) Lifetime {
	switch {
	case row.Participant.Role == chat.RoleAgent:
		return m.o.Agents
	case row.Identified:
		return m.o.Identified
	}
	return m.o.Anonymous
}

func (m *Manager) expires(row Row) time.Time {
	l := m.lifetime(row)
	idle, absolute := row.Used.Add(l.Idle), row.Created.Add(l.Absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

func (m *Manager) session(row Row) chat.Session {
	return chat.Session{ID: row.ID, Participant: row.Participant, Expires: m.expires(row)}
}

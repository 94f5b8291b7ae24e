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
// a session does not grow idle while somebody is connected with it. Its Expires
// is when it ends at the latest.
func (m *Manager) Check(ctx context.Context, id string) (chat.Session, error) {
	row, err := m.store.Session(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Session{}, errNone
	}
	if err != nil {
		return chat.Session{}, err
	}
	now := time.Now().UTC()
	if !m.live(row, now) {
		return chat.Session{}, errNone
	}
	if now.Sub(row.Used) >= m.step(row) {
		err = m.touch(ctx, row, now)
	}
	return m.session(row), err
}

// touch records a use. A store that cannot write keeps nobody from reading: the
// session only does not grow younger.
func (m *Manager) touch(ctx context.Context, row Row, now time.Time) error {
	err := m.store.TouchSession(ctx, row.ID, now)
	if errors.Is(err, chat.ErrNotFound) { // revoked since it was read
		return errNone
	}
	if err != nil {
		m.o.Logger.WarnContext(ctx, "chat: the use of a session could not be recorded", "error", err)
	}
	return nil
}

// step is how old Used may grow before a use is written again: a thousandth of
// the time that it decides about, so that many open connections cost few
// writes, but at least a minute, unless that is much of it.
func (m *Manager) step(row Row) time.Duration {
	idle := m.lifetime(row).Idle
	return min(max(time.Minute, idle/1000), idle/10)
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

func (m *Manager) live(row Row, now time.Time) bool {
	return now.Before(row.Used.Add(m.lifetime(row).Idle)) && now.Before(m.expires(row))
}

func (m *Manager) expires(row Row) time.Time { return row.Created.Add(m.lifetime(row).Absolute) }

func (m *Manager) session(row Row) chat.Session {
	return chat.Session{ID: row.ID, Participant: row.Participant, Expires: m.expires(row)}
}

package session

import "context"

// OnRevoke has f called with the ID of each session that this Manager ends, after it is
// gone from the store; Engine.SignOut is such an f. It is called without any lock
// held.
func (m *Manager) OnRevoke(f func(id string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.revoked = append(m.revoked, f)
}

// Revoke ends a session: its token is worth nothing when Revoke returns. One
// that has ended already is no error.
func (m *Manager) Revoke(ctx context.Context, id string) error {
	if err := m.store.DeleteSession(ctx, id); err != nil {
		return err
	}
	m.mu.Lock()
	told := m.revoked[:len(m.revoked):len(m.revoked)]
	m.mu.Unlock()
	for _, f := range told {
		f(id)
	}
	return nil
}

// RevokeAll ends every session of a participant: for the host application when
// a user signs out everywhere or an agent leaves.
func (m *Manager) RevokeAll(ctx context.Context, participant string) error {
	rows, err := m.List(ctx, participant)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := m.Revoke(ctx, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// List returns the sessions of a participant, the oldest first. Some of them
// may have expired.
func (m *Manager) List(ctx context.Context, participant string) ([]Row, error) {
	return m.store.SessionsOf(ctx, participant)
}

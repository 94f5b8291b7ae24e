package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

// PutSession implements session.Store.
func (s *Store) PutSession(ctx context.Context, r session.Row) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	r.Created, r.Used = r.Created.UTC().Round(0), r.Used.UTC().Round(0)
	s.sessions[r.ID] = r
	return nil
}

// Session implements session.Store.
func (s *Store) Session(ctx context.Context, id string) (session.Row, error) {
	if err := s.begin(ctx); err != nil {
		return session.Row{}, err
	}
	defer s.mu.Unlock()
	r, ok := s.sessions[id]
	if !ok {
		return session.Row{}, chat.ErrNotFound
	}
	return r, nil
}

// TouchSession implements session.Store.
func (s *Store) TouchSession(ctx context.Context, id string, used time.Time) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	r, ok := s.sessions[id]
	if !ok {
		return chat.ErrNotFound
	}
	if used.After(r.Used) {
		r.Used = used.UTC().Round(0)
		s.sessions[id] = r
	}
	return nil
}

// DeleteSession implements session.Store.
func (s *Store) DeleteSession(ctx context.Context, id string) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	delete(s.sessions, id)
	return nil
}

// SessionsOf implements session.Store.
func (s *Store) SessionsOf(ctx context.Context, participant string) ([]session.Row, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var rows []session.Row
	for _, r := range s.sessions {
		if r.Participant.ID == participant {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b session.Row) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return rows, nil
}

// Sweep implements session.Store. A row that changes while stale judges it stays.
func (s *Store) Sweep(ctx context.Context, stale func(session.Row) bool) (int, error) {
	if err := s.begin(ctx); err != nil {
		return 0, err
	}
	rows := slices.Collect(maps.Values(s.sessions))
	s.mu.Unlock()

	rows = slices.DeleteFunc(rows, func(r session.Row) bool { return !stale(r) })

	if err := s.begin(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	n := 0
	for _, r := range rows {
		if s.sessions[r.ID] == r {
			delete(s.sessions, r.ID)
			n++
		}
	}
	return n, nil
}

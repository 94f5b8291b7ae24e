package bolt

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

const rowVersion = 1

func encodeRow(r session.Row) []byte {
	b := []byte{rowVersion, 0}
	if r.Identified {
		b[1] = 1
	}
	b = appendText(b, r.Participant.ID)
	b = appendText(b, r.Participant.Name)
	b = appendText(b, string(r.Participant.Role))
	b = appendTime(b, r.Created)
	return appendTime(b, r.Used)
}

func decodeRow(id []byte, v []byte) (session.Row, error) {
	d := decoder{rest: v}
	d.version(rowVersion)
	r := session.Row{
		ID:          string(id),
		Identified:  d.byte() == 1,
		Participant: chat.Participant{ID: d.text(), Name: d.text(), Role: chat.Role(d.text())},
		Created:     d.time(),
		Used:        d.time(),
	}
	return r, d.err
}

// rowOf returns the row with an id, or ErrNotFound.
func rowOf(tx *bbolt.Tx, id string) (session.Row, error) {
	v := tx.Bucket(bucketSessions).Get([]byte(id))
	if v == nil {
		return session.Row{}, chat.ErrNotFound
	}
	return decodeRow([]byte(id), v)
}

// PutSession implements session.Store. CodeInvalid: the id is empty, or it or the
// participant's has more than 1024 bytes.
func (s *Store) PutSession(ctx context.Context, r session.Row) error {
	if r.ID == "" || len(r.ID) > maxName || len(r.Participant.ID) > maxName {
		return invalid("A session needs an id; it and its participant's have at most 1024 bytes.")
	}
	return s.write(ctx, func(b *batch) error {
		if err := b.deleteSession(r.ID); err != nil {
			return err
		}
		b.put(bucketSessions, []byte(r.ID), encodeRow(r))
		b.put(bucketParticipants, participantKey(r.Participant.ID, r.ID), nil)
		return nil
	})
}

// Session implements session.Store.
func (s *Store) Session(ctx context.Context, id string) (r session.Row, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		r, err = rowOf(tx, id)
		return err
	})
	return r, err
}

// TouchSession implements session.Store.
func (s *Store) TouchSession(ctx context.Context, id string, used time.Time) error {
	return s.write(ctx, func(b *batch) error {
		r, err := rowOf(b.tx, id)
		if err == nil && used.After(r.Used) {
			r.Used = used
			b.put(bucketSessions, []byte(id), encodeRow(r))
		}
		return err
	})
}

// DeleteSession implements session.Store.
func (s *Store) DeleteSession(ctx context.Context, id string) error {
	return s.write(ctx, func(b *batch) error { return b.deleteSession(id) })
}

// deleteSession removes a row, if there is one.
func (b *batch) deleteSession(id string) error {
	v := b.bucket(bucketSessions).Get([]byte(id))
	if v == nil {
		return nil
	}
	r, err := decodeRow([]byte(id), v)
	if err != nil {
		return err
	}
	b.delete(bucketSessions, []byte(id))
	b.delete(bucketParticipants, participantKey(r.Participant.ID, id))
	return nil
}

// SessionsOf implements session.Store.
func (s *Store) SessionsOf(ctx context.Context, participant string) (rows []session.Row, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		prefix := nameKey(participant)
		cursor := tx.Bucket(bucketParticipants).Cursor()
		for k, _ := cursor.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = cursor.Next() {
			r, err := rowOf(tx, string(k[len(prefix):]))
			if err != nil {
				return err
			}
			rows = append(rows, r)
		}
		return nil
	})
	slices.SortFunc(rows, func(a, b session.Row) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return rows, err
}

// sweepPortion is how many rows Sweep reads, and removes, at a time.
const sweepPortion = 1000

// Sweep implements session.Store. A row that changes while stale judges it stays.
func (s *Store) Sweep(ctx context.Context, stale func(session.Row) bool) (int, error) {
	n, after := 0, ""
	for {
		rows, err := s.rowsAfter(ctx, after)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		after = rows[len(rows)-1].ID
		rows = slices.DeleteFunc(rows, func(r session.Row) bool { return !stale(r) })
		removed, err := s.deleteUnchanged(ctx, rows)
		n += removed
		if err != nil {
			return n, err
		}
	}
}

// rowsAfter returns the rows that follow an id, at most sweepPortion.
func (s *Store) rowsAfter(ctx context.Context, id string) (rows []session.Row, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		cursor := tx.Bucket(bucketSessions).Cursor()
		for k, v := cursor.Seek([]byte(id + "\x00")); k != nil && len(rows) < sweepPortion; k, v = cursor.Next() {
			r, err := decodeRow(k, v)
			if err != nil {
				return err
			}
			rows = append(rows, r)
		}
		return nil
	})
	return rows, err
}

// deleteUnchanged removes those rows that are still stored as they are given.
func (s *Store) deleteUnchanged(ctx context.Context, rows []session.Row) (int, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	removed := 0
	err := s.write(ctx, func(b *batch) error {
		removed = 0
		for _, r := range rows {
			if !bytes.Equal(b.bucket(bucketSessions).Get([]byte(r.ID)), encodeRow(r)) {
				continue
			}
			if err := b.deleteSession(r.ID); err != nil {
				return err
			}
			removed++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

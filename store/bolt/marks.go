package bolt

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// SetRead implements chat.Store. CodeInvalid: the participant has more than 1024
// bytes.
func (s *Store) SetRead(ctx context.Context, conversation string, m chat.ReadMark) (bool, error) {
	if len(m.Participant) > maxName {
		return false, invalid("A participant's id has at most 1024 bytes.")
	}
	moved := false
	err := s.write(ctx, func(b *batch) error {
		number, err := numberOf(b.tx, conversation)
		if err != nil {
			return err
		}
		key := readKey(number, m.Participant)
		at, err := decodeMark(b.bucket(bucketReads).Get(key))
		if moved = err == nil && m.Offset > at; moved {
			b.put(bucketReads, key, encodeNumber(uint64(m.Offset)))
		}
		return err
	})
	return moved && err == nil, err
}

// decodeMark returns the offset of a read mark, 0 when there is none.
func decodeMark(v []byte) (int64, error) {
	if v == nil {
		return 0, nil
	}
	d := decoder{rest: v}
	offset := d.offset()
	return offset, d.err
}

// Reads implements chat.Store.
func (s *Store) Reads(ctx context.Context, conversation string) (marks []chat.ReadMark, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		number, err := numberOf(tx, conversation)
		if err != nil {
			return err
		}
		prefix := numberKey(number)
		cursor := tx.Bucket(bucketReads).Cursor()
		for k, v := cursor.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = cursor.Next() {
			offset, err := decodeMark(v)
			if err != nil {
				return err
			}
			marks = append(marks, chat.ReadMark{Participant: string(k[len(prefix):]), Offset: offset})
		}
		return nil
	})
	return marks, err
}

// SetTurn implements chat.Store.
func (s *Store) SetTurn(ctx context.Context, conversation string, offset int64, to chat.TurnState) error {
	return s.write(ctx, func(b *batch) error {
		number, err := numberOf(b.tx, conversation)
		if errors.Is(err, chat.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		key := pairKey(number, uint64(offset))
		at := b.bucket(bucketTurns).Get(key)
		switch {
		case len(at) == 0 || chat.TurnState(at[0]) >= to:
		case to == chat.TurnStarted:
			b.put(bucketTurns, key, []byte{byte(to)})
		case to == chat.TurnDone:
			b.delete(bucketTurns, key)
		}
		return nil
	})
}

// Turns implements chat.Store.
func (s *Store) Turns(ctx context.Context) (marks []chat.TurnMark, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		ids := make(map[uint64]string)
		return tx.Bucket(bucketTurns).ForEach(func(k, v []byte) error {
			if len(k) != 16 || len(v) != 1 {
				return errDamaged
			}
			number := binary.BigEndian.Uint64(k)
			if _, known := ids[number]; !known {
				c, err := conversationAt(tx, number)
				if err != nil {
					return err
				}
				ids[number] = c.ID
			}
			marks = append(marks, chat.TurnMark{
				Conversation: ids[number],
				Offset:       int64(binary.BigEndian.Uint64(k[8:])),
				State:        chat.TurnState(v[0]),
			})
			return nil
		})
	})
	slices.SortFunc(marks, func(a, b chat.TurnMark) int {
		return cmp.Or(cmp.Compare(a.Conversation, b.Conversation), cmp.Compare(a.Offset, b.Offset))
	})
	return marks, err
}

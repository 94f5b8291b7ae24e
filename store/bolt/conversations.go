package bolt

import (
	"bytes"
	"context"
	"encoding/binary"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// Conversation implements chat.Store.
func (s *Store) Conversation(ctx context.Context, id string) (c chat.Conversation, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		number, err := numberOf(tx, id)
		if err != nil {
			return err
		}
		c, err = s.conversationAt(tx, number)
		return err
	})
	return c, err
}

// Current implements chat.Store.
func (s *Store) Current(ctx context.Context, visitor string) (c chat.Conversation, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		number, err := newestOf(tx, visitor)
		if err != nil {
			return err
		}
		c, err = s.conversationAt(tx, number)
		return err
	})
	return c, err
}

// Conversations implements chat.Store.
func (s *Store) Conversations(ctx context.Context, q chat.Query) (page []chat.Conversation, err error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		bucket, prefix := tx.Bucket(bucketConversations), []byte(nil)
		if q.Visitor != "" {
			bucket, prefix = tx.Bucket(bucketVisitors), nameKey(q.Visitor)
		}
		d := descending{bucket.Cursor(), prefix}
		number, more := d.last()
		if q.Before != "" {
			before, err := numberOf(tx, q.Before)
			if err != nil {
				return err
			}
			if !d.find(before) {
				return chat.ErrNotFound
			}
			number, more = d.previous()
		}
		for ; more && len(page) < q.Limit; number, more = d.previous() {
			c, err := s.conversationAt(tx, number)
			if err != nil {
				return err
			}
			page = append(page, c)
		}
		return nil
	})
	return page, err
}

// conversationAt returns the conversation with a number as readers may see it.
func (s *Store) conversationAt(tx *bbolt.Tx, number uint64) (chat.Conversation, error) {
	c, err := conversationAt(tx, number)
	c.Head = s.active.end(c.ID, head{offset: c.Head}).offset
	return c, err
}

// newestOf returns the number of a visitor's newest conversation, or ErrNotFound.
func newestOf(tx *bbolt.Tx, visitor string) (uint64, error) {
	number, ok := descending{tx.Bucket(bucketVisitors).Cursor(), nameKey(visitor)}.last()
	if !ok {
		return 0, chat.ErrNotFound
	}
	return number, nil
}

// descending walks the keys of a bucket that are a prefix and a number, from the
// greatest number down.
type descending struct {
	cursor *bbolt.Cursor
	prefix []byte
}

// last goes to the greatest number.
func (d descending) last() (number uint64, ok bool) {
	k, _ := d.cursor.Seek(append(d.prefix[:len(d.prefix):len(d.prefix)], 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
	if k == nil {
		k, _ = d.cursor.Last()
		return d.number(k)
	}
	return d.previous()
}

// find goes to a number, and reports whether it is there.
func (d descending) find(number uint64) bool {
	key := binary.BigEndian.AppendUint64(d.prefix[:len(d.prefix):len(d.prefix)], number)
	k, _ := d.cursor.Seek(key)
	return bytes.Equal(k, key)
}

// previous goes to the next lesser number.
func (d descending) previous() (number uint64, ok bool) {
	k, _ := d.cursor.Prev()
	return d.number(k)
}

func (d descending) number(k []byte) (number uint64, ok bool) {
	suffix, ok := bytes.CutPrefix(k, d.prefix)
	if !ok || len(suffix) != 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(suffix), true
}

package bolt

import (
	"context"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// defaultLimit is how many entries a page has that asks for no number.
const defaultLimit = 50

// Events implements chat.Store.
func (s *Store) Events(ctx context.Context, conversation string, p chat.Page) (page []chat.Record, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		number, err := numberOf(tx, conversation)
		if err != nil {
			return err
		}
		end, err := headOf(tx, number)
		if err != nil {
			return err
		}
		page, err = readPage(tx, number, s.active.end(conversation, end), p)
		return err
	})
	return page, err
}

// readPage returns the part of a conversation's log that p selects.
func readPage(tx *bbolt.Tx, conversation uint64, end head, p chat.Page) ([]chat.Record, error) {
	first, last := span(p, end.offset)
	if first > last {
		return nil, nil
	}
	l, err := newLocator(tx, conversation, end, first)
	if err != nil {
		return nil, err
	}
	n := last - first + 1
	page := make([]chat.Record, 0, min(n, 1024))
	sum := 0
	for i := range n {
		offset := first + i
		if p.From == 0 {
			offset = last - i
		}
		e, err := l.at(offset)
		if err != nil {
			return nil, err
		}
		page = append(page, e.record())
		if sum += len(e.data); p.Bytes > 0 && sum >= p.Bytes {
			break
		}
	}
	if p.From == 0 {
		slices.Reverse(page)
	}
	return page, nil
}

// span returns the first and the last offset of a page but for its Bytes, in a
// log that ends with head; the page is empty when first > last.
func span(p chat.Page, head int64) (first, last int64) {
	if p.Limit <= 0 {
		p.Limit = defaultLimit
	}
	limit := min(int64(p.Limit), head)
	if p.From != 0 {
		first = max(p.From, 1)
		if first > head {
			return 1, 0
		}
		return first, min(first-1+limit, head)
	}
	last = head
	if p.Before != 0 {
		last = min(max(p.Before, 1)-1, head)
	}
	return max(last-limit, 0) + 1, last
}

// Lookup implements chat.Store.
func (s *Store) Lookup(ctx context.Context, conversation, author, key string) (chat.Record, error) {
	if err := s.usable(ctx); err != nil {
		return chat.Record{}, err
	}
	c, err := s.active.acquire(ctx, conversation)
	if err != nil {
		return chat.Record{}, err
	}
	defer s.active.release(c)
	candidates := c.candidates(s.hash(author, key))
	if len(candidates) == 0 {
		return chat.Record{}, chat.ErrNotFound
	}
	var r chat.Record
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		e, err := among(tx.Bucket(bucketLog), candidates, author, key)
		if err == nil {
			r = e.record()
		}
		return err
	})
	return r, err
}

// among returns that one of the entries which an author appended under a key, or
// ErrNotFound.
func among(log *bbolt.Bucket, sequences []uint64, author, key string) (entry, error) {
	for _, sequence := range sequences {
		e, err := decodeEntry(sequence, log.Get(numberKey(sequence)))
		if err != nil {
			return entry{}, err
		}
		if e.is(author, key) {
			return e, nil
		}
	}
	return entry{}, chat.ErrNotFound
}

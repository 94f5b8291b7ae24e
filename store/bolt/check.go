package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// Check reads all of the database at path, which no process has open for writing, and
// returns what is wrong with it: a page that is damaged, an event that is missing
// or lies in the wrong place, a key that stands for two events, an index that
// does not say what the log says. It changes nothing. Errors are those of Open.
func Check(ctx context.Context, path string) error {
	if err := checkFile(ctx, path); err != nil {
		return openError(path, err)
	}
	return nil
}

func checkFile(ctx context.Context, path string) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s := &Store{path: path}
	if err := s.openFile(bbolt.Options{ReadOnly: true, PreLoadFreelist: true, Timeout: defaultLockTimeout}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.db.Close()) }()
	return guard(func() error { return s.db.View(func(tx *bbolt.Tx) error { return s.check(ctx, tx) }) })
}

func (s *Store) check(ctx context.Context, tx *bbolt.Tx) error {
	fresh, err := s.inspect(tx)
	if err != nil {
		return err
	}
	if err := checkPages(tx); err != nil {
		return err
	}
	if fresh && tx.Bucket(bucketMeta) == nil {
		return nil // without a byte: Open makes a database of it
	}
	if err := s.recall(tx); err != nil {
		return err
	}
	return s.checkLog(ctx, tx)
}

// checkPages looks at every page.
func checkPages(tx *bbolt.Tx) (err error) {
	if err := walk(tx); err != nil {
		return err
	}
	for wrong := range tx.Check() { // to its end, for it writes without waiting for a context
		if err == nil {
			err = fmt.Errorf("%w: %w", errDamaged, wrong)
		}
	}
	return err
}

// walk reads every key and value. What faults on the way does so in this
// goroutine, where it is an error; bbolt's own check runs in one where it would
// end the process.
func walk(tx *bbolt.Tx) error {
	sum := byte(0)
	return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			for _, bytes := range [][]byte{k, v} {
				if len(bytes) > 0 {
					sum += bytes[0] + bytes[len(bytes)-1]
				}
			}
			return nil
		})
	})
}

// checkLog follows each conversation, and sees that the log holds no more.
func (s *Store) checkLog(ctx context.Context, tx *bbolt.Tx) error {
	events := int64(0)
	err := tx.Bucket(bucketConversations).ForEach(func(k, _ []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(k) != 8 {
			return errDamaged
		}
		c := checked{tx: tx, hash: s.hash, number: binary.BigEndian.Uint64(k)}
		err := c.check()
		if events += c.end.offset; err != nil {
			return fmt.Errorf("conversation %d: %w", c.number, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	stored := int64(0)
	cursor := tx.Bucket(bucketLog).Cursor()
	for k, _ := cursor.First(); k != nil; k, _ = cursor.Next() {
		stored++
	}
	if stored != events {
		return fmt.Errorf("%w: the log has %d events, and its conversations have %d", errDamaged, stored, events)
	}
	return nil
}

// checked is a conversation that is checked.
type checked struct {
	tx     *bbolt.Tx
	hash   func(author, key string) uint64
	number uint64
	end    head
}

func (c *checked) check() error {
	description, err := conversationAt(c.tx, c.number)
	if err != nil {
		return err
	}
	if number, err := numberOf(c.tx, description.ID); err != nil || number != c.number {
		return fmt.Errorf("%w: its id stands for another", errDamaged)
	}
	if c.tx.Bucket(bucketVisitors).Get(visitorKey(description.Visitor, c.number)) == nil {
		return fmt.Errorf("%w: it is not among its visitor's", errDamaged)
	}
	if c.end, err = headOf(c.tx, c.number); err != nil {
		return err
	}
	a := &active{id: description.ID}
	if err := a.load(c.tx, c.hash); err != nil {
		return err
	}
	return c.checkEvents(a)
}

// checkEvents compares each event with the index.
func (c *checked) checkEvents(a *active) error {
	places, err := c.blocks()
	if err != nil {
		return err
	}
	log, before := c.tx.Bucket(bucketLog), uint64(0)
	for i, p := range append(places, a.tail...) {
		e, err := entryAt(log, p.sequence, c.number, int64(i+1))
		if err != nil {
			return fmt.Errorf("event %d: %w", i+1, err)
		}
		if e.previous != before || c.hash(string(e.author), string(e.key)) != p.hash {
			return fmt.Errorf("event %d: %w: the index does not say what the log says", i+1, errDamaged)
		}
		first, err := among(log, a.hashes.find(p.hash), string(e.author), string(e.key))
		if p.hash != 0 && (err != nil || first.offset != e.offset) {
			return fmt.Errorf("event %d: %w: its key stands for event %d", i+1, errDamaged, first.offset)
		}
		before = p.sequence
	}
	return nil
}

// blocks returns what the index says of the conversation.
func (c *checked) blocks() (places []place, err error) {
	index := c.tx.Bucket(bucketIndex)
	for number := range fullBlocks(c.end.offset) {
		if places, err = decodeBlock(places, index.Get(pairKey(c.number, number))); err != nil {
			return nil, err
		}
	}
	return places, nil
}

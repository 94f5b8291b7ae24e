package bolt

import (
	"errors"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// run is the writer: the only goroutine that changes the file. It takes all that
// waits, commits it together, answers, and takes what has come meanwhile: the
// more there is to do, the larger the batches.
func (s *Store) run() {
	defer close(s.stopped)
	debug.SetPanicOnFault(true)
	for {
		requests := s.queue.next()
		if requests == nil {
			return
		}
		s.commit(s.begin(requests))
	}
}

// begin answers the requests whose callers have given up, and returns the others.
func (s *Store) begin(requests []*request) []*request {
	begun := make([]*request, 0, len(requests))
	for _, r := range requests {
		if err := r.ctx.Err(); err != nil {
			s.answer(r, err)
			continue
		}
		begun = append(begun, r)
	}
	return begun
}

// commit carries requests out and answers them. One that fails leaves the others
// alone; when the commit itself fails, it returns after the store can write again.
func (s *Store) commit(requests []*request) {
	for len(requests) > 0 {
		b, guilty, err := s.attempt(requests)
		if guilty == nil {
			if err == nil {
				s.finish(b, requests)
			} else {
				s.mend(err, b, requests)
			}
			return
		}
		s.answer(guilty, err)
		requests = without(requests, guilty)
	}
}

// attempt applies requests in one transaction and commits it. When applying one
// of them panics, as it does on a damaged page, nothing is committed and that one
// is guilty. Any other error is one of the commit.
func (s *Store) attempt(requests []*request) (b *batch, guilty *request, err error) {
	tx, err := s.beginWriting()
	if err != nil {
		return nil, nil, err
	}
	b = newBatch(tx, s.sequence, s.number)
	for _, r := range requests {
		if err := guard(func() error { r.err = r.change.apply(b); return nil }); err != nil {
			err = s.explain(faultOf(err, s.file, mapped(s.db)))
			return nil, r, errors.Join(err, s.rollback(tx))
		}
	}
	if !b.changed {
		return b, nil, s.rollback(tx)
	}
	b.id = tx.ID()
	if err := guard(b.finish); err != nil {
		return b, nil, errors.Join(err, s.rollback(tx))
	}
	return b, nil, s.commitGuarded(tx)
}

// The writer's way to bbolt's transactions. A panic in there leaves bbolt's lock
// taken for ever: nothing can be written until the file is opened anew.

func (s *Store) beginWriting() (tx *bbolt.Tx, err error) {
	if err := s.touchMeta(); err != nil {
		return nil, err
	}
	err = s.guardLock(func() (err error) { tx, err = s.db.Begin(true); return err })
	return tx, err
}

func (s *Store) commitGuarded(tx *bbolt.Tx) error {
	return s.guardLock(func() error { return s.commitTx(tx) })
}

func (s *Store) rollback(tx *bbolt.Tx) error { return s.guardLock(tx.Rollback) }

// guardLock is guard for what takes or gives back bbolt's lock.
func (s *Store) guardLock(f func() error) error {
	err := guard(f)
	if errors.As(err, new(panicked)) {
		s.broken = true
		s.panics++
	}
	return err
}

// finish makes what is on stable storage visible and answers those who asked.
func (s *Store) finish(b *batch, requests []*request) {
	b.merge()
	s.sequence, s.number = b.sequence, b.number
	for _, r := range requests {
		s.answer(r, s.explain(r.err))
	}
}

func without(requests []*request, r *request) []*request {
	rest := make([]*request, 0, len(requests))
	for _, other := range requests {
		if other != r {
			rest = append(rest, other)
		}
	}
	return rest
}

// loadCounters reads the ends of the log and of the conversations.
func (s *Store) loadCounters(tx *bbolt.Tx) {
	s.sequence = lastNumber(tx.Bucket(bucketLog))
	s.number = lastNumber(tx.Bucket(bucketConversations))
}

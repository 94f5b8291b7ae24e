package bolt

import (
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// retryEvery is how long the store refuses changes after a failed commit before
// it tries again whether the file can be written.
const retryEvery = time.Second

// mend is what the writer does after a failed commit, until the file can be
// written again or the store is closed. Reads go on, changes are refused.
//
// A commit can fail after it has become visible: bbolt writes the meta page that
// names the new root, and then the sync of it fails. Before anything else is
// written that page must be known to be on stable storage, for bbolt takes the
// pages of the version before for free now. And the callers are not told
// before it is known either way.
func (s *Store) mend(cause error, b *batch, undecided []*request) {
	s.failing.Store(true)
	defer s.failing.Store(false)
	s.log.Error("store/bolt: cannot write; changes are refused until it works again", "path", s.path, "error", cause)
	tick := time.NewTicker(retryEvery)
	defer tick.Stop()
	for {
		settled := s.settle() == nil
		if s.decide(b, settled, undecided, cause) {
			undecided = nil
		}
		if !s.refuse(tick.C, cause) {
			for _, r := range undecided {
				s.answer(r, errUnknown)
			}
			return
		}
		if settled && undecided == nil && !s.broken && s.probe() == nil {
			s.log.Info("store/bolt: writes again", "path", s.path)
			return
		}
	}
}

// decide answers the requests of a failed commit, if it is known what became of
// it, and reports whether it is.
func (s *Store) decide(b *batch, settled bool, requests []*request, cause error) bool {
	visible, err := s.visible()
	switch {
	case len(requests) == 0:
	case b == nil || b.id == 0 || err == nil && visible < b.id:
		for _, r := range requests {
			s.answer(r, s.errUnavailable(cause))
		}
	case err == nil && settled:
		s.finish(b, requests)
	default:
		return false
	}
	return true
}

// visible returns the id of the newest transaction that readers see.
func (s *Store) visible() (id int, err error) {
	err = s.read(func(tx *bbolt.Tx) error {
		id = tx.ID()
		return nil
	})
	return id, err
}

// rewriteMeta writes both meta pages once more as they are, and syncs them: what
// is visible is on stable storage then.
func (s *Store) rewriteMeta() error {
	pages := make([]byte, 2*s.db.Info().PageSize)
	if _, err := s.file.ReadAt(pages, 0); err != nil {
		return err
	}
	if _, err := s.file.WriteAt(pages, 0); err != nil {
		return err
	}
	return s.file.Sync()
}

// refuse answers the changes that come until the next tick. It reports false
// when the store is being closed; nothing waits any more then.
func (s *Store) refuse(tick <-chan time.Time, cause error) bool {
	for {
		for {
			requests := s.queue.take()
			if len(requests) == 0 {
				break
			}
			for _, r := range s.begin(requests) {
				s.answer(r, s.errUnavailable(cause))
			}
		}
		if n, closed := s.queue.length(); closed && n == 0 {
			return false
		}
		select {
		case <-tick:
			return true
		case <-s.queue.wake:
		}
	}
}

// probe makes a small commit. When it succeeds the store can write, and what it
// remembers of the file is dropped, for the failed commit may be in it or not.
func (s *Store) probe() error {
	// Wait for the readers of versions that the failed commit has replaced: bbolt
	// no longer spares their pages.
	s.gate.Lock()
	//lint:ignore SA2001 to have had the lock is all that is wanted
	s.gate.Unlock()
	tx, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	err = guard(func() error {
		s.loadCounters(tx)
		return tx.Bucket(bucketMeta).Put(metaFormat, []byte{formatVersion})
	})
	if err != nil {
		return fmt.Errorf("%w; %w", err, guard(tx.Rollback))
	}
	if err := s.commitGuarded(tx); err != nil {
		return err
	}
	s.active.reset()
	return nil
}

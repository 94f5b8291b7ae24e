package bolt

import (
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// How long the store refuses changes after a failed commit before it tries again
// whether the file can be written: at first, and at most. It doubles in between.
const (
	retryFirst = 50 * time.Millisecond
	retryMost  = time.Second
)

// patience is how long callers wait to learn what became of their changes.
const patience = 5 * time.Second

// mend is what the writer does after a failed commit, until the file can be
// written again or the store is closed. Reads go on, changes are refused.
//
// A commit can fail after it has become visible: bbolt writes the meta page that
// names the new root, and then the sync of it fails. Whether that page is what
// the disk holds is not known, and what the machine shows of it may still
// change. So it is stored once more as it is now, and the file is opened anew:
// what bbolt remembers of free pages may belong to the other version. The callers
// are not told before it is known either way, or they have waited for long.
func (s *Store) mend(cause error, b *batch, undecided []*request) {
	began := time.Now()
	s.trouble.Store(&trouble{cause, began})
	defer s.trouble.Store(nil)
	s.log.Error("store/bolt: cannot write; changes are refused until it works again", "path", s.path, "error", cause)
	for wait := retryFirst; ; wait = min(2*wait, retryMost) {
		settled := s.settled() == nil
		if s.decide(b, settled, undecided, cause) {
			undecided = nil
		}
		goingOn := s.refuse(wait, cause)
		if !goingOn || time.Since(began) > patience {
			for _, r := range undecided {
				s.answer(r, errUnknown)
			}
			undecided = nil
		}
		if !goingOn {
			return
		}
		if settled && undecided == nil && s.probe() == nil {
			s.log.Info("store/bolt: writes again", "path", s.path, "after", time.Since(began))
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
	pages := make([]byte, 2*s.pageSize)
	if _, err := s.file.ReadAt(pages, 0); err != nil {
		return err
	}
	if _, err := s.file.WriteAt(pages, 0); err != nil {
		return err
	}
	return s.file.Sync()
}

// refuse answers the changes that come within a time. It reports false when the
// store is being closed; nothing waits any more then.
func (s *Store) refuse(wait time.Duration, cause error) bool {
	over := time.NewTimer(wait)
	defer over.Stop()
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
		case <-over.C:
			return true
		case <-s.queue.wake:
		}
	}
}

// probe makes a small commit. When it succeeds the store can write, and what it
// remembers of the file is dropped, for the failed commit may be in it or not.
func (s *Store) probe() error {
	tx, err := s.beginWriting()
	if err != nil {
		return err
	}
	err = guard(func() error {
		s.loadCounters(tx)
		return tx.Bucket(bucketMeta).Put(metaFormat, []byte{formatVersion})
	})
	if err != nil {
		return fmt.Errorf("%w; %w", err, s.rollback(tx))
	}
	if err := s.commitGuarded(tx); err != nil {
		return err
	}
	s.panics = 0
	s.active.reset()
	return nil
}

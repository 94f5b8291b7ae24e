package bolt

import (
	"errors"
	"fmt"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// maxPanics is how many commits may panic, with no successful one in between,
// before the store only reads until it is closed: what bbolt leaves behind after
// one stays in memory.
const maxPanics = 3

var (
	// errNotOpen says that the file was open and could not be opened again.
	errNotOpen = errors.New("the file is not open")
	errPanics  = errors.New("every commit panics")
)

// settled returns nil when what is visible is on stable storage and the file was
// opened anew since. A file in which bbolt has panicked is checked before; one
// that is damaged is read on and never written again.
func (s *Store) settled() error {
	if s.ruin != nil {
		return s.ruin
	}
	if s.db != nil {
		if err := s.sound(); err != nil {
			return err
		}
		if err := guard(s.settle); err != nil && !s.cutOff() {
			return err
		}
	}
	return s.reopen()
}

// cutOff reports whether the file system has cut the connection to the file, so
// that it is of no use any more, however well the disk works.
func (s *Store) cutOff() bool {
	_, err := s.file.Stat()
	return err != nil
}

// sound looks, after a panic, whether the file may be written at all. It makes a
// difference between a disk that fails and a file that is damaged.
func (s *Store) sound() error {
	if !s.broken {
		return nil
	}
	if s.panics > maxPanics {
		return s.ruined(errPanics)
	}
	var size int64
	err := s.read(func(tx *bbolt.Tx) error {
		size = tx.Size()
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, io.NewSectionReader(s.file, 0, size)); err != nil {
		return err
	}
	if err := s.read(walk); err != nil {
		return s.ruined(err)
	}
	return nil
}

// ruined stops writing for good.
func (s *Store) ruined(cause error) error {
	s.ruin = s.errDamaged(cause)
	s.trouble.Store(&trouble{s.ruin, s.trouble.Load().since})
	s.log.Error("store/bolt: cannot write any more; restore a backup", "path", s.path, "error", cause)
	return s.ruin
}

// reopen opens the file anew. No call reads meanwhile.
func (s *Store) reopen() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	_ = s.shut() // whatever it says, the file is closed
	if err := s.openAgain(); err != nil {
		s.db = nil
		return err
	}
	return nil
}

func (s *Store) openAgain() error {
	info, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	if err := s.openFile(bbolt.Options{Timeout: defaultLockTimeout, InitialMmapSize: mapSize(info.Size())}); err != nil {
		return err
	}
	err = s.inspected(func(tx *bbolt.Tx, _ bool) error {
		if epoch := string(tx.Bucket(bucketMeta).Get(metaEpoch)); epoch != s.epoch {
			return fmt.Errorf("another database lies at %s now", s.path)
		}
		return nil
	})
	if err != nil {
		err = errors.Join(err, s.shut())
	}
	return err
}

// shut closes the file, if it is open.
func (s *Store) shut() error {
	if s.db == nil {
		return nil
	}
	if s.broken {
		s.broken = false
		return abandon(s.file) // db.Close would wait for the lost lock
	}
	return s.db.Close()
}

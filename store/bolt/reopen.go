package bolt

import (
	"errors"
	"fmt"
	"io"
	"os"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
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

// makeWritable makes the open file one that can be written, as far as that does not
// hang on the disk. When bbolt has panicked with its lock taken, which it holds
// for ever then, could not map the file, or the file system has cut the
// connection, the file is opened anew, and checked before it is written again.
// One that is damaged is read on and never written again.
func (s *Store) makeWritable() error {
	if s.ruin != nil {
		return s.ruin
	}
	s.suspect = s.suspect || s.broken
	if s.broken && s.panics > maxPanics {
		return s.ruined(errPanics)
	}
	if s.broken { // it can be read, which is not put at risk for a file that is damaged
		if err := s.sound(); err != nil {
			return err
		}
	}
	if s.useless() {
		if err := s.reopen(); err != nil {
			return err
		}
	}
	if s.suspect {
		return s.sound()
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

// sound checks the whole file. It returns nil when it can be written, and
// otherwise makes a difference between a disk that fails and a file that is
// damaged.
func (s *Store) sound() error {
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
	if err := s.read(checkPages); err != nil {
		return s.ruined(err)
	}
	s.suspect = false
	return nil
}

// useless reports whether the open file cannot be used any more, however well the
// disk works.
func (s *Store) useless() bool {
	if s.db == nil || s.broken {
		return true
	}
	if _, err := s.file.Stat(); err != nil {
		return true
	}
	err := s.read(func(*bbolt.Tx) error { return nil })
	return errors.Is(err, bbolterrors.ErrInvalidMapping)
}

// reopen opens the file anew. No call reads meanwhile.
func (s *Store) reopen() error {
	s.suspect = true
	s.gate.Lock()
	defer s.gate.Unlock()
	_ = s.shut() // it is useless already
	if err := s.openAgain(); err != nil {
		s.db = nil
		return err
	}
	s.log.Info("store/bolt: opened again", "path", s.path)
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

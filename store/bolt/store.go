// Package bolt keeps conversations and sessions in one file, with bbolt.
//
// A change is on stable storage before the call that makes it returns. Changes
// of concurrent callers share a commit: one goroutine takes all that waits,
// commits it, and takes what has come meanwhile. A lone caller waits for
// one commit and no timer.
package bolt

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

var (
	_ chat.Store    = (*Store)(nil)
	_ session.Store = (*Store)(nil)
)

// Options says how to open a store. Zero fields take their defaults.
type Options struct {
	// LockTimeout is how long Open waits for another process to close the file; 1 s.
	LockTimeout time.Duration
	// ActiveMemory is about how many bytes are used to remember the keys of
	// conversations that are active or were lately: about 50 for each event of
	// theirs; 64 MiB. One conversation in use is held whatever its size.
	ActiveMemory int
	// Logger is told when the file can no longer be written, and when it can
	// again; nil: slog.Default().
	Logger *slog.Logger
}

// Store implements chat.Store and session.Store on a file. Its methods may be
// called concurrently. The zero value is not usable; see Open.
type Store struct {
	path     string
	db       *bbolt.DB // nil after it could not be opened again
	file     *os.File  // the one that db writes
	pageSize int
	epoch    string
	hash     func(author, key string) uint64
	log      *slog.Logger

	queue   *queue
	active  *activeSet
	stopped chan struct{} // closed when the writer has ended

	// gate is held for reading by each read transaction. After a failed commit the
	// writer takes it to see the older ones out, and to replace db and file.
	gate    sync.RWMutex
	trouble atomic.Pointer[trouble] // set while the writer refuses changes
	closed  atomic.Bool
	once    sync.Once // closes
	onceErr error

	// Only the writer's.
	sequence uint64 // the last one of the log
	number   uint64 // of the newest conversation
	broken   bool   // bbolt has panicked while it held its lock, and holds it for ever
	panics   int    // how often, since a commit has succeeded after a failed one
	ruin     error  // why it must never be written again

	// Replaced by tests of a disk that fails.
	commitTx func(*bbolt.Tx) error
	settle   func() error
}

// Epoch implements chat.Store.
func (s *Store) Epoch() string { return s.epoch }

// Path returns the path that the store was opened with.
func (s *Store) Path() string { return s.path }

// Close commits what waits and closes the file. It may be called twice.
func (s *Store) Close() error {
	s.once.Do(func() {
		s.closed.Store(true)
		s.queue.close()
		<-s.stopped
		s.onceErr = s.shut()
	})
	return s.onceErr
}

// usable returns an error when a call cannot begin.
func (s *Store) usable(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.closed.Load() {
		return errClosed
	}
	return nil
}

// view calls f in a read transaction. A damaged page makes bbolt panic, and a
// file that was cut short makes its memory fault: both become errors.
func (s *Store) view(ctx context.Context, f func(tx *bbolt.Tx) error) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	return s.read(f)
}

// read is view without its checks.
func (s *Store) read(f func(tx *bbolt.Tx) error) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.db == nil {
		return s.errUnavailable(errNotOpen)
	}
	var base uintptr
	err := guard(func() error {
		if err := s.touchMeta(); err != nil {
			return err
		}
		return s.db.View(func(tx *bbolt.Tx) error {
			base = mapped(s.db)
			return f(tx)
		})
	})
	return s.explain(faultOf(err, s.file, base))
}

// touchMeta reads a byte of each meta page. When bbolt cannot read them as it begins a
// transaction, it panics with its locks taken.
func (s *Store) touchMeta() error {
	var b [1]byte
	for _, at := range []int64{0, int64(s.pageSize)} {
		if _, err := s.file.ReadAt(b[:], at); err != nil {
			return fmt.Errorf("%w: %w", errUnreadable, err)
		}
	}
	return nil
}

package bolt

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
)

// The defaults of Options.
const (
	defaultLockTimeout  = time.Second
	defaultActiveMemory = 64 << 20
)

// Open opens a store with default options, and creates the file if there is
// none. The caller closes the store.
//
// An error is an *chat.Error whose Message names the path and says what to do.
// CodeUnavailable: another process has the file open, or there is no space.
// CodeInvalid: it is something else than a chat database, or one of a newer
// version of this package. CodeForbidden: it cannot be written. CodeNotFound: its folder
// does not exist. CodeInternal: it is damaged. Whatever it is, a file that is
// there stays as it is.
func Open(path string) (*Store, error) { return Options{}.Open(path) }

// Open opens a store like the function Open.
func (o Options) Open(path string) (*Store, error) {
	if o.LockTimeout <= 0 {
		o.LockTimeout = defaultLockTimeout
	}
	if o.ActiveMemory <= 0 {
		o.ActiveMemory = defaultActiveMemory
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	s, err := o.open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	return s, nil
}

func (o Options) open(path string) (*Store, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, err
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, invalid("it is no regular file; give the path of a file")
	}
	s := &Store{path: path, log: o.Logger, queue: newQueue(), stopped: make(chan struct{}), commitTx: (*bbolt.Tx).Commit}
	s.settle = s.rewriteMeta
	s.active = newActiveSet(o.ActiveMemory, func(c *active) error {
		return s.read(func(tx *bbolt.Tx) error { return c.load(tx, s.hash) })
	})
	if err := s.openFile(bbolt.Options{Timeout: o.LockTimeout, InitialMmapSize: mapSize(info.Size())}); err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(err, s.shut())
	}
	go s.run()
	return s, nil
}

// mapSize returns how much memory to map for a file: more than it needs, for a
// remapping waits for all readers and lets new ones wait behind it. Mapped
// memory that is not touched costs nothing but addresses, which are scarce on 32 bits; and
// on Windows the file is made that large.
func mapSize(file int64) int {
	if strconv.IntSize == 32 || runtime.GOOS == "windows" {
		return 0
	}
	return int(max(256<<20, 2*file))
}

// openFile opens and locks the file, which exists. Where less memory can be
// mapped than was asked for, it takes what the file needs.
func (s *Store) openFile(o bbolt.Options) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	o.FreelistType = bbolt.FreelistMapType
	o.NoStatistics = true
	o.OpenFile = func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
		s.file, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
		return s.file, err
	}
	err := guard(func() (err error) {
		if s.db, err = bbolt.Open(s.path, 0o600, &o); err == nil {
			s.pageSize = s.db.Info().PageSize
		}
		return err
	})
	if errors.As(err, new(panicked)) {
		err = errors.Join(err, abandon(s.file))
	}
	if errors.Is(err, syscall.ENOMEM) && o.InitialMmapSize > 0 {
		o.InitialMmapSize = 0
		return s.openFile(o)
	}
	if err == nil && !s.atPath() {
		err = errors.Join(errReplaced, s.db.Close())
	}
	return err
}

// atPath reports whether the open file is still the one at its path: while the
// lock was waited for, Restore or Compact may have put another one there.
func (s *Store) atPath() bool {
	here, err := s.file.Stat()
	there, err2 := os.Stat(s.path)
	return err == nil && err2 == nil && os.SameFile(here, there)
}

// prepare checks that the file is a database of this package, gives a new or a
// restored one its epoch, and reads what the store keeps in memory.
func (s *Store) prepare() error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	fresh := false
	err := s.inspected(func(_ *bbolt.Tx, yes bool) error {
		fresh = yes
		return nil
	})
	if err != nil {
		return err
	}
	return s.guardLock(func() error {
		if fresh {
			if err := s.db.Update(initialize); err != nil {
				return err
			}
		}
		return s.db.View(s.recall)
	})
}

// inspected calls f in a transaction on a file that inspect accepts.
func (s *Store) inspected(f func(tx *bbolt.Tx, fresh bool) error) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			fresh, err := s.inspect(tx)
			if err != nil {
				return err
			}
			return f(tx, fresh)
		})
	})
}

// inspect reports whether the file needs initialize: it is empty, or a copy
// that Backup made.
func (s *Store) inspect(tx *bbolt.Tx) (fresh bool, err error) {
	info, err := s.file.Stat()
	if err != nil {
		return false, err
	}
	if info.Size() < tx.Size() {
		return false, fmt.Errorf("%w: it has %d bytes and should have %d", errDamaged, info.Size(), tx.Size())
	}
	if k, _ := tx.Cursor().First(); k == nil {
		return true, nil
	}
	meta := tx.Bucket(bucketMeta)
	if meta == nil || meta.Get(metaFormat) == nil {
		return false, invalid("it is a bbolt database, but not one of a chat; give the path of another file")
	}
	if d := (decoder{rest: meta.Get(metaFormat)}); d.uvarint() > formatVersion {
		return false, invalid("it was written by a newer version of this program; use that version")
	}
	for _, name := range buckets {
		if tx.Bucket(name) == nil {
			return false, fmt.Errorf("%w: it has no bucket %s", errDamaged, name)
		}
	}
	if len(meta.Get(metaEpoch)) == 0 || len(meta.Get(metaSecret)) != secretSize {
		return false, fmt.Errorf("%w: it has no epoch or no secret", errDamaged)
	}
	return meta.Get(metaBackup) != nil, nil
}

// initialize gives a file what each needs, and an epoch of its own.
func initialize(tx *bbolt.Tx) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	meta := tx.Bucket(bucketMeta)
	if meta.Get(metaSecret) == nil {
		secret := make([]byte, secretSize)
		rand.Read(secret)
		if err := meta.Put(metaSecret, secret); err != nil {
			return err
		}
	}
	random := make([]byte, 10)
	rand.Read(random)
	return errors.Join(
		meta.Put(metaFormat, []byte{formatVersion}),
		meta.Put(metaEpoch, []byte(base32.StdEncoding.EncodeToString(random))),
		meta.Delete(metaBackup),
	)
}

// recall reads what the store keeps in memory.
func (s *Store) recall(tx *bbolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	s.epoch = string(meta.Get(metaEpoch))
	s.hash = hasher{bytes.Clone(meta.Get(metaSecret))}.hash
	s.loadCounters(tx)
	if s.sequence == 0 {
		return nil
	}
	_, err := decodeEntry(s.sequence, tx.Bucket(bucketLog).Get(numberKey(s.sequence)))
	return err
}

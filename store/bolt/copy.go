package bolt

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/chatmount/chatmount/chat"
)

// Restore puts a copy of a database in the place of the one at path, with an epoch
// of its own: clients load their conversations anew and do not go on in a log that
// has lost its end. Use it for whatever takes a database back in time, as a copy
// of the file or a snapshot of its disk does.
//
// A file that is at path is kept as path + ".old", which must not exist yet. No
// process may have either open, which is an error. The database at path is the old
// one or the new one, whole, also when the power fails meanwhile; a file whose
// name goes on with ".new-" may be left then, and may be deleted. Errors are those
// of Open.
func Restore(ctx context.Context, from, path string) error {
	if err := Check(ctx, from); err != nil {
		return err
	}
	s, err := lock(path)
	if err == nil {
		err = s.replace(true, func(to string) error {
			return errors.Join(copyFile(ctx, from, to), markBackup(to))
		})
	}
	return copyError(path, err)
}

// Compact makes the database at path as small as what is in it, and changes
// nothing else: its epoch, offsets and keys stay. It needs as much free space beside
// the file as the small one takes. What Restore says of other processes, of a
// power failure and of errors holds for it too.
func Compact(ctx context.Context, path string) error {
	if err := Check(ctx, path); err != nil {
		return err
	}
	s, err := lock(path)
	if err == nil {
		err = s.replace(false, func(to string) error { return s.compactInto(ctx, to) })
	}
	return copyError(path, err)
}

func copyError(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return openError(path, err)
}

// lock opens the file at path so that no other process does. The store has no db
// when there is no file, or none that could be opened.
func lock(path string) (*Store, error) {
	s := &Store{path: path}
	err := s.openFile(bbolt.Options{Timeout: defaultLockTimeout})
	if err != nil {
		s.db = nil
	}
	if errors.Is(err, bbolterrors.ErrTimeout) || errors.Is(err, fs.ErrPermission) {
		return nil, err
	}
	return s, nil
}

// replace puts a new file in the place of the store's and closes the store. fill
// writes the new one.
func (s *Store) replace(keepOld bool, fill func(path string) error) (err error) {
	defer func() { err = errors.Join(err, s.shut()) }()
	folder := filepath.Dir(s.path)
	f, err := os.CreateTemp(folder, filepath.Base(s.path)+".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // in vain once it has its name
	if err := errors.Join(f.Close(), fill(f.Name()), syncFile(f.Name())); err != nil {
		return err
	}
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := publish(f.Name(), s.path); err != nil {
			return err
		}
		return syncFolder(folder)
	case err != nil:
		return err
	}
	if err := errors.Join(os.Chmod(f.Name(), info.Mode().Perm()), giveTo(f.Name(), info)); err != nil {
		return err
	}
	if keepOld {
		if err := os.Link(s.path, s.path+".old"); errors.Is(err, fs.ErrExist) {
			return invalid("there is a " + filepath.Base(s.path) + ".old already; move it away first")
		} else if err != nil {
			return err
		}
	}
	if runtime.GOOS == "windows" { // it renames no open files
		if err := s.shut(); err != nil {
			return err
		}
		s.db = nil
	}
	return errors.Join(os.Rename(f.Name(), s.path), syncFolder(folder))
}

// compactInto writes all that is in the store, in order, into an empty file.
func (s *Store) compactInto(ctx context.Context, path string) error {
	if s.db == nil {
		return errNotOpen
	}
	return alter(path, bbolt.Options{NoSync: true}, func(to *bbolt.DB) error { // it is synced as a whole, in the end
		return s.db.View(func(tx *bbolt.Tx) error {
			for _, name := range buckets {
				if err := copyBucket(ctx, to, tx.Bucket(name), name); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// copyPortion is how many bytes are copied in one transaction.
const copyPortion = 16 << 20

// copyBucket copies a bucket into a database that has none of its name.
func copyBucket(ctx context.Context, to *bbolt.DB, from *bbolt.Bucket, name []byte) error {
	cursor := from.Cursor()
	for k, v := cursor.First(); ; {
		err := to.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			b.FillPercent = fillPercent(name)
			for size := 0; k != nil && size < copyPortion; k, v = cursor.Next() {
				size += len(k) + len(v)
				if err := b.Put(k, v); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
		if err != nil || k == nil {
			return err
		}
	}
}

// copyFile copies the content of a file into another one.
func copyFile(ctx context.Context, from, to string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	f, err := os.OpenFile(to, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(guarded{f, ctx.Err}, source)
	return err
}

// syncFile makes the content of a file survive a power failure.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// errReplaced says that a file was replaced while it was being opened.
var errReplaced = &chat.Error{Code: chat.CodeUnavailable, Message: "another file took its place meanwhile; try again"}

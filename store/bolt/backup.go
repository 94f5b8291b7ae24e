package bolt

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Backup writes a copy of the file, as it is at one moment, to w, while the
// store is in use. To restore it, put it where the file was and open it: the
// copy gets an epoch of its own then, so that no client goes on in a log that
// has lost its end.
//
// The copy is first made in a file beside the database, which needs as much
// space for that time, so that a slow w holds nothing up. While that file is
// written, the database cannot outgrow the memory that is mapped for it (256 MiB
// or twice its size when it was opened): other calls wait if it has to.
func (s *Store) Backup(ctx context.Context, w io.Writer) (err error) {
	f, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".backup-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(guarded{f, func() error { return s.interrupted(ctx) }})
		if why := s.interrupted(ctx); err != nil && why != nil {
			return why // bbolt has kept no more of it than its text
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := markBackup(f.Name()); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(guarded{w, ctx.Err}, f)
	return err
}

// interrupted returns why a long read transaction has to end: the writer waits
// for it after a failed commit, and so does Close.
func (s *Store) interrupted(ctx context.Context) error {
	if s.trouble.Load() != nil {
		return s.errUnavailable(errors.New("the backup was given up"))
	}
	return s.usable(ctx)
}

// markBackup makes the next Open give a file a new epoch.
func markBackup(path string) error {
	return alter(path, bbolt.Options{}, func(db *bbolt.DB) error {
		return db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(metaBackup, []byte{1}) })
	})
}

// guarded is a writer that asks before each write whether to go on.
type guarded struct {
	io.Writer
	check func() error
}

func (g guarded) Write(p []byte) (int, error) {
	if err := g.check(); err != nil {
		return 0, err
	}
	return g.Writer.Write(p)
}

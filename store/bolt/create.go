package bolt

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// create makes an empty database at a path where no file is. It is built under
// another name and appears complete or not at all, also when the power fails;
// bbolt itself would fill the file in place. A file that another process has
// created meanwhile is left alone.
func create(path string) error {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := f.Close(); err != nil {
		return err
	}
	if err := alter(f.Name(), bbolt.Options{}, func(db *bbolt.DB) error { return db.Update(initialize) }); err != nil {
		return err
	}
	if err := publish(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// alter calls f with the database in a file of ours, which may be empty, and
// closes it.
func alter(path string, o bbolt.Options, f func(db *bbolt.DB) error) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s := &Store{path: path}
	if err := s.openFile(o); err != nil {
		return err
	}
	err := s.guardLock(func() error { return f(s.db) })
	return errors.Join(err, s.shut())
}

// publish gives a file its name, unless there is a file of that name. Where the
// file system knows no hard links, two processes that create the same file in
// the same instant are not kept apart.
func publish(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	if _, err := os.Lstat(to); err == nil {
		return nil
	}
	return os.Rename(from, to)
}

// syncFolder makes a new name in a folder survive a power failure.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // it has no such call, and keeps names in a journal
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

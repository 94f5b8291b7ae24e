package bolt

import (
	"errors"
	"fmt"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// panicked is an error that was a panic.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprint("panic: ", p.value) }

// guard calls f and returns its error, or its panic as one.
func guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicked{v}
		}
	}()
	return f()
}

// errUnreadable says that the disk does not give what is stored.
var errUnreadable = errors.New("the disk cannot be read")

// faultOf tells a disk that cannot be read from a file that is damaged: in mapped
// memory both are a panic. It returns errUnreadable in place of err when the page
// at whose address the memory has faulted cannot be read; base is where the file
// was mapped then, 0 when it was not, because that had failed.
func faultOf(err error, file *os.File, base uintptr) error {
	var p panicked
	if !errors.As(err, &p) {
		return err
	}
	if base == 0 {
		return fmt.Errorf("%w: its file could not be mapped into memory", errUnreadable)
	}
	fault, ok := p.value.(interface{ Addr() uintptr })
	if !ok || fault.Addr() < base {
		return err
	}
	var b [1]byte
	if _, e := file.ReadAt(b[:], int64(fault.Addr()-base)); e != nil && !errors.Is(e, io.EOF) {
		return fmt.Errorf("%w: %w", errUnreadable, e)
	}
	return err
}

// mapped returns where the file is mapped, 0 when it is not: bbolt could not map
// it again when it grew. The caller has a transaction, or is the writer.
func mapped(db *bbolt.DB) (base uintptr) {
	defer func() { _ = recover() }() // Info takes it for granted that it is
	return db.Info().Data
}

// unreadable returns errUnreadable when the file at a path cannot be read to its end.
func unreadable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // another error than this one
	}
	defer f.Close()
	if _, err := io.Copy(io.Discard, f); err != nil {
		return fmt.Errorf("%w: %w", errUnreadable, err)
	}
	return nil
}

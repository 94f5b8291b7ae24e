package bolt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/chatmount/chatmount/chat"
)

// errClosed is what every method returns after Close.
var errClosed = &chat.Error{
	Code:    chat.CodeUnavailable,
	Message: "The chat is shutting down; try again in a moment.",
	Err:     errors.New("store/bolt: the store is closed"),
}

// errUnknown answers a change of which it is not known whether it was made. It
// counts as an error of the context, after which a change may have been made,
// and whoever repeats the change learns it.
var errUnknown = &chat.Error{
	Code:       chat.CodeUnavailable,
	Message:    "It is not known yet whether this was saved; try again soon.",
	RetryAfter: retryMost,
	Err:        fmt.Errorf("store/bolt: it is not known whether the change was made: %w", context.Canceled),
}

// errDamaged says that the file does not hold what it should.
func (s *Store) errDamaged(cause error) error {
	return &chat.Error{
		Code:    chat.CodeInternal,
		Message: "This conversation cannot be read.",
		Err:     fmt.Errorf("store/bolt: %s is damaged: keep a copy of it and restore a backup: %w", s.path, cause),
	}
}

// explain gives errors of the file their code.
func (s *Store) explain(err error) error {
	switch {
	case errors.Is(err, errDamaged) || errors.As(err, new(panicked)):
		return s.errDamaged(err)
	case errors.Is(err, bbolterrors.ErrDatabaseNotOpen):
		return errClosed
	case errors.Is(err, bbolterrors.ErrInvalidMapping), errors.Is(err, errUnreadable):
		return s.errUnavailable(err)
	}
	return err
}

func invalid(message string) error { return &chat.Error{Code: chat.CodeInvalid, Message: message} }

// damaged is what Open says of a file that is a database no more.
const damaged = "it is damaged; nothing in it was changed; keep a copy of it and restore a backup"

// openError is what Open says about a file that cannot be used. It is meant for
// who runs the server.
func openError(path string, err error) error {
	say := func(code chat.Code, advice string) error {
		return &chat.Error{Code: code, Message: fmt.Sprintf("cannot open the chat database %s: %s", path, advice), Err: err}
	}
	var known *chat.Error
	if !errors.As(err, &known) && !errors.As(err, new(syscall.Errno)) && !errors.Is(err, bbolterrors.ErrTimeout) {
		err = cmp.Or(unreadable(path), err) // bbolt takes what it cannot read for something else
	}
	switch {
	case errors.As(err, &known):
		err = known.Err
		return say(known.Code, known.Message)
	case errors.Is(err, errUnreadable):
		return say(chat.CodeUnavailable, "the disk cannot be read; see to the disk, and keep a copy of the file before anything else")
	case errors.Is(err, bbolterrors.ErrTimeout):
		return say(chat.CodeUnavailable, "it is in use by another process, or opened twice by this one; stop the other, or give each a file of its own")
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrVersionMismatch):
		return say(chat.CodeInvalid, "it is not a chat database, or it is damaged from its first byte on; nothing in it was changed; restore a backup, or give the path of another file, or of none to have it created")
	case errors.Is(err, bbolterrors.ErrChecksum), errors.Is(err, errDamaged), errors.As(err, new(panicked)):
		return say(chat.CodeInternal, damaged)
	case errors.Is(err, syscall.EROFS):
		return say(chat.CodeForbidden, "it is on a read-only file system; put it on one that can be written")
	case errors.Is(err, fs.ErrPermission):
		return say(chat.CodeForbidden, "this process may not read and write it; give its user the right to both, in the folder too")
	case errors.Is(err, fs.ErrNotExist) && exists(filepath.Dir(path)):
		return say(chat.CodeNotFound, "there is no such file; check the path")
	case errors.Is(err, fs.ErrNotExist):
		return say(chat.CodeNotFound, "its folder does not exist; create the folder first")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return say(chat.CodeUnavailable, "there is no space left for it; free some")
	case errors.As(err, new(syscall.Errno)):
		return say(chat.CodeInternal, "the operating system refuses it")
	}
	return say(chat.CodeInternal, damaged) // bbolt has no other words for a file that is too short
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

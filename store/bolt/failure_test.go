package bolt

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// discard is for stores that are meant to complain.
var discard = slog.New(slog.DiscardHandler)

var errDisk = errors.New("the disk fails")

// failing makes every commit of a new store fail before anything is written,
// until repair is called.
func failing(s *Store) (repair func()) {
	var repaired atomic.Bool
	s.commitTx = func(tx *bbolt.Tx) error {
		if repaired.Load() {
			return tx.Commit()
		}
		return errors.Join(errDisk, tx.Rollback())
	}
	return func() { repaired.Store(true) }
}

func wantUnavailable(t testing.TB, what string, err error) {
	t.Helper()
	var e *chat.Error
	if !errors.As(err, &e) || e.Code != chat.CodeUnavailable || e.RetryAfter <= 0 {
		t.Errorf("%s: %v; want CodeUnavailable with RetryAfter", what, err)
	}
}

// While commits fail, changes are refused and change nothing, and reads go on.
// When the disk works again, so does the store, by itself.
func TestFailedCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		defer mustClose(t, s)
		newConversation(t, s, "c")
		mustAppend(t, s, "c", "1")
		repair := failing(s)
		for range 3 {
			_, err := s.Append(t.Context(), message("c", "2"))
			wantUnavailable(t, "Append while commits fail", err)
			if !errors.Is(err, errDisk) {
				t.Errorf("the cause is lost: %v", err)
			}
			_, err = s.SetRead(t.Context(), "c", chat.ReadMark{Participant: "ann", Offset: 1})
			wantUnavailable(t, "SetRead while commits fail", err)
			wantKeys(t, s, "c", "1")
			if _, err := s.Lookup(t.Context(), "c", "ann", "2"); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("Lookup of a refused key: %v; want ErrNotFound", err)
			}
			time.Sleep(retryMost * 3 / 2)
		}
		repair()
		time.Sleep(retryMost)
		synctest.Wait()
		if n := len(s.active.byID); n > 0 {
			t.Errorf("%d conversations are remembered from before the failure", n)
		}
		if got := mustAppend(t, s, "c", "2"); got.Repeat || got.Offset != 2 {
			t.Errorf("Append after the repair: offset %d, repeat %v", got.Offset, got.Repeat)
		}
		mustAppend(t, s, "c", "3")
		wantKeys(t, s, "c", "1", "2", "3")
	})
}

// A commit that fails after it has become visible is a success, once what is
// visible is known to be on stable storage; until then its callers wait and
// further changes are refused.
func TestCommitThatFailsTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		newConversation(t, s, "c")
		mustAppend(t, s, "c", "1")
		commits := 0
		s.commitTx = func(tx *bbolt.Tx) error {
			if commits++; commits == 1 {
				return errors.Join(tx.Commit(), errDisk)
			}
			return tx.Commit()
		}
		failures := 3
		s.settle = func() error {
			if failures--; failures >= 0 {
				return errDisk
			}
			return s.rewriteMeta()
		}
		type outcome struct {
			chat.Appended
			error
		}
		outcomes := make(chan outcome, 1)
		begun := time.Now()
		go func() {
			got, err := s.Append(t.Context(), message("c", "2"))
			outcomes <- outcome{got, err}
		}()
		synctest.Wait()
		_, err := s.Append(t.Context(), message("c", "3"))
		wantUnavailable(t, "Append after a commit of unknown outcome", err)
		got := <-outcomes
		if got.error != nil || got.Repeat || got.Offset != 2 || time.Since(begun) != (1+2+4)*retryFirst {
			t.Errorf("Append = offset %d, repeat %v, error %v after %v; want 2, false, none, after the third retry",
				got.Offset, got.Repeat, got.error, time.Since(begun))
		}
		time.Sleep(retryMost)
		mustAppend(t, s, "c", "3")
		if again := mustAppend(t, s, "c", "2"); !again.Repeat {
			t.Errorf("the key of the late commit is not known")
		}
		wantKeys(t, s, "c", "1", "2", "3")
		mustClose(t, s)
		s = mustOpen(t, s.Path())
		defer mustClose(t, s)
		wantKeys(t, s, "c", "1", "2", "3")
	})
}

// Close does not wait for a disk that fails. A change of which it is not known
// whether it was made gets what an ended context gets, and may be repeated.
func TestCloseWhileTheOutcomeIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		newConversation(t, s, "c")
		s.commitTx = func(tx *bbolt.Tx) error { return errors.Join(tx.Commit(), errDisk) }
		s.settle = func() error { return errDisk }
		outcome := make(chan error, 1)
		go func() {
			_, err := s.Append(t.Context(), message("c", "1"))
			outcome <- err
		}()
		synctest.Wait()
		mustClose(t, s)
		if err := <-outcome; !errors.Is(err, context.Canceled) {
			t.Errorf("Append: %v; want %v", err, context.Canceled)
		}
		s = mustOpen(t, s.Path())
		defer mustClose(t, s)
		if got := mustAppend(t, s, "c", "1"); !got.Repeat || got.Offset != 1 {
			t.Errorf("the repeated Append: offset %d, repeat %v; want 1, true", got.Offset, got.Repeat)
		}
	})
}

// A panic of bbolt in a commit, as on a damaged file, ends writing for good, but
// neither the process nor reading, and Close returns.
func TestCommitThatPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := newPath(t)
		s := mustOpen(t, path)
		newConversation(t, s, "c")
		mustAppend(t, s, "c", "1")
		s.commitTx = func(*bbolt.Tx) error { panic("freepages: damaged") }
		for range 3 {
			_, err := s.Append(t.Context(), message("c", "2"))
			wantUnavailable(t, "Append", err)
			time.Sleep(2 * retryMost)
			wantKeys(t, s, "c", "1")
		}
		mustClose(t, s)
		s = mustOpen(t, path)
		defer mustClose(t, s)
		mustAppend(t, s, "c", "2")
		wantKeys(t, s, "c", "1", "2")
	})
}

// hold makes the writer wait until release is called, so that what is submitted
// meanwhile goes into one batch.
func hold(t testing.TB, s *Store) (release func()) {
	t.Helper()
	held, let := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- s.write(context.Background(), func(*batch) error {
			close(held)
			<-let
			return nil
		})
	}()
	<-held
	return func() {
		close(let)
		if err := <-ended; err != nil {
			t.Errorf("the held change: %v", err)
		}
	}
}

// A change that fails, even by a panic, leaves the others of its batch alone.
func TestFailureWithinABatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		defer mustClose(t, s)
		newConversation(t, s, "c")
		release := hold(t, s)
		outcomes := make([]error, 6)
		for i := range outcomes {
			go func() {
				switch i {
				case 1:
					_, outcomes[i] = s.Append(t.Context(), chat.Append{Conversation: "c", Author: "ann", Key: "x", Fence: 9})
				case 3:
					outcomes[i] = s.write(t.Context(), func(b *batch) error {
						b.put(bucketReads, []byte("half done"), nil)
						panic("a damaged page")
					})
				default:
					_, outcomes[i] = s.Append(t.Context(), message("c", fmt.Sprint(i)))
				}
			}()
			synctest.Wait()
		}
		release()
		synctest.Wait()
		for i, err := range outcomes {
			want := map[int]chat.Code{1: chat.CodeConflict, 3: chat.CodeInternal}[i]
			if got := chat.CodeOf(err); got != want {
				t.Errorf("change %d: %v; want the code %q", i, err, want)
			}
		}
		wantKeys(t, s, "c", "0", "2", "4", "5")
		if reads, err := s.Reads(t.Context(), "c"); err != nil || len(reads) != 0 {
			t.Errorf("the panic left %v, %v", reads, err)
		}
	})
}

// A caller that gives up before its change was taken has changed nothing, and
// leaves nothing behind in memory.
func TestGiveUpInTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		defer mustClose(t, s)
		newConversation(t, s, "c")
		release := hold(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		outcome := make(chan error, 1)
		go func() {
			_, err := s.Append(ctx, message("c", "1"))
			outcome <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-outcome; !errors.Is(err, context.Canceled) {
			t.Errorf("Append: %v; want %v", err, context.Canceled)
		}
		release()
		synctest.Wait()
		wantKeys(t, s, "c")
		for id, c := range s.active.byID {
			if c.pins != 0 || c.idle == nil {
				t.Errorf("%q still has %d pins", id, c.pins)
			}
		}
	})
}

// What a commit makes visible before it is synced is not read: the power may fail,
// and another event may take that place.
func TestReadersSeeNothingUnsynced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, newPath(t))
		defer mustClose(t, s)
		newConversation(t, s, "c")
		for i := range blockSize - 1 {
			mustAppend(t, s, "c", fmt.Sprint(i))
		}
		visible, synced := make(chan struct{}), make(chan struct{})
		s.commitTx = func(tx *bbolt.Tx) error {
			err := tx.Commit()
			close(visible)
			<-synced
			return err
		}
		go mustAppend(t, s, "c", "unsynced")
		<-visible
		want := func(n int) {
			t.Helper()
			c, err := s.Conversation(t.Context(), "c")
			if got := len(wholeLog(t, s, "c")); err != nil || got != n || c.Head != int64(n) {
				t.Errorf("%d events and the head %d are read (%v); want %d", got, c.Head, err, n)
			}
		}
		want(blockSize - 1)
		close(synced)
		synctest.Wait()
		want(blockSize)
	})
}

package peer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/chatmount/chatmount/chat"
)

func from(address string) string { return address + ":1" }

// An address has only so many connections, and gets its place back.
func TestAdmitByAddress(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{PerAddress: 2})
	q := request("GET", "/")
	q.RemoteAddr = from("192.0.2.7")
	first, err := r.host.Admit(q)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = r.host.Admit(q); err != nil {
		t.Fatal(err)
	}
	if _, err = r.host.Admit(q); chat.CodeOf(err) != chat.CodeRateLimited {
		t.Errorf("a third connection: %v, want rate_limited", err)
	}
	first()
	first() // twice does not free two places
	if _, err = r.host.Admit(q); err != nil {
		t.Errorf("after one was released: %v", err)
	}
	if _, err = r.host.Admit(q); chat.CodeOf(err) != chat.CodeRateLimited {
		t.Errorf("released twice: %v, want rate_limited", err)
	}
	for _, address := range []string{"192.0.2.8", "127.0.0.1", "127.0.0.1", "127.0.0.1", "[::1]"} {
		q.RemoteAddr = from(address)
		if _, err := r.host.Admit(q); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// All addresses together have only so many connections.
func TestAdmitInAll(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{Total: 3})
	for i := range 3 {
		q := request("GET", "/")
		q.RemoteAddr = from(fmt.Sprintf("192.0.2.%d", i))
		if _, err := r.host.Admit(q); err != nil {
			t.Fatal(err)
		}
	}
	var e *chat.Error
	if _, err := r.host.Admit(request("GET", "/")); !errors.As(err, &e) || e.Code != chat.CodeRateLimited || e.RetryAfter <= 0 {
		t.Errorf("one too many: %v, want rate_limited with a time", err)
	}
	if n := newRig(t, chat.Options{}, Options{}).host.admission.total; n < 100 || n > maxFiles {
		t.Errorf("by default %d connections in all", n)
	}
}

// Wait returns when the last connection and the last goroutine have ended, and
// admits nobody meanwhile.
func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, chat.Options{}, Options{})
		release, err := r.host.Admit(request("GET", "/"))
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		r.host.Go(func() { <-ended })
		var waited atomic.Bool
		go func() {
			if err := r.host.Wait(context.Background()); err != nil {
				t.Errorf("Wait: %v", err)
			}
			waited.Store(true)
		}()
		synctest.Wait()
		if _, err := r.host.Admit(request("GET", "/")); chat.CodeOf(err) != chat.CodeUnavailable {
			t.Errorf("admitted while waiting: %v, want unavailable", err)
		}
		more := make(chan struct{})
		r.host.Go(func() { <-more }) // late, but of a connection that was admitted
		release()
		close(ended)
		if synctest.Wait(); waited.Load() {
			t.Error("Wait returned before the last goroutine ended")
		}
		expired, cancel := context.WithCancel(t.Context())
		cancel()
		if err := r.host.Wait(expired); !errors.Is(err, context.Canceled) {
			t.Errorf("Wait with a context that has ended: %v", err)
		}
		close(more)
		if synctest.Wait(); !waited.Load() {
			t.Error("Wait did not return")
		}
		if err := r.host.Wait(t.Context()); err != nil {
			t.Errorf("Wait again: %v", err)
		}
	})
}

// A panic in a connection ends only that, and is logged.
func TestGoContainsPanics(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	r.host.Go(func() { panic("a fault") })
	if err := r.host.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if log := r.log.String(); !strings.Contains(log, "a fault") || !strings.Contains(log, "admission_test.go") {
		t.Errorf("the log does not tell of the panic: %s", log)
	}
}

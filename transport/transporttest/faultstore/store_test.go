package faultstore

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/store/storetest"
)

// Without faults it is the store behind it.
func TestPasses(t *testing.T) {
	storetest.Run(t, storetest.Harness[storetest.Store]{
		Open: func(testing.TB) storetest.Store { return closing{New(memory.New(), nil)} },
	})
}

// closing is a Store with the Close of the one behind it.
type closing struct{ *Store }

func (c closing) Close() error { return c.inner.(*memory.Store).Close() }

// begun returns a store with the conversation "c".
func begun(t *testing.T) *memory.Store {
	t.Helper()
	inner := memory.New()
	t.Cleanup(func() { inner.Close() })
	if _, _, err := inner.Create(t.Context(), chat.Conversation{ID: "c", Visitor: "v"}, false); err != nil {
		t.Fatal(err)
	}
	return inner
}

var hello = chat.Append{Conversation: "c", Author: "v", Key: "k", Data: []byte("{}")}

// head returns how much the store has stored.
func head(t *testing.T, s chat.Store) int64 {
	t.Helper()
	c, err := s.Conversation(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	return c.Head
}

// A fault does what it says: a failed call has changed nothing, one whose
// answer is lost has.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault Fault
		code  chat.Code
		cause error
		head  int64
	}{
		{Fault{Fail: true}, chat.CodeUnavailable, nil, 0},
		{Fault{Lose: true}, chat.CodeInternal, context.DeadlineExceeded, 1},
	} {
		inner := begun(t)
		_, err := New(inner, func(Op) Fault { return c.fault }).Append(t.Context(), hello)
		if chat.CodeOf(err) != c.code || c.cause != nil && !errors.Is(err, c.cause) {
			t.Errorf("%+v: the error is %v, want %s", c.fault, err, c.code)
		}
		if got := head(t, inner); got != c.head {
			t.Errorf("%+v: %d events are stored, want %d", c.fault, got, c.head)
		}
	}
}

// A delay takes its time, or as long as the caller waits.
func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(begun(t), func(Op) Fault { return Fault{Delay: 3 * time.Second} })
		began := time.Now()
		if _, err := s.Append(t.Context(), hello); err != nil || time.Since(began) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Turns(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 4*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// A process that is killed changes nothing more, and hears nothing of the change
// in whose midst it was killed.
func TestKill(t *testing.T) {
	for steps, want := range []int64{0, 1, 1, 2, 2} {
		inner := begun(t)
		s := New(inner, nil)
		s.KillIn(steps)
		heard := int64(0)
		for _, key := range []string{"k1", "k2", "k3"} {
			a := hello
			a.Key = key
			if _, err := s.Append(t.Context(), a); err == nil {
				heard++
			}
		}
		if stored := head(t, inner); stored != want || heard != int64(steps/2) || !s.Dead() {
			t.Errorf("killed in %d steps: %d are stored and %d were told, want %d and %d", steps, stored, heard, want, steps/2)
		}
		if again := New(inner, nil); again.Dead() || head(t, again) != want {
			t.Error("the next process is not alive")
		}
	}
}

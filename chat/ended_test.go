package chat_test

import (
	"context"
	"errors"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// Attach.Ended hears of a sign-out and of Shutdown, once, though nobody pulls:
// not for an event, and not when the reader itself closes.
func TestEndedIsCalledOnceAndOnlyWhenTheSubscriptionIsEnded(t *testing.T) {
	e := start(t, chat.Options{})
	ended := map[string]int{}
	open := func(s chat.Session, name string) *chat.Subscription {
		sub, _ := attach(t, e, s, chat.Attach{Ring: func() {}, Ended: func() { ended[name]++ }})
		return sub
	}
	open(visitor("a"), "signed out")
	kept := open(visitor("b"), "kept")
	open(visitor("b"), "closed").Close()
	send(t, e, visitor("a"), "k", "hello")
	send(t, e, visitor("b"), "k", "hello")
	if len(ended) > 0 {
		t.Fatalf("an event or Close ended %v", ended)
	}
	e.SignOut(visitor("a").ID)
	e.SignOut(visitor("a").ID)
	if ended["signed out"] != 1 || len(ended) != 1 {
		t.Fatalf("after the sign-out: %v", ended)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Shutdown(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("Shutdown with open subscriptions: %v", err)
	}
	if ended["kept"] != 1 || ended["closed"] != 0 {
		t.Errorf("after Shutdown: %v", ended)
	}
	kept.Close()
}

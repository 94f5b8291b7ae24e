package chat_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// meanwhile is a store in which something happens between the moment at which a
// conversation is read and the one at which the reader has it.
type meanwhile struct {
	chat.Store
	happens atomic.Pointer[func()] // once
}

func (m *meanwhile) Conversation(ctx context.Context, id string) (chat.Conversation, error) {
	c, err := m.Store.Conversation(ctx, id)
	if happens := m.happens.Swap(nil); happens != nil {
		(*happens)()
	}
	return c, err
}

// What is said while somebody begins to follow a conversation reaches them,
// though nobody else follows it and nothing more is said.
func TestSubscriptionMissesNothingAsItBegins(t *testing.T) {
	store := &meanwhile{Store: memory.New()}
	t.Cleanup(func() { store.Store.(*memory.Store).Close() })
	e := start(t, chat.Options{Store: store})
	first := send(t, e, visitor("v"), "1", "before")
	said := func() { send(t, e, visitor("v"), "2", "meanwhile") }
	store.happens.Store(&said)
	s, w, err := e.Attach(t.Context(), visitor("v"), chat.Attach{
		Conversation: first.Conversation, Cursor: e.Cursor(first.Conversation, first.Offset),
	})
	if err != nil || !w.Recovered {
		t.Fatalf("%+v, %v", w, err)
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for {
		b, err := s.Pull(ctx, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Records) == 1 && b.Records[0].Key == "2" {
			return
		}
		if err := s.Wait(ctx); err != nil {
			t.Fatal("what was said meanwhile was not told")
		}
	}
}

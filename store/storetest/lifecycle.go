package storetest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var lifecycleRules = []rule[Store]{
	{"Epoch has 1 to 16 characters of A-Z, a-z, 0-9 and does not change", testEpoch},
	{"a call whose context has ended returns the context's error", testEndedContext},
	{"a call that is cancelled on its way is made once or not at all", testCancelledOnItsWay},
	{"a closed store answers CodeUnavailable", testClosed},
}

func testEpoch(t *testing.T, s Store) {
	epoch := s.Epoch()
	if !regexp.MustCompile(`^[A-Za-z0-9]{1,16}$`).MatchString(epoch) {
		t.Errorf("Epoch is %q", epoch)
	}
	fill(t, s, newConversation(t, s, "c", "ann").ID, 3)
	if s.Epoch() != epoch {
		t.Errorf("Epoch has become %q; it was %q", s.Epoch(), epoch)
	}
}

// calls are all methods that may fail, on a conversation c of ann with a turn at 1.
func calls(s Store) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"Append": func(ctx context.Context) error {
			_, err := s.Append(ctx, chat.Append{Conversation: "c", Author: "ann", Key: "new"})
			return err
		},
		"Lookup": func(ctx context.Context) error {
			_, err := s.Lookup(ctx, "c", "ann", "k")
			return err
		},
		"Events": func(ctx context.Context) error {
			_, err := s.Events(ctx, "c", chat.Page{})
			return err
		},
		"Create": func(ctx context.Context) error {
			_, _, err := s.Create(ctx, chat.Conversation{ID: "d", Visitor: "ann"}, false)
			return err
		},
		"Conversation": func(ctx context.Context) error {
			_, err := s.Conversation(ctx, "c")
			return err
		},
		"Current": func(ctx context.Context) error {
			_, err := s.Current(ctx, "ann")
			return err
		},
		"Conversations": func(ctx context.Context) error {
			_, err := s.Conversations(ctx, chat.Query{})
			return err
		},
		"SetRead": func(ctx context.Context) error {
			_, err := s.SetRead(ctx, "c", chat.ReadMark{Participant: "ann", Offset: 1})
			return err
		},
		"Reads": func(ctx context.Context) error {
			_, err := s.Reads(ctx, "c")
			return err
		},
		"SetTurn": func(ctx context.Context) error { return s.SetTurn(ctx, "c", 1, chat.TurnStarted) },
		"Turns": func(ctx context.Context) error {
			_, err := s.Turns(ctx)
			return err
		},
	}
}

func testEndedContext(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "k", Turn: true})
	before := stored(t, s, "c")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range calls(s) {
		wantError(t, name, call(ctx), context.Canceled)
	}
	if after := stored(t, s, "c"); !sameConversation(after, before) {
		t.Errorf("the conversation has become %+v; it was %+v", after, before)
	}
	wantTurns(t, s, chat.TurnMark{Conversation: "c", Offset: 1, State: chat.TurnOpen})
}

func testCancelledOnItsWay(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	together(16, func(i int) {
		for j := range 20 {
			a := chat.Append{Conversation: "c", Author: fmt.Sprint(i), Key: fmt.Sprint(j), Data: []byte("data")}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() {
				defer close(done)
				cancel()
			}()
			got, err := s.Append(ctx, a)
			<-done
			copy(a.Data, "oops")
			if err != nil && !errors.Is(err, context.Canceled) || err == nil && string(got.Data) != "data" {
				t.Errorf("Append = %s, %v", show(got.Record), err)
			}
			a.Data = []byte("data")
			again, err2 := s.Append(t.Context(), a)
			if err2 != nil || err == nil && !again.Repeat || string(again.Data) != "data" {
				t.Errorf("Append after one that returned %v: %s, repeat %v, error %v", err, show(again.Record), again.Repeat, err2)
			}
		}
	})
	if log := wholeLog(t, s, "c"); len(log) != 16*20 || log[len(log)-1].Offset != 16*20 {
		t.Errorf("the log has %s; want each of %d once", offsets(log), 16*20)
	}
}

func testClosed(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	mustAppend(t, s, chat.Append{Conversation: "c", Author: "ann", Key: "k", Turn: true})
	epoch := s.Epoch()
	closeStore(t, s)
	for name, call := range calls(s) {
		if code := chat.CodeOf(call(t.Context())); code != chat.CodeUnavailable {
			t.Errorf("%s on a closed store has the code %q; want %q", name, code, chat.CodeUnavailable)
		}
	}
	if s.Epoch() != epoch {
		t.Errorf("Epoch of the closed store is %q; want %q", s.Epoch(), epoch)
	}
}

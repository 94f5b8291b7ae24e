package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// created is when the conversations of the tests began.
var created = time.Date(2026, 3, 1, 12, 30, 15, 123_000_000, time.UTC)

// newConversation creates a conversation of a visitor.
func newConversation(t testing.TB, s chat.Store, id, visitor string) chat.Conversation {
	t.Helper()
	c, made, err := s.Create(t.Context(), chat.Conversation{ID: id, Visitor: visitor, Created: created}, false)
	if err != nil || !made {
		t.Fatalf("Create(%q) of %q = created %v, error %v; want it created", id, visitor, made, err)
	}
	return c
}

// mustAppend appends, and fails the test when that fails.
func mustAppend(t testing.TB, s chat.Store, a chat.Append) chat.Appended {
	t.Helper()
	got, err := s.Append(t.Context(), a)
	if err != nil {
		t.Fatalf("Append(%s): %v", describe(a), err)
	}
	return got
}

// fill appends n events whose Data has 1 to 10 bytes, and returns them.
func fill(t testing.TB, s chat.Store, conversation string, n int) []chat.Record {
	t.Helper()
	var records []chat.Record
	for i := range n {
		a := chat.Append{
			Conversation: conversation,
			Author:       fmt.Sprintf("author %d", i%3),
			Key:          fmt.Sprintf("fill %d", i),
			Data:         bytes.Repeat([]byte{byte('a' + i%26)}, 1+i%10),
		}
		records = append(records, mustAppend(t, s, a).Record)
	}
	return records
}

// mustEvents returns a page, and fails the test when that fails.
func mustEvents(t testing.TB, s chat.Store, conversation string, p chat.Page) []chat.Record {
	t.Helper()
	got, err := s.Events(t.Context(), conversation, p)
	if err != nil {
		t.Fatalf("Events(%q, %+v): %v", conversation, p, err)
	}
	return got
}

// wholeLog returns every event of a conversation.
func wholeLog(t testing.TB, s chat.Store, conversation string) []chat.Record {
	t.Helper()
	return mustEvents(t, s, conversation, chat.Page{From: 1, Limit: 1 << 30})
}

// stored returns a conversation, and fails the test when that fails.
func stored(t testing.TB, s chat.Store, id string) chat.Conversation {
	t.Helper()
	c, err := s.Conversation(t.Context(), id)
	if err != nil {
		t.Fatalf("Conversation(%q): %v", id, err)
	}
	return c
}

// wantError fails the test unless err is target.
func wantError(t reporter, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: error %v; want %v", what, err, target)
	}
}

// wantRecords fails the test unless two runs of the log are the same.
func wantRecords(t reporter, what string, got, want []chat.Record) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %s; want %s", what, offsets(got), offsets(want))
		return
	}
	for i := range want {
		if !sameRecord(got[i], want[i]) {
			t.Errorf("%s: event %d is %s; want %s", what, i, show(got[i]), show(want[i]))
			return
		}
	}
}

func sameRecord(a, b chat.Record) bool {
	return a.Offset == b.Offset && a.Author == b.Author && a.Key == b.Key && bytes.Equal(a.Data, b.Data)
}

func show(r chat.Record) string {
	return fmt.Sprintf("{offset %d, author %q, key %q, %d bytes %.40q}", r.Offset, r.Author, r.Key, len(r.Data), r.Data)
}

func offsets(records []chat.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d events [", len(records))
	for i, r := range records {
		if i == 20 {
			b.WriteString(" ...")
			break
		}
		fmt.Fprintf(&b, " %d", r.Offset)
	}
	return b.String() + " ]"
}

func describe(a chat.Append) string {
	return fmt.Sprintf("%q, author %q, key %q, fence %d, turn %v", a.Conversation, a.Author, a.Key, a.Fence, a.Turn)
}

// together calls f n times at once and returns when all calls have.
func together(n int, f func(i int)) {
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	wg.Wait()
}

// reporter is what testing.TB and *rapid.T have in common here.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

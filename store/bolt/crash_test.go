package bolt

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var crashes = flag.Int("crashes", 10, "how often TestKilledProcess kills a process that writes")

// Of all that a store has acknowledged nothing is lost, doubled or moved when its
// process is killed, and what was not acknowledged is there once or not at all.
func TestKilledProcess(t *testing.T) {
	path := newPath(t)
	s := mustOpen(t, path)
	for _, id := range crashConversations {
		newConversation(t, s, id)
	}
	mustClose(t, s)
	acked := make(map[ack]int64)
	for run := range *crashes {
		for a, offset := range killed(t, path, run, 1+rand.IntN(600)) {
			acked[a] = offset
		}
		checkAcked(t, path, acked)
	}
	t.Logf("%d kills, %d events and marks acknowledged", *crashes, len(acked))
}

var crashConversations = []string{"a", "b", "c", "d", "e"}

// ack names what a child was told is stored: an event, or, without an author, a
// read mark of a participant.
type ack struct{ conversation, author, key string }

// killed runs a child that writes, kills it after some acknowledgements, and
// returns all that it got, by what they acknowledge: offsets.
func killed(t *testing.T, path string, run, after int) map[ack]int64 {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childVariable+"=append until killed", "BOLT_TEST_PATH="+path, fmt.Sprint("BOLT_TEST_RUN=", run))
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	acked := make(map[ack]int64)
	lines := bufio.NewScanner(stdout)
	for n := 0; lines.Scan(); n++ {
		if n == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
		var a ack
		var offset int64
		if _, err := fmt.Sscanf(lines.Text(), "%q %q %q %d", &a.conversation, &a.author, &a.key, &offset); err != nil {
			t.Errorf("the child says %q", lines.Text())
		}
		acked[a] = offset
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return acked
}

// appendUntilKilled writes from many goroutines and prints a line for each
// acknowledgement, in one write each.
func appendUntilKilled(path, run string) {
	s, err := Open(path)
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			conversation, author := crashConversations[i%len(crashConversations)], fmt.Sprint("author ", run, " ", i)
			for n := 0; ; n++ {
				a := chat.Append{Conversation: conversation, Author: author, Key: fmt.Sprint(n), Data: make([]byte, 100+n%400), Turn: n%16 == 0}
				got, err := s.Append(ctx, a)
				if err != nil {
					panic(err)
				}
				fmt.Fprintf(os.Stdout, "%q %q %q %d\n", conversation, author, a.Key, got.Offset)
				if n%8 > 0 {
					continue
				}
				if _, err := s.SetRead(ctx, conversation, chat.ReadMark{Participant: author, Offset: got.Offset}); err != nil {
					panic(err)
				}
				fmt.Fprintf(os.Stdout, "%q %q %q %d\n", conversation, "", author, got.Offset)
			}
		})
	}
	wg.Wait()
}

// checkAcked opens what a killed process has left and looks for everything that
// was acknowledged so far.
func checkAcked(t *testing.T, path string, acked map[ack]int64) {
	t.Helper()
	s := mustOpen(t, path)
	defer mustClose(t, s)
	stored := make(map[ack]int64)
	for _, id := range crashConversations {
		for i, r := range wholeLog(t, s, id) {
			a := ack{id, r.Author, r.Key}
			if _, twice := stored[a]; twice || r.Offset != int64(i+1) {
				t.Errorf("event %d of %s has offset %d and the key %v, which is stored already: %v", i+1, id, r.Offset, a, twice)
			}
			stored[a] = r.Offset
		}
		reads, err := s.Reads(t.Context(), id)
		if err != nil {
			t.Fatalf("Reads: %v", err)
		}
		for _, m := range reads {
			stored[ack{id, "", m.Participant}] = m.Offset
		}
	}
	for a, offset := range acked {
		if a.author == "" && stored[a] < offset || a.author != "" && stored[a] != offset {
			t.Errorf("%v was acknowledged with offset %d; stored is %d", a, offset, stored[a])
		}
		if a.author == "" {
			continue
		}
		if r, err := s.Lookup(t.Context(), a.conversation, a.author, a.key); err != nil || r.Offset != offset {
			t.Errorf("Lookup of %v = offset %d, %v; want %d", a, r.Offset, err, offset)
		}
	}
	checkPagesOf(t, s)
}

// checkPagesOf has bbolt check every page of a file.
func checkPagesOf(t testing.TB, s *Store) {
	t.Helper()
	tx, err := s.db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	for err := range tx.Check() {
		t.Errorf("the file is damaged: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
}

package history

import (
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A history of a chat that keeps its guarantee violates nothing, whatever was
// unknown, reset, revoked or late.
func TestCorrectHistoryPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, v := range random(t).Check() {
			t.Error(v)
		}
	})
}

// A correct history that is corrupted in one way violates the invariant that
// speaks of it, and no other.
func TestCorruptionIsCaught(t *testing.T) {
	for _, c := range corruptions {
		t.Run(c.invariant+" "+c.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				h := random(t)
				c.corrupt(t, h)
				found := h.Check()
				if len(found) == 0 {
					t.Fatal("nothing was found")
				}
				for _, v := range found {
					if v.Invariant != c.invariant {
						t.Errorf("want only %s, found %s", c.invariant, v)
					}
				}
			})
		})
	}
}

// What was sent and never acked may be in the log or not.
func TestUnknownIsNoViolation(t *testing.T) {
	var h History
	h.Sent("v", "c", "k1", "1")
	h.Sent("v", "c", "k2", "2")
	h.Log("c", []Entry{{Offset: 1, Author: "v", Key: "k1", Body: "1"}})
	if found := h.Check(); found != nil {
		t.Errorf("found %v", found)
	}
}

// Outboxes of one sender are ordered each by itself.
func TestOrderIsOfAnOutbox(t *testing.T) {
	for _, c := range []struct {
		second string
		want   int
	}{{"tab2", 0}, {"tab1", 1}} {
		var h History
		h.SentFrom("tab1", "v", "c", "k1", "1")
		h.SentFrom(c.second, "v", "c", "k2", "2")
		h.Log("c", []Entry{{Offset: 1, Author: "v", Key: "k2", Body: "2"}, {Offset: 2, Author: "v", Key: "k1", Body: "1"}})
		if found := h.Check(); len(found) != c.want {
			t.Errorf("sent from tab1 and %s: %v", c.second, found)
		}
	}
}

// A conversation whose log was not handed in is not taken for one that is right.
func TestLogIsMissing(t *testing.T) {
	var acked, seen History
	acked.Acked("v", "c", "k", 1)
	seen.Seen("v", "c", 1, "k", "v", "1")
	for _, h := range []*History{&acked, &seen} {
		if len(h.Check()) == 0 {
			t.Error("nothing was found")
		}
	}
}

// A view that attaches after a healing need not have caught up with it.
func TestLaterViewNeedNotConverge(t *testing.T) {
	var h History
	at := time.Unix(1e9, 0)
	h.Healed(at)
	h.Attached("late", "c", 0)
	h.Log("c", []Entry{{Offset: 1, Author: "bot", At: at}})
	if found := h.Check(); found != nil {
		t.Errorf("found %v", found)
	}
}

// A violation is told with the events that show it.
func TestViolationTellsItsEvents(t *testing.T) {
	var h History
	h.Sent("v", "c", "k1", "hash")
	h.Acked("v", "c", "k1", 7)
	h.Log("c", []Entry{{Offset: 1, Author: "v", Key: "k1", Body: "hash", At: time.Unix(0, 0)}})
	found := h.Check()
	if len(found) != 1 {
		t.Fatalf("found %v", found)
	}
	for _, want := range []string{"I6", "acked who=v conversation=c offset=7 key=k1", "log conversation=c offset=1 key=k1 author=v body=hash at=00:00:00.000"} {
		if !strings.Contains(found[0].String(), want) {
			t.Errorf("%q is missing in %s", want, found[0])
		}
	}
}

// Many may record at once.
func TestConcurrentRecording(t *testing.T) {
	var h History
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 100 {
				h.SentFrom(string(rune('a'+i)), "v", "c", string(rune('a'+i))+string(rune('0'+n)), "x")
			}
		})
	}
	all.Wait()
	if sent, _, _ := h.Figures(); sent != 800 {
		t.Errorf("%d messages were recorded, want 800", sent)
	}
}

// tally is a Counter.
type tally map[string]int

func (c tally) Count(name string, n int) { c[name] += n }

// failures is a test that notes what it was told, and goes on.
type failures struct{ told []string }

func (f *failures) Helper()                        {}
func (f *failures) Errorf(format string, _ ...any) { f.told = append(f.told, format) }

// Verify fails the test for a violation, and counts it under what it means.
func TestVerify(t *testing.T) {
	h := rapid.Custom(random).Example(1)
	f, figures := &failures{}, tally{}
	h.Verify(f, figures)
	if len(f.told) != 0 || figures["lost"]+figures["phantom"]+figures["duplicated"]+figures["reordered"] != 0 || figures["acked"] == 0 {
		t.Errorf("of a correct history %v was told, and counted %v", f.told, figures)
	}
	h.Acked("v", "c", "k", 1)
	h.Verify(f, figures)
	if len(f.told) != 1 || figures["lost"] != 1 {
		t.Errorf("of a lost message %v was told, and counted %v", f.told, figures)
	}
}

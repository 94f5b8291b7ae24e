package soak

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/transport/transporttest"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// What may be left of a wave: goroutines and files of things that come and go by
// themselves; memory for caches, for the keys of the messages that are stored since,
// by which repeats are found, and for the recent messages of a conversation that
// somebody has polled in the last minute, who may come back.
const (
	goroutinesLeft = 4
	filesLeft      = 2
	heapLeft       = 4 << 20
	heapPerMessage = 300
	heapPerWave    = 512 << 10
	polled         = 70 * time.Second
)

// slowest is what a message of somebody who behaves may take to everybody who
// behaves, on a busy machine too. A reader that held others up would do so for
// writeTimeout.
const slowest = writeTimeout / 2

// forgotten is when the server has at the latest given up clients that it hears
// nothing of: a heartbeat and 10 s for the answer to a ping, or writeTimeout for a
// body.
const forgotten = heartbeat + 10*time.Second + writeTimeout

// What comes in a wave.
var wave = []struct {
	name string
	n    int
	member
}{
	{"passers-by", 120, passerby},
	{"deserters", 40, deserter},
	{"stutterers", 30, stutterer},
}

const (
	dawdlers = 20   // of the watched visitor's own tabs
	visitors = 40   // share the sessions
	spoken   = 25   // messages of the watched visitor
	size     = 8000 // characters of one
)

// After hundreds of connections have come and gone, the server has the
// goroutines, files and memory that it had before. While they do, and with readers that
// do not read in the same conversation, nobody who behaves waits. What falls silent is
// given up by the server itself.
func TestSoak(t *testing.T) {
	p := start(t)
	s := &soak{process: p, before: p.vitals(t)}
	for range visitors {
		token, err := visit(t.Context(), p.url)
		if err != nil {
			t.Fatal(err)
		}
		s.tokens = append(s.tokens, token)
	}
	silent := s.fallSilent(t)
	regime.Run(t, regime.Options{Name: "soak", Short: 4}, s.round)
	for half, c := range silent {
		givenUp(t, half, c)
	}
	s.silent = 0
	s.verify(t, "at the end")
	p.stop(t)
}

type soak struct {
	process  *process
	tokens   []string
	before   vitals      // before anybody came; the heap is that after the first wave, which warms up
	silent   int         // connections that nothing is heard of any more
	messages int         // stored since
	waves    []time.Time // when they ended
}

// fallSilent opens connections that nothing is heard of any more.
func (s *soak) fallSilent(t *testing.T) map[string]net.Conn {
	t.Helper()
	silent := map[string]net.Conn{}
	for i, half := range halves {
		c, err := stutter(s.process.url, s.tokens[i], half)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		silent[half] = c
	}
	s.silent = len(silent)
	return silent
}

// givenUp waits until the server has ended a connection.
func givenUp(t *testing.T, half string, c net.Conn) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(forgotten)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the server still waits for a client that has sent %.120q and nothing since", half)
	}
}

// round is one wave.
func (s *soak) round(t *testing.T, r *regime.Round) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var crowd sync.WaitGroup
	for _, kind := range wave {
		for range kind.n {
			random, token := r.Fork(), s.tokens[r.Rand.IntN(len(s.tokens))]
			crowd.Go(func() {
				pause(ctx, random, 1500*time.Millisecond)
				if err := kind.member(ctx, s.process.url, token, random); err != nil {
					t.Errorf("one of the %s: %v", kind.name, err)
				}
			})
		}
		r.Count(kind.name, kind.n)
	}
	r.Count("dawdlers", dawdlers)
	r.Count(fmt.Sprintf("slower than %v", slowest), s.watch(ctx, t, r))
	crowd.Wait()
	s.messages += 2 * (wave[0].n + spoken) // each is answered
	s.waves = append(s.waves, time.Now())
	if len(s.waves) == 1 {
		s.before.Heap = s.process.vitals(t).Heap
	}
	s.verify(t, "after the wave")
}

// watch has a visitor talk in a conversation that dawdlers follow, and returns how
// many messages took too long to one of the visitor's other tabs.
func (s *soak) watch(ctx context.Context, t *testing.T, r *regime.Round) (late int) {
	t.Helper()
	token, err := visit(ctx, s.process.url)
	if err != nil {
		t.Fatal(err)
	}
	w := &watch{said: map[string]time.Time{}}
	var tabs []*transporttest.Messenger
	speaker := transporttest.Clients()[0]
	for _, d := range append([]transporttest.Dialer{speaker}, transporttest.Clients()...) {
		tab := transporttest.NewMessenger(transporttest.MessengerOptions{
			URL: func() string { return s.process.url }, Token: token, Clients: []transporttest.Dialer{d}, Rand: r.Fork(),
			Observer: transporttest.Observer{Sent: w.sent, Seen: w.seen, Violated: func(err error) { t.Error(err) }},
		})
		defer tab.Close()
		tabs = append(tabs, tab)
	}
	lazy, wake := context.WithCancel(ctx)
	var lying sync.WaitGroup
	defer lying.Wait()
	defer wake()
	for range dawdlers {
		random := r.Fork()
		lying.Go(func() {
			if err := dawdler(lazy, s.process.url, token, random); err != nil && lazy.Err() == nil {
				t.Errorf("one of the dawdlers: %v", err)
			}
		})
	}
	random := r.Fork()
	for i := range spoken {
		tabs[0].Say(fmt.Sprintf("%d %s", i, strings.Repeat("x", size)))
		if err := tabs[0].Outbox().Drained(ctx); err != nil {
			t.Fatalf("message %d is not acknowledged: %v", i, err)
		}
		pause(ctx, random, 100*time.Millisecond)
	}
	for i, tab := range tabs {
		if err := tab.Reached(ctx, 2*spoken); err != nil {
			t.Fatalf("tab %d has come to %d: %v", i, tab.Offset(), err)
		}
	}
	if w.late > 0 {
		t.Errorf("%d times a message took over %v to a tab, the slowest %v", w.late, slowest, w.worst)
	}
	return w.late
}

// watch notes how long messages take.
type watch struct {
	mu    sync.Mutex // guards what follows
	said  map[string]time.Time
	late  int
	worst time.Duration
}

func (w *watch) sent(o transporttest.Outgoing) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said[o.Key] = time.Now()
}

func (w *watch) seen(f transporttest.Frame) {
	w.mu.Lock()
	defer w.mu.Unlock()
	began, own := w.said[f.Key]
	if !own {
		return
	}
	took := time.Since(began)
	if w.worst = max(w.worst, took); took > slowest {
		w.late++
	}
}

// verify waits until the server has come to rest and holds it to how it was
// before.
func (s *soak) verify(t *testing.T, when string) {
	t.Helper()
	recent := 0
	for _, ended := range s.waves {
		if time.Since(ended) < polled {
			recent++
		}
	}
	most := vitals{
		Goroutines: s.before.Goroutines + goroutinesLeft + 3*s.silent,
		Files:      s.before.Files + filesLeft + s.silent,
		Heap:       s.before.Heap + heapLeft + heapPerMessage*s.messages + heapPerWave*recent,
	}
	within := func(v vitals) bool {
		return v.Goroutines <= most.Goroutines && v.Files <= most.Files && v.Heap <= most.Heap
	}
	if v := s.process.settle(t, within, 20*time.Second); !within(v) {
		t.Errorf("%s the server has %+v, and had %+v; at most %+v were to be", when, v, s.before, most)
	}
}

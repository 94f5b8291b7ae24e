package regime

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"
)

// Options describes a layer.
type Options struct {
	Name     string // of the layer, a word for the figures: "kill"
	Short    int    // rounds of an ordinary go test
	Parallel int    // rounds that run at once; 0: one
}

// Round is one round of a layer. Count may be called concurrently; Rand and
// Fork belong to one goroutine.
type Round struct {
	Seed uint64
	Rand *rand.Rand // what this round draws everything from

	tally *tally
}

// Fork returns a generator for another goroutine of the round. It is drawn from
// Rand: call it in an order that does not hang on the scheduler.
func (r *Round) Fork() *rand.Rand {
	return rand.New(rand.NewPCG(r.Rand.Uint64(), r.Rand.Uint64()))
}

// Count adds to a figure of the layer, for example "messages".
func (r *Round) Count(name string, n int) { r.tally.add(name, n) }

// Run runs the rounds of a layer, each as a subtest that is named after its
// seed. It begins no further round after one has failed, and prints the command that
// runs that one again.
func Run(t *testing.T, o Options, round func(t *testing.T, r *Round)) {
	t.Helper()
	p, err := planned(os.Getenv, o.Short, testing.Short())
	if err != nil {
		t.Fatal(err)
	}
	if end, ok := t.Deadline(); ok && time.Until(end) < p.soak {
		t.Fatalf("CHATMOUNT_SOAK=%v: go test ends this before; give it -timeout=0", p.soak)
	}
	l := &layer{t: t, o: o, plan: p, next: p.first, began: time.Now()}
	var workers sync.WaitGroup
	for range max(1, o.Parallel) {
		workers.Go(func() { l.work(round) })
	}
	workers.Wait()
	t.Log(l.summary())
	if err := l.write(); err != nil {
		t.Error(err)
	}
}

// layer is a layer while it runs.
type layer struct {
	t     *testing.T
	o     Options
	plan  plan
	began time.Time
	tally tally

	mu     sync.Mutex // guards what follows
	next   uint64     // the seed of the next round
	done   int        // rounds that have ended
	failed int        // and of those, that have failed
}

// work runs rounds until there are no more.
func (l *layer) work(round func(t *testing.T, r *Round)) {
	for {
		seed, ok := l.begin()
		if !ok {
			return
		}
		passed := l.t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			round(t, &Round{Seed: seed, Rand: rand.New(rand.NewPCG(seed, 0)), tally: &l.tally})
		})
		l.end(seed, passed)
	}
}

// begin hands out the seed of the next round, unless enough have begun.
func (l *layer) begin() (uint64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.plan
	if l.failed > 0 || p.rounds > 0 && l.next-p.first >= uint64(p.rounds) || p.soak > 0 && time.Since(l.began) >= p.soak {
		return 0, false
	}
	l.next++
	return l.next - 1, true
}

func (l *layer) end(seed uint64, passed bool) {
	l.mu.Lock()
	l.done++
	if !passed {
		l.failed++
	}
	l.mu.Unlock()
	if !passed {
		l.t.Logf("to run this round again: %s", replay(l.t.Name(), seed))
	}
}

// replay returns the command that runs one round of a test again.
func replay(test string, seed uint64) string {
	pkg := "."
	if b, ok := debug.ReadBuildInfo(); ok && strings.HasSuffix(b.Path, ".test") {
		pkg = strings.TrimSuffix(b.Path, ".test")
	}
	var pattern []string
	for name := range strings.SplitSeq(test, "/") {
		pattern = append(pattern, "^"+name+"$")
	}
	return fmt.Sprintf("CHATMOUNT_SEED=%d go test -count=1 -run '%s' %s", seed, strings.Join(pattern, "/"), pkg)
}

package statemachine

import (
	"flag"
	"path/filepath"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// sequences is how many sequences one round of the regime has: rapid draws and
// shrinks them, from the round's seed.
const sequences = 100

// Whatever is sent, repeated, lost, killed, forgotten and taken up again over a
// store in memory, the guarantee is kept.
func TestMachineOverMemory(t *testing.T) {
	run(t, regime.Options{Name: "state machine, memory", Short: 100}, sequences, func(t *testing.T) opener {
		var s *memory.Store
		return opener{
			open: func() chat.Store {
				if s == nil {
					s = memory.New()
				}
				return s // outlives the process
			},
			crash: func() {},
			end:   func() { s.Close() },
		}
	})
}

// The same holds over a file that is opened again after each end of the process.
func TestMachineOverBolt(t *testing.T) {
	run(t, regime.Options{Name: "state machine, bolt", Short: 20}, sequences/10, func(t *testing.T) opener {
		var s *bolt.Store
		path := filepath.Join(t.TempDir(), "chat.db")
		reap := func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
		return opener{
			open: func() chat.Store {
				var err error
				if s, err = bolt.Open(path); err != nil {
					t.Fatal(err)
				}
				return s
			},
			crash: reap, end: reap,
		}
	})
}

// run runs the machine in so many sequences a round, each over a store of its own.
func run(t *testing.T, o regime.Options, checks int, store func(t *testing.T) opener) {
	set(t, "rapid.nofailfile", "true") // a seed says as much
	set(t, "rapid.checks", strconv.Itoa(checks))
	regime.Run(t, o, func(t *testing.T, r *regime.Round) {
		set(t, "rapid.seed", strconv.FormatUint(r.Rand.Uint64()|1, 10))
		rapid.Check(t, func(rt *rapid.T) {
			m := newMachine(rt, store(t), r)
			defer m.close()
			rt.Repeat(m.commands())
			m.settle()
			r.Count("sequences", 1)
		})
	})
}

// set sets a flag of rapid until the test ends.
func set(t *testing.T, name, value string) {
	t.Helper()
	f := flag.Lookup(name)
	before := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(before) }) // it was good before
}

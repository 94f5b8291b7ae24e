package simulation

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

const (
	minutes  = 10 * time.Minute // of virtual time in a round
	visitors = 2                // each in one or two tabs, with an agent
)

// Ten minutes of storms over a site in memory leave a history that keeps the
// guarantee.
func TestStormsOverMemory(t *testing.T) {
	regime.Run(t, regime.Options{Name: "simulation, memory", Short: 30, Parallel: 2}, func(t *testing.T, r *regime.Round) {
		synctest.Test(t, func(t *testing.T) {
			store := memory.New()
			defer store.Close()
			simulate(newSite(t, r, store))
		})
	})
}

// The same holds over a file.
func TestStormsOverBolt(t *testing.T) {
	regime.Run(t, regime.Options{Name: "simulation, bolt", Short: 4, Parallel: 2}, func(t *testing.T, r *regime.Round) {
		path := filepath.Join(t.TempDir(), "chat.db")
		synctest.Test(t, func(t *testing.T) {
			store, err := bolt.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			simulate(newSite(t, r, store))
		})
	})
}

// simulate runs one site to its end.
func simulate(s *site) {
	s.populate(visitors)
	end := time.Now().Add(minutes)
	for _, p := range s.people {
		s.talking.Go(func() { p.talk(end, 20*time.Second) })
	}
	s.storms(end)
	s.talking.Wait()
	s.settle()
	s.history.Verify(s.t, s.round)
}

package simulation

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/chatmount/chatmount/transport/transporttest/faultstore"
	"github.com/chatmount/chatmount/transport/transporttest/history"
)

// storms lets calm and storm take turns until the end.
func (s *site) storms(end time.Time) {
	r := s.round.Rand
	revocation := time.Now().Add(time.Duration(r.Int64N(int64(time.Until(end)))))
	for time.Now().Before(end) {
		time.Sleep(time.Duration(r.Int64N(int64(30 * time.Second))))
		if !revocation.IsZero() && time.Now().After(revocation) && s.server.running != nil {
			revocation = time.Time{}
			s.revoke()
			time.Sleep(time.Minute) // while others talk on, in fine weather
		}
		s.storm(r)
		s.heal()
	}
}

// storm lets things go wrong for a while.
func (s *site) storm(r *rand.Rand) {
	s.count("storms", 1)
	s.network.set(weather{
		latency:    []time.Duration{0, 50 * time.Millisecond, 2 * time.Second}[r.IntN(3)],
		loseAnswer: []float64{0, 0.3}[r.IntN(2)],
		double:     []float64{0, 0.5}[r.IntN(2)],
		slow:       r.IntN(4) == 0,
	})
	if r.IntN(2) == 0 {
		s.upset(s.round.Fork())
	}
	for range 1 + r.IntN(6) {
		time.Sleep(time.Duration(r.Int64N(int64(5 * time.Second))))
		s.strike(r)
	}
	time.Sleep(time.Duration(r.Int64N(int64(15 * time.Second))))
}

// strike lets one thing go wrong.
func (s *site) strike(r *rand.Rand) {
	likely := []float64{0.3, 1}[r.IntN(2)]
	switch r.IntN(9) {
	case 0:
		s.count("cuts", 1)
		s.network.each(likely, func(w *wire) { w.Close() })
	case 1: // in the middle of a frame
		s.count("cuts", 1)
		bytes := 1 + r.Int64N(2000)
		s.network.each(likely, func(w *wire) { w.budget.Store(bytes) })
	case 2:
		s.count("black holes", 1)
		s.network.each(likely, func(w *wire) { w.deaf.Store(true) })
	case 3:
		s.count("black holes", 1)
		s.network.each(likely, func(w *wire) { w.mute.Store(true) })
	case 4:
		s.count("outages", 1)
		w := s.network.now()
		w.closed = true
		s.network.set(w)
	case 5:
		s.count("kills", 1)
		s.server.kill()
		time.Sleep(time.Duration(r.Int64N(int64(5 * time.Second))))
		s.server.boot()
	case 6:
		s.count("restarts", 1)
		s.server.stop()
		s.server.reaping.Wait() // a store belongs to one process at a time
		s.server.boot()
	case 7:
		s.count("reloads", 1)
		s.people[r.IntN(len(s.people))].reload()
	case 8:
		s.count("switches", 1)
		for _, p := range s.people {
			p.now().Switch()
		}
	}
}

// upset brings trouble over the store.
func (s *site) upset(r *rand.Rand) {
	s.count("upset stores", 1)
	fails, loses, delays := r.Float64()*0.3, r.Float64()*0.2, r.IntN(2) == 0
	var mu sync.Mutex // guards r, which all callers share
	trouble := func(op faultstore.Op) faultstore.Fault {
		mu.Lock()
		defer mu.Unlock()
		f := faultstore.Fault{Fail: r.Float64() < fails}
		f.Lose = op != faultstore.OpRead && r.Float64() < loses
		if delays {
			f.Delay = time.Duration(r.Int64N(int64(time.Second)))
		}
		return f
	}
	s.server.trouble.Store(&trouble)
}

// heal makes everything good, and leaves the clients the time in which they have
// to have caught up.
func (s *site) heal() {
	s.server.trouble.Store(nil)
	s.server.boot()
	s.network.heal()
	s.history.Healed(time.Now())
	time.Sleep(history.Patience)
}

package regime

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"time"
)

// firstSeed is the seed of the first round of an ordinary go test.
const firstSeed = 1

// plan is how much of a layer is run.
type plan struct {
	first   uint64
	rounds  int           // 0: no bound
	soak    time.Duration // 0: no bound
	figures string        // file; empty: none
}

// planned reads the plan for a layer of so many short rounds from the environment.
func planned(getenv func(string) string, short int, hurried bool) (plan, error) {
	p := plan{first: firstSeed, rounds: short, figures: getenv("CHATMOUNT_FIGURES")}
	if hurried {
		p.rounds = max(1, short/10)
	}
	if p.figures != "" && !filepath.IsAbs(p.figures) {
		return p, fmt.Errorf("CHATMOUNT_FIGURES=%s: give an absolute path, for each package is tested in its own folder", p.figures)
	}
	rounds, soak, seed := getenv("CHATMOUNT_ROUNDS"), getenv("CHATMOUNT_SOAK"), getenv("CHATMOUNT_SEED")
	if rounds != "" || soak != "" {
		p.rounds, p.first = 0, uint64(rand.Uint32())<<16 // distinct from other runs, and readable
	}
	var err error
	if rounds != "" {
		if p.rounds, err = strconv.Atoi(rounds); err != nil || p.rounds < 1 {
			return p, fmt.Errorf("CHATMOUNT_ROUNDS=%s: give a number of rounds", rounds)
		}
	}
	if soak != "" {
		if p.soak, err = time.ParseDuration(soak); err != nil || p.soak <= 0 {
			return p, fmt.Errorf("CHATMOUNT_SOAK=%s: give a duration, for example 10m", soak)
		}
	}
	if seed != "" {
		if p.first, err = strconv.ParseUint(seed, 10, 64); err != nil {
			return p, fmt.Errorf("CHATMOUNT_SEED=%s: give the number that a failure has printed", seed)
		}
		if rounds == "" && soak == "" {
			p.rounds = 1
		}
	}
	return p, nil
}

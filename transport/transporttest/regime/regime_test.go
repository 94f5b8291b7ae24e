package regime

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// env returns a getenv over pairs NAME=value.
func env(pairs ...string) func(string) string {
	return func(name string) string {
		for _, p := range pairs {
			if n, value, _ := strings.Cut(p, "="); n == name {
				return value
			}
		}
		return ""
	}
}

// Without settings the same short rounds are run each time; settings make them
// more, other or one.
func TestPlan(t *testing.T) {
	for _, c := range []struct {
		getenv  func(string) string
		hurried bool
		want    plan
	}{
		{env(), false, plan{first: 1, rounds: 20}},
		{env(), true, plan{first: 1, rounds: 2}},
		{env("CHATMOUNT_SEED=77"), false, plan{first: 77, rounds: 1}},
		{env("CHATMOUNT_SEED=77", "CHATMOUNT_ROUNDS=5"), true, plan{first: 77, rounds: 5}},
		{env("CHATMOUNT_SEED=77", "CHATMOUNT_SOAK=3m"), false, plan{first: 77, soak: 3 * time.Minute}},
		{env("CHATMOUNT_SEED=77", "CHATMOUNT_SOAK=3m", "CHATMOUNT_ROUNDS=5"), false, plan{first: 77, rounds: 5, soak: 3 * time.Minute}},
		{env("CHATMOUNT_FIGURES=/f"), false, plan{first: 1, rounds: 20, figures: "/f"}},
	} {
		if got, err := planned(c.getenv, 20, c.hurried); err != nil || got != c.want {
			t.Errorf("plan %+v, %v, want %+v", got, err, c.want)
		}
	}
	a, _ := planned(env("CHATMOUNT_ROUNDS=5"), 20, false)
	b, _ := planned(env("CHATMOUNT_ROUNDS=5"), 20, false)
	if a.rounds != 5 || a.first == b.first {
		t.Errorf("two long runs are %+v and %+v, want 5 rounds each from other seeds", a, b)
	}
}

// A setting that cannot be read is told, not ignored.
func TestPlanRefused(t *testing.T) {
	for _, setting := range []string{
		"CHATMOUNT_ROUNDS=x", "CHATMOUNT_ROUNDS=0", "CHATMOUNT_SOAK=10", "CHATMOUNT_SOAK=-1s", "CHATMOUNT_SEED=-1", "CHATMOUNT_FIGURES=f",
	} {
		if p, err := planned(env(setting), 20, false); err == nil {
			t.Errorf("%s gave %+v, want an error", setting, p)
		}
	}
}

// Each round has a seed of its own, and a seed always draws the same.
func TestRun(t *testing.T) {
	for _, name := range []string{"CHATMOUNT_ROUNDS", "CHATMOUNT_SOAK", "CHATMOUNT_SEED"} {
		t.Setenv(name, "")
	}
	file := filepath.Join(t.TempDir(), "figures")
	t.Setenv("CHATMOUNT_FIGURES", file)
	var mu sync.Mutex
	drawn := map[uint64][2]uint64{}
	run := func(parallel int) (seeds []uint64) {
		Run(t, Options{Name: "layer", Short: 30, Parallel: parallel}, func(t *testing.T, r *Round) {
			mu.Lock()
			defer mu.Unlock()
			seeds = append(seeds, r.Seed)
			draw := [2]uint64{r.Rand.Uint64(), r.Fork().Uint64()}
			if before, ok := drawn[r.Seed]; ok && before != draw {
				t.Errorf("the seed drew %v and %v", before, draw)
			}
			drawn[r.Seed] = draw
			r.Count("messages", 2)
		})
		slices.Sort(seeds)
		return seeds
	}
	first, second := run(1), run(4)
	if !slices.Equal(first, second) || len(slices.Compact(first)) != len(second) || len(first) == 0 {
		t.Errorf("the seeds are %v and %v", first, second)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(written)), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines of figures, want one for each run: %s", len(lines), written)
	}
	var got struct {
		Layer   string
		Rounds  int
		Seeds   [2]uint64
		Figures map[string]int
		Seconds float64
	}
	if err := json.Unmarshal([]byte(lines[1]), &got); err != nil {
		t.Fatal(err)
	}
	n := len(first)
	if got.Layer != "layer" || got.Rounds != n || got.Seeds != [2]uint64{1, uint64(n)} || got.Figures["messages"] != 2*n || got.Seconds <= 0 {
		t.Errorf("figures %+v after %d rounds", got, n)
	}
}

// TestFailing is what TestReplay runs as a program of its own: one round of it fails.
func TestFailing(t *testing.T) {
	if os.Getenv("REGIME_FAIL") == "" {
		return
	}
	Run(t, Options{Name: "failing", Short: 10}, func(t *testing.T, r *Round) {
		if r.Seed == 3 {
			t.Error("seed 3 fails")
		}
	})
}

// A failure ends the layer and prints the command that runs the round again.
func TestReplay(t *testing.T) {
	failing := func(settings ...string) string {
		cmd := exec.Command(os.Args[0], "-test.run=^TestFailing$", "-test.v")
		cmd.Env = append(append(os.Environ(), "REGIME_FAIL=1"), settings...)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Fatalf("the failing layer passed:\n%s", out)
		}
		return string(out)
	}
	out := failing("CHATMOUNT_SEED=1", "CHATMOUNT_ROUNDS=10", "CHATMOUNT_SOAK=")
	want := "CHATMOUNT_SEED=3 go test -count=1 -run '^TestFailing$' github.com/chatmount/chatmount/transport/transporttest/regime"
	if !strings.Contains(out, want) || strings.Contains(out, "seed=4") || !strings.Contains(out, "3 rounds, 1 failed") {
		t.Errorf("want %q and no further round in:\n%s", want, out)
	}
	if again := failing("CHATMOUNT_SEED=3", "CHATMOUNT_ROUNDS=", "CHATMOUNT_SOAK="); !strings.Contains(again, "1 rounds, 1 failed") {
		t.Errorf("the replay did not run the round alone:\n%s", again)
	}
}

package regime

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// tally adds up the figures of a layer.
type tally struct {
	mu     sync.Mutex // guards counts
	counts map[string]int
}

func (t *tally) add(name string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = make(map[string]int)
	}
	t.counts[name] += n
}

func (t *tally) all() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		return map[string]int{}
	}
	return maps.Clone(t.counts)
}

// summary says in a line what was run.
func (l *layer) summary() string {
	counts := l.tally.all()
	figures := make([]string, 0, len(counts))
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		figures = append(figures, fmt.Sprintf("%s %d", name, counts[name]))
	}
	return fmt.Sprintf("%s: %d rounds, %d failed, from seed %d, in %v: %s",
		l.o.Name, l.done, l.failed, l.plan.first, time.Since(l.began).Round(time.Millisecond), strings.Join(figures, ", "))
}

// write appends the layer's line to the file of figures, if one is wanted.
func (l *layer) write() error {
	if l.plan.figures == "" {
		return nil
	}
	line, err := json.Marshal(struct {
		Layer   string         `json:"layer"`
		Rounds  int            `json:"rounds"`
		Failed  int            `json:"failed"`
		Seeds   [2]uint64      `json:"seeds"` // first and last
		Figures map[string]int `json:"figures"`
		Seconds float64        `json:"seconds"`
	}{l.o.Name, l.done, l.failed, [2]uint64{l.plan.first, l.next - 1}, l.tally.all(), time.Since(l.began).Seconds()})
	if err != nil {
		return err
	}
	// One write at the end of the file, for packages are tested side by side.
	f, err := os.OpenFile(l.plan.figures, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("CHATMOUNT_FIGURES: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

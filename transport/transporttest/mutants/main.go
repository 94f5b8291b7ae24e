package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	only := strings.Join(os.Args[1:], " ")
	caught, all := 0, 0
	sound := map[string]bool{} // layers that pass with nothing changed
	for _, m := range mutants {
		if !strings.Contains(m.name, only) {
			continue
		}
		all++
		if err := judge(ctx, m, sound); err != nil {
			fmt.Printf("MISSED  %-34s %s: %v\n", m.name, m.layer.name, err)
			continue
		}
		caught++
	}
	fmt.Printf("mutants caught: %d of %d\n", caught, all)
	if caught < all || all == 0 {
		os.Exit(1)
	}
}

// judge returns nil when a mutant is caught by its layer, which passes without it.
func judge(ctx context.Context, m mutant, sound map[string]bool) error {
	if !sound[m.layer.name] {
		if out, err := m.layer.run(ctx, nil); err != nil {
			return fmt.Errorf("the layer fails with nothing changed: %w\n%s", err, last(out))
		}
		sound[m.layer.name] = true
	}
	files, err := m.files()
	if err != nil {
		return err
	}
	began := time.Now()
	out, err := m.layer.run(ctx, files)
	switch {
	case err == nil:
		return fmt.Errorf("the tests pass with this defect")
	case ctx.Err() != nil:
		return ctx.Err()
	case !strings.Contains(out, m.layer.verdict):
		return fmt.Errorf("it was not a test that failed: %w\n%s", err, last(out))
	}
	fmt.Printf("caught  %-34s %s, in %.0f s\n", m.name, m.layer.name, time.Since(began).Seconds())
	return nil
}

// last returns the end of a command's output.
func last(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

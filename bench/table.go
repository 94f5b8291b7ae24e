package main

import (
	"fmt"
	"io"
)

// table is a list of measurements, printed as Markdown.
type table struct {
	title string
	rows  [][4]string
}

func (t *table) add(what, system, figures, ratio string) {
	t.rows = append(t.rows, [4]string{what, system, figures, ratio})
}

func (t *table) print(w io.Writer) {
	fmt.Fprintf(w, "\n### %s\n\n| | system | measured | %s beside it |\n|---|---|---|---|\n", t.title, ours)
	for _, r := range t.rows {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", r[0], r[1], r[2], r[3])
	}
}

// target says how a ratio stands to what it should be at most, or at least.
func target(name string, ratio, limit float64, most bool) string {
	bound, met := "at most", ratio <= limit
	if !most {
		bound, met = "at least", ratio >= limit
	}
	verdict := "met"
	if !met {
		verdict = "**missed**"
	}
	return fmt.Sprintf("%s %.2f x (target %s %g: %s)", name, ratio, bound, limit, verdict)
}

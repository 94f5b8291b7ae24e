package main

import (
	"fmt"
	"os"
	"strings"
)

// mutant is one deliberate defect.
type mutant struct {
	name  string
	edits []edit
	layer *layer // that is to catch it
}

// edit replaces a text that a file has exactly once.
type edit struct {
	file     string // from the root
	old, new string
}

// files returns the changed files, by path from the root.
func (m mutant) files() (map[string]string, error) {
	files := map[string]string{}
	for _, e := range m.edits {
		text, ok := files[e.file]
		if !ok {
			b, err := os.ReadFile(e.file)
			if err != nil {
				return nil, fmt.Errorf("run this in the root of the repository: %w", err)
			}
			text = string(b)
		}
		if n := strings.Count(text, e.old); n != 1 {
			return nil, fmt.Errorf("%s has %q %d times, want once: bring the mutant up to date", e.file, e.old, n)
		}
		files[e.file] = strings.Replace(text, e.old, e.new, 1)
	}
	return files, nil
}

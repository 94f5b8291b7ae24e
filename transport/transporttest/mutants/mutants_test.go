package main

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Each mutant still changes the code that it was written for.
func TestMutantsFitTheCode(t *testing.T) {
	t.Chdir("../../..")
	names := map[string]bool{}
	for _, m := range mutants {
		if names[m.name] {
			t.Errorf("there are two mutants %q", m.name)
		}
		names[m.name] = true
		if _, err := m.files(); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
	}
	if len(mutants) < 12 {
		t.Errorf("there are %d mutants, want at least 12", len(mutants))
	}
}

// A text that is not there exactly once is refused.
func TestMutantThatDoesNotFit(t *testing.T) {
	t.Chdir("../../..")
	for _, old := range []string{"no line of this file", "e"} {
		m := mutant{edits: []edit{{"go.mod", old, "x"}}}
		if _, err := m.files(); err == nil {
			t.Errorf("%q was replaced", old)
		}
	}
}

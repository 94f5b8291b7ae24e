package storetest_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/store/storetest"
)

// mutantVariable names the broken store that a child process tests.
const mutantVariable = "STORETEST_MUTANT"

// A store that breaks a rule fails the case that is named after it: each broken
// store is tested in a child process, whose failure is what is wanted.
func TestBrokenStoresFail(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range mutants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pattern := "^TestMutant$/^" + regexp.QuoteMeta(strings.ReplaceAll(m.rule, " ", "_")) + "$"
			cmd := exec.CommandContext(t.Context(), self, "-test.run", pattern, "-rapid.nofailfile", "-rapid.shrinktime=0s")
			cmd.Env = append(os.Environ(), mutantVariable+"="+name)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestMutant/") {
				t.Errorf("the rule %q does not notice it (%v):\n%s", m.rule, err, out)
			}
		})
	}
}

// TestMutant tests the broken store that the environment names; with none, the
// store that the broken ones are made of, which breaks no rule.
func TestMutant(t *testing.T) {
	m := mutants[os.Getenv(mutantVariable)]
	if m.sessions != nil {
		storetest.RunSessions(t, *m.sessions)
		return
	}
	if m.open == nil {
		m.open = func() storetest.Store { return newIntact() }
	}
	h := storetest.Harness[storetest.Store]{Open: func(testing.TB) storetest.Store { return m.open() }}
	if m.reopen != nil {
		h.Reopen = func(_ testing.TB, closed storetest.Store) storetest.Store { return m.reopen(closed) }
	}
	storetest.Run(t, h)
}

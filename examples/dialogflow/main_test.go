package main

import (
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What is wrong on the command line is said in one line.
func TestParse(t *testing.T) {
	for want, args := range map[string][]string{
		"-port":               {"-port", "1"},
		"unexpected argument": {"-agent", "a", "8080"},
		"-agent is missing":   nil,
	} {
		if _, err := parse(args); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want one line with %s", args, err, want)
		}
	}
}

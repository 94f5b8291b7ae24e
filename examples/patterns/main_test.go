package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/chatmount/chatmount/examples/internal/exampletest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs the program and returns its URL.
func start(t *testing.T) string {
	t.Helper()
	c := config{addr: "127.0.0.1:0", db: filepath.Join(t.TempDir(), "patterns.db")}
	return exampletest.Start(t, func(ctx context.Context, serving func(string)) error { return run(ctx, c, serving) })
}

// What is wrong on the command line is said in one line.
func TestParse(t *testing.T) {
	for want, args := range map[string][]string{"-port": {"-port", "1"}, "unexpected argument": {"8080"}} {
		if _, err := parse(args); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want one line with %s", args, err, want)
		}
	}
}

// An address that is taken is an error that says what to do, and leaves nothing behind.
func TestAddressInUse(t *testing.T) {
	url := start(t)
	c := config{addr: strings.TrimPrefix(url, "http://"), db: filepath.Join(t.TempDir(), "other.db")}
	if err := run(t.Context(), c, func(string) {}); err == nil || !strings.Contains(err.Error(), "-addr") {
		t.Errorf("it ends with %v", err)
	}
}

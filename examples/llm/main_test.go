package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/chatmount/chatmount/examples/internal/exampletest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs the program and returns its URL.
func start(t *testing.T, c config) string {
	t.Helper()
	c.addr, c.db, c.pause = "127.0.0.1:0", filepath.Join(t.TempDir(), "llm.db"), 8*time.Millisecond
	return exampletest.Start(t, func(ctx context.Context, serving func(string)) error { return run(ctx, c, serving) })
}

// What is wrong on the command line is said in one line that has no key in it.
func TestParse(t *testing.T) {
	for want, args := range map[string][]string{
		"-port":                     {"-port", "1"},
		"unexpected argument":       {"8080"},
		"go together; without both": {"-base-url", "http://localhost:11434/v1"},
		"go together":               {"-model", "llama3.2"},
		"is not a URL like":         {"-base-url", "localhost:11434", "-model", "m"},
		"is not a URL":              {"-base-url", "ftp://localhost:11434/v1", "-model", "m"},
	} {
		_, err := parse(args, "sk-secret")
		if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "sk-secret") {
			t.Errorf("%v: %v, want one line with %s", args, err, want)
		}
	}
	c, err := parse([]string{"-base-url", "http://localhost:11434/v1", "-model", "llama3.2"}, "sk-secret")
	if err != nil || c.model != "llama3.2" || c.key != "sk-secret" {
		t.Errorf("it is %+v, %v", c, err)
	}
}

// A base URL that cannot be asked, or an address that is taken, ends the program
// with an error that says what to do, and leaves nothing behind.
func TestCannotStart(t *testing.T) {
	url := start(t, config{})
	file := filepath.Join(t.TempDir(), "other.db")
	for want, c := range map[string]config{
		"-addr": {addr: strings.TrimPrefix(url, "http://"), db: file},
		"query": {addr: "127.0.0.1:0", db: file, baseURL: "http://example.com/v1?key=1", model: "m"},
	} {
		if err := run(t.Context(), c, func(string) { t.Error("it serves") }); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it ends with %v, want %s", err, want)
		}
	}
}

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
func start(t *testing.T, c config) string {
	t.Helper()
	c.addr, c.db = "127.0.0.1:0", filepath.Join(t.TempDir(), "rasa.db")
	return exampletest.Start(t, func(ctx context.Context, serving func(string)) error { return run(ctx, c, serving) })
}

// What is wrong on the command line is said in one line.
func TestParse(t *testing.T) {
	none := func(string) string { return "" }
	for want, args := range map[string][]string{
		"-port":               {"-port", "1"},
		"unexpected argument": {"8080"},
		"is not a URL like":   {"-url", "localhost:5005"},
		"is not a URL":        {"-url", "ftp://localhost:5005"},
		secretVariable:        {"-callback"},
	} {
		if _, err := parse(args, none); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want one line with %s", args, err, want)
		}
	}
	set := func(name string) string { return "the value of " + name }
	c, err := parse([]string{"-callback", "-greet", "-stream", "-tracker"}, set)
	if err != nil || !c.greet || !c.stream || !c.tracker || c.secret != set(secretVariable) || c.token != set(tokenVariable) {
		t.Errorf("it is %+v, %v", c, err)
	}
	if c, err := parse(nil, set); err != nil || c.secret != "" {
		t.Errorf("without -callback it is %+v, %v", c, err)
	}
}

// An address that is taken is an error that says what to do, and leaves nothing behind.
func TestAddressInUse(t *testing.T) {
	taken := start(t, config{url: "http://127.0.0.1:1"}) // where nobody answers, which is only logged
	c := config{addr: strings.TrimPrefix(taken, "http://"), db: filepath.Join(t.TempDir(), "other.db")}
	if err := run(t.Context(), c, func(string) {}); err == nil || !strings.Contains(err.Error(), "-addr") {
		t.Errorf("it ends with %v", err)
	}
}

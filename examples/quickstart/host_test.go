package main

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
)

// host is a quickstart that is killed and started again on the same file.
type host struct {
	db   string
	args []string

	mu      sync.Mutex // guards process
	process *process   // nil: not started yet
	startup time.Duration
}

// newHost starts a quickstart on a file of its own. It ends with the test.
func newHost(t *testing.T, args ...string) *host {
	t.Helper()
	h := &host{db: t.TempDir() + "/chat.db", args: args}
	h.start(t)
	t.Cleanup(func() { h.process.kill() })
	return h
}

// url returns where the chat is mounted, which changes with each start.
func (h *host) url() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.process.url + "/chat"
}

// kill ends the process in whatever it does. What it said may not be of a crash
// of its own.
func (h *host) kill(t *testing.T) {
	t.Helper()
	h.process.kill()
	if said := h.process.stderr.String(); strings.Contains(said, "DATA RACE") || strings.Contains(said, "panic") {
		t.Errorf("the killed process said: %s", said)
	}
}

// start starts the next process and returns when it serves.
func (h *host) start(t *testing.T) {
	t.Helper()
	began := time.Now()
	next, err := launch(h.db, h.args...)
	if err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.process, h.startup = next, time.Since(began)
}

// startInVain starts a process and kills it at a random moment of its startup.
func (h *host) startInVain(t *testing.T, random *rand.Rand) {
	t.Helper()
	cmd := command(t.Context(), append([]string{"-addr", "127.0.0.1:0", "-db", h.db}, h.args...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-time.After(time.Duration(random.Int64N(int64(h.startup) + 1)))
	cmd.Process.Kill()
	cmd.Wait()
}

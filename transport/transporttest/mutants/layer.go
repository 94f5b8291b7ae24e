package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// layer is a part of the test suite.
type layer struct {
	name    string
	dir     string   // where the command runs; empty: the root
	command []string // go test ..., or node ...
	env     []string
	verdict string // is in the output when a test has failed
}

// limit is how long a layer may take; a mutant may well make it hang.
const limit = 5 * time.Minute

// goLayer is a layer of Go tests, by packages and the tests' names.
func goLayer(name, dir, pkgs, tests string, env ...string) *layer {
	command := append([]string{"go", "test", "-count=1", "-timeout=" + (limit - 30*time.Second).String(), "-run=" + tests}, strings.Fields(pkgs)...)
	return &layer{name: name, dir: dir, command: command, env: env, verdict: "FAIL"}
}

// clientLayer is a layer of the JavaScript client's tests, by file.
func clientLayer(file string) *layer {
	return &layer{
		name: "widgetjs/test/client/" + file, dir: "widgetjs",
		command: []string{"node", "tools/test.mjs", "unit", "client/" + file}, verdict: "not ok",
	}
}

// run runs the layer with files in place of others, by path from the root.
func (l *layer) run(ctx context.Context, files map[string]string) (output string, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	dir, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	overlay, err := writeOverlay(dir, files)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, l.command[0], l.command[1:]...)
	cmd.Dir = l.dir
	// Both names are known to what the tests build and start in turn.
	cmd.Env = append(append(os.Environ(), "GOFLAGS=-overlay="+overlay, "CHATMOUNT_OVERLAY="+overlay), l.env...)
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// writeOverlay writes files and the list of what they replace, in the format of
// go build -overlay.
func writeOverlay(dir string, files map[string]string) (list string, err error) {
	replace := map[string]string{}
	for path, text := range files {
		real, err := filepath.Abs(path)
		if err != nil {
			return "", err
		}
		changed := filepath.Join(dir, filepath.Base(path))
		if err := os.WriteFile(changed, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[real] = changed
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list = filepath.Join(dir, "overlay.json")
	return list, os.WriteFile(list, b, 0o600)
}

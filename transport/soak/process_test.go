package soak

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// process is the server while it runs.
type process struct {
	url    string // of the mount
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr bytes.Buffer
}

// start starts a server on a new file. It is killed at the end of the test if it
// still runs.
func start(t *testing.T) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0])}
	p.cmd.Env = append(os.Environ(), asServer+"="+filepath.Join(t.TempDir(), "chat.db"), "GORACE=atexit_sleep_ms=0")
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.cmd.Process.Kill()
			p.cmd.Wait()
		}
	})
	line, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatalf("the server does not come up: %v", err)
	}
	p.url = strings.TrimSpace(line)
	return p
}

// vitals asks the server how it is.
func (p *process) vitals(t *testing.T) vitals {
	t.Helper()
	if _, err := p.in.Write([]byte("\n")); err != nil {
		t.Fatal(err)
	}
	line, err := p.out.ReadBytes('\n')
	var v vitals
	if err == nil {
		err = json.Unmarshal(line, &v)
	}
	if err != nil {
		t.Fatalf("the server tells no vitals: %v", err)
	}
	return v
}

// settle waits until the server is back within bounds, and returns how it is then
// or when it has had its time.
func (p *process) settle(t *testing.T, within func(vitals) bool, most time.Duration) vitals {
	t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	late := time.After(most)
	for {
		v := p.vitals(t)
		if within(v) {
			return v
		}
		select {
		case <-look.C:
		case <-late:
			return v
		}
	}
}

// stop shuts the server down, which must go well.
func (p *process) stop(t *testing.T) {
	t.Helper()
	p.in.Close()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the server ends with %v", err)
	}
	if said := p.stderr.String(); said != "" {
		t.Errorf("the server said: %s", said)
	}
}

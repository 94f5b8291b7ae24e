package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// asProgram makes the test binary run as the quickstart itself.
const asProgram = "QUICKSTART_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// process is a running quickstart.
type process struct {
	cmd    *exec.Cmd
	url    string // where it serves
	stderr bytes.Buffer
}

// command returns a run of the quickstart that ends with ctx.
func command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "GORACE=atexit_sleep_ms=0") // which is a second
	return cmd
}

// start runs the quickstart on a port of the system's choice and returns when
// it serves. It is killed at the end of the test if it still runs.
func start(t *testing.T, db string, args ...string) *process {
	t.Helper()
	p, err := launch(db, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// launch runs the quickstart on a port of the system's choice and returns when
// it serves. The caller ends it.
func launch(db string, args ...string) (*process, error) {
	p := &process{cmd: command(context.Background(), append([]string{"-addr", "127.0.0.1:0", "-db", db}, args...)...)}
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	for word := range strings.FieldsSeq(line) {
		if strings.HasPrefix(word, "http://") {
			p.url = word
		}
	}
	if p.url == "" {
		p.kill()
		return nil, fmt.Errorf("it said %q (%v) instead of its URL, and on stderr: %s", line, err, &p.stderr)
	}
	return p, nil
}

// kill ends the process as a crash would.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// terminate asks the process to end and returns its exit status, -1 when it
// does not end within twice its patience.
func (p *process) terminate() int {
	p.cmd.Process.Signal(syscall.SIGTERM)
	tooLong := time.AfterFunc(2*patience, p.kill)
	defer tooLong.Stop()
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

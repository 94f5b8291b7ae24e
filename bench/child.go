package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// serveEnv names the system that a child process serves.
const serveEnv = "CHATMOUNT_BENCH_SERVE"

// child is a system under test in a process of its own.
type child struct {
	cmd   *exec.Cmd
	stdin io.Closer
	addr  string // host:port
	dir   string
}

// spawn starts a system and waits until it listens. Options travel as
// environment variables.
func spawn(system string, env ...string) (*child, error) {
	dir, err := os.MkdirTemp("", "chatmount-bench-")
	if err != nil {
		return nil, err
	}
	c := &child{cmd: exec.Command(os.Args[0]), dir: dir}
	c.cmd.Env = append(append(os.Environ(), serveEnv+"="+system, "CHATMOUNT_BENCH_DIR="+dir), env...)
	c.cmd.Stderr = os.Stderr
	// The child ends when its standard input does: so it never outlives us.
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := onFirst(c.cmd.Start); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s did not start: %w", system, err), c.stop())
	}
	c.addr = strings.TrimSpace(line)
	return c, nil
}

func (c *child) stop() error {
	err := errors.Join(c.stdin.Close(), c.cmd.Wait())
	return errors.Join(err, os.RemoveAll(c.dir))
}

// cpu returns the processor time the child has used.
func (c *child) cpu() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// The command's name, in parentheses, may hold spaces; user and system time
	// are the 12th and 13th field after it, in ticks of 10 ms.
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}

// rss returns the child's resident memory after a garbage collection, in bytes.
func (c *child) rss() (int, error) {
	r, err := http.Get("http://" + c.addr + "/_bench/collect")
	if err != nil {
		return 0, err
	}
	r.Body.Close()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", c.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	pages, err := strconv.Atoi(strings.Fields(string(b))[1])
	return pages * os.Getpagesize(), err
}

// profiling writes what a child's processor time goes to from now on, and what
// it has allocated, if that is asked for. The caller calls wait.
func (o options) profiling(c *child, name string) (wait func() error) {
	if o.profile == "" {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	file := filepath.Join(o.profile, strings.NewReplacer(" ", "-", "/", "-").Replace(name))
	go func() {
		done <- errors.Join(
			c.save(fmt.Sprintf("/_bench/cpu?seconds=%.0f", (o.time-time.Second).Seconds()), file+".cpu.pprof"),
			c.save("/_bench/allocs", file+".allocs.pprof"),
		)
	}()
	return func() error { return <-done }
}

func (c *child) save(path, file string) error {
	r, err := http.Get("http://" + c.addr + path)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r.Body)
	return errors.Join(err, f.Close())
}

// collect is the handler behind rss.
func collect(http.ResponseWriter, *http.Request) {
	debug.FreeOSMemory()
	debug.FreeOSMemory()
}

// dir is where a child keeps its database.
func database() string { return filepath.Join(os.Getenv("CHATMOUNT_BENCH_DIR"), "bench.db") }

// raiseFileLimit lets this process and its children have as many connections as
// the system allows.
func raiseFileLimit() {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) == nil {
		l.Cur = l.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l)
	}
}

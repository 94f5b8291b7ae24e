package powercut

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/store/bolt/powercut/disk"
)

const database = "chat.db"

// patience is how long a child may take; one that hangs has failed.
const patience = 30 * time.Second

// place names an event: the number is that of the author's key.
type place struct {
	conversation, author string
	number               int
}

// needMount skips a test where no disk can be mounted, and says why.
func needMount(t *testing.T) {
	t.Helper()
	unmount, err := disk.Mount(disk.New(), t.TempDir())
	if err != nil {
		t.Skipf("NOT RUN, for no FUSE file system can be mounted here (it needs /dev/fuse and the right to mount): %v", err)
	}
	if err := unmount(); err != nil {
		t.Error(err)
	}
}

// newDatabase returns the path of a database with the conversations in it.
func newDatabase(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), database)
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range conversations {
		if _, _, err := s.Create(t.Context(), chat.Conversation{ID: id, Visitor: id}, false); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// mounted makes a disk that holds the file at path, and calls use with the path
// of that file on it.
func mounted(t *testing.T, path string, use func(d *disk.Disk, path string)) *disk.Disk {
	t.Helper()
	d := disk.New()
	if err := d.Load(database, path); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	unmount, err := disk.Mount(d, folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unmount(); err != nil {
			t.Error(err)
		}
	}()
	use(d, filepath.Join(folder, database))
	return d
}

// process is a child process and what it has acknowledged.
type process struct {
	cmd    *exec.Cmd
	cancel context.CancelFunc
	stdin  io.Closer
	stdout io.Reader
	ended  chan struct{} // closed by collect
	stderr bytes.Buffer

	killed  atomic.Bool
	onAck   func()          // unless nil, called after each
	acked   map[place]int64 // offsets
	refused int             // how often an event that was acknowledged in the end had been refused
}

// start starts a child that uses the database at path.
func start(t *testing.T, task, path string, run int) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	p := &process{cmd: exec.CommandContext(ctx, self), cancel: cancel, ended: make(chan struct{}), acked: make(map[place]int64)}
	p.cmd.Env = append(os.Environ(), childVariable+"="+task, "POWERCUT_PATH="+path, "GORACE=atexit_sleep_ms=0", fmt.Sprint("POWERCUT_RUN=", run))
	p.cmd.Stderr = &p.stderr
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGQUIT) } // prints where it hangs
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if p.stdout, err = p.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// killSoon kills a child that does not end by itself.
func (p *process) killSoon() {
	select {
	case <-p.ended:
	case <-time.After(2 * time.Second):
		p.killed.Store(true)
		_ = p.cmd.Process.Kill()
	}
}

// collect takes acknowledgements until the child has ended.
func (p *process) collect(t *testing.T) {
	t.Helper()
	defer close(p.ended)
	defer p.cancel()
	lines := bufio.NewScanner(p.stdout)
	for lines.Scan() {
		var at place
		var offset int64
		var refused int
		if _, err := fmt.Sscan(lines.Text(), &at.conversation, &at.author, &at.number, &offset, &refused); err != nil {
			t.Errorf("the child says %q", lines.Text())
		}
		p.acked[at] = offset
		p.refused += refused
		if p.onAck != nil {
			p.onAck()
		}
	}
	if err := p.cmd.Wait(); err != nil && !p.killed.Load() {
		t.Errorf("the process of the store: %v\n%s", err, p.stderr.Bytes())
	}
}

// Package disk is a disk that fails as disks do. Its files are in memory, and it
// knows which of their pages have been synced: when its power is cut, the others
// are lost, kept or torn. Writes and syncs can be made to fail, and space to run
// out. It is used through the operating system, see Mount, so that what runs on
// it is the real program.
package disk

import (
	"errors"
	"maps"
	"sync"
	"syscall"
)

// PageSize is how many bytes are written together, unless a page is torn.
const PageSize = 4096

// Kind says what a change does.
type Kind int

// The kinds of changes.
const (
	Write  Kind = iota // of data
	Sync               // of a file or of the folder
	Resize             // of a file
	Name               // a file gets a name, another one, or loses it
	Read               // of data that the machine has not in its memory; no change
)

// Request is something that a program wants of the disk.
type Request struct {
	Kind   Kind
	Number int  // of changes since the disk was made, this one included
	Grows  bool // a Write that needs space
}

// Fault decides what becomes of a request, before it is carried out. A
// syscall.Errno fails it: a change that fails is not made, and what a failing
// sync was to store is taken for stored by the machine and is not, as it is on
// Linux.
type Fault func(Request) error

var (
	// ErrCut cuts the power in the middle of the change.
	ErrCut = errors.New("the power is cut")
	// ErrLie acknowledges a sync that is not made.
	ErrLie = errors.New("acknowledged and not done")
)

// Disk is one folder of files. Its methods may be called concurrently.
type Disk struct {
	cut chan struct{} // closed when the power has been cut

	mu      sync.Mutex // guards what follows, and the files
	names   map[string]*file
	stored  map[string]*file               // the names that survive for certain
	renames []func(names map[string]*file) // what has been changed since, in order
	changes int
	fault   Fault
	inodes  uint64
}

// New returns an empty disk without faults.
func New() *Disk {
	return &Disk{cut: make(chan struct{}), names: make(map[string]*file), stored: make(map[string]*file)}
}

// SetFault replaces what fails; nil: nothing does. It must not call the disk.
func (d *Disk) SetFault(f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = f
}

// WaitCut returns a channel that is closed when the power has been cut.
func (d *Disk) WaitCut() <-chan struct{} { return d.cut }

// ask asks the fault about a request. d.mu is held.
func (d *Disk) ask(r Request) error {
	if d.off() {
		return syscall.EIO
	}
	if r.Kind != Read {
		d.changes++
	}
	if d.fault == nil {
		return nil
	}
	r.Number = d.changes
	err := d.fault(r)
	if errors.Is(err, ErrCut) {
		close(d.cut)
	}
	return err
}

func (d *Disk) off() bool {
	select {
	case <-d.cut:
		return true
	default:
		return false
	}
}

// rename makes a change of the names. d.mu is held.
func (d *Disk) rename(f func(names map[string]*file)) error {
	if err := d.ask(Request{Kind: Name}); err != nil {
		return err
	}
	f(d.names)
	d.renames = append(d.renames, f)
	return nil
}

// syncNames stores the names. d.mu is held.
func (d *Disk) syncNames() error {
	err := d.ask(Request{Kind: Sync})
	if errors.Is(err, ErrLie) {
		return nil
	}
	if err == nil {
		d.stored, d.renames = maps.Clone(d.names), nil
	}
	return err
}

// newFile returns an empty file without a name. d.mu is held.
func (d *Disk) newFile() *file {
	d.inodes++
	return &file{
		disk: d, number: d.inodes + 1, // 1 is the folder's
		pages: make(map[int64][]byte), stored: make(map[int64][]byte), dirty: make(map[int64]bool),
	}
}

package disk

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// sectorSize is how many bytes of a page are written together when it is torn.
const sectorSize = 512

// fate is what becomes of the pages of a file that were not synced.
type fate int

const (
	lost fate = iota // none is stored
	kept             // all are
	some             // each is or is not
	torn             // the same, and of one page only some sectors are
	numFates
)

// Survivors returns the disk that the machine finds when the power is back: what
// was synced, and of the rest what chance has left of it.
func (d *Disk) Survivors(random *rand.Rand) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	names := maps.Clone(d.stored)
	for _, rename := range d.renames[:random.IntN(len(d.renames)+1)] {
		rename(names)
	}
	next := New()
	files := make(map[*file]*file)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		f := names[name]
		if files[f] == nil {
			files[f] = f.survivor(next, random)
		}
		next.names[name] = files[f]
	}
	next.stored = maps.Clone(next.names)
	return next
}

// survivor returns what is left of a file.
func (f *file) survivor(next *Disk, random *rand.Rand) *file {
	left := next.newFile()
	left.size, left.pages = f.storedSize, maps.Clone(f.stored)
	if random.IntN(2) == 0 {
		left.size = f.size
	}
	numbers := slices.Sorted(maps.Keys(f.dirty))
	fate := fate(random.IntN(int(numFates)))
	tear := -1
	if fate == torn && len(numbers) > 0 {
		tear = random.IntN(len(numbers))
	}
	for i, number := range numbers {
		switch {
		case fate == kept || fate >= some && i != tear && random.IntN(2) == 0:
			left.pages[number] = f.pages[number]
		case i == tear:
			left.pages[number] = mix(left.pages[number], f.pages[number], random)
		}
	}
	left.pages = cutOff(left.pages, left.size)
	left.stored, left.storedSize = maps.Clone(left.pages), left.size
	return left
}

// mix returns a page with some sectors of the old one and some of the new.
func mix(old, page []byte, random *rand.Rand) []byte {
	mixed := make([]byte, PageSize)
	copy(mixed, old)
	for at := 0; at < PageSize; at += sectorSize {
		if random.IntN(2) == 0 {
			copy(mixed[at:at+sectorSize], page[at:])
		}
	}
	return mixed
}

// Names returns the names of the files in order.
func (d *Disk) Names() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Sorted(maps.Keys(d.names))
}

// Save writes the files, as programs see them, into a folder.
func (d *Disk) Save(folder string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for name, f := range d.names {
		if err := f.save(filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) save(path string) (err error) {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := to.Close(); err == nil {
			err = e
		}
	}()
	for number, page := range f.pages {
		if _, err := to.WriteAt(page, number*PageSize); err != nil {
			return err
		}
	}
	return to.Truncate(f.size)
}

// Load adds the file at a path to the disk, stored under a name.
func (d *Disk) Load(name, path string) error {
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.newFile()
	zeros := make([]byte, PageSize)
	for number := int64(0); ; number++ {
		page := make([]byte, PageSize)
		n, err := io.ReadFull(from, page)
		f.size += int64(n)
		if n > 0 && !bytes.Equal(page, zeros) {
			f.pages[number] = page
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return fmt.Errorf("load %s: %w", path, err)
		}
	}
	f.stored, f.storedSize = maps.Clone(f.pages), f.size
	d.names[name], d.stored[name] = f, f
	return nil
}

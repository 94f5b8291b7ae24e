package disk

import (
	"errors"
	"maps"
)

// file is the content of a file. The disk's lock guards it. Pages are replaced
// and never changed, so that both maps may share them.
type file struct {
	disk   *Disk
	number uint64

	pages map[int64][]byte // as programs see it
	size  int64

	stored     map[int64][]byte // as it is on stable storage
	storedSize int64
	dirty      map[int64]bool // the pages that were written since the last sync
}

// write changes the bytes from an offset on.
func (f *file) write(data []byte, offset int64) error {
	err := f.disk.ask(Request{Kind: Write, Grows: f.lacks(offset, offset+int64(len(data)))})
	if err != nil && !errors.Is(err, ErrCut) {
		return err
	}
	f.size = max(f.size, offset+int64(len(data)))
	for len(data) > 0 {
		number, at := offset/PageSize, offset%PageSize
		page := make([]byte, PageSize)
		copy(page, f.pages[number])
		n := copy(page[at:], data)
		f.pages[number], f.dirty[number] = page, true
		data, offset = data[n:], offset+int64(n)
	}
	return err
}

// lacks reports whether there is no page for some of the bytes between two offsets.
func (f *file) lacks(from, to int64) bool {
	for number := from / PageSize; number*PageSize < to; number++ {
		if f.pages[number] == nil {
			return true
		}
	}
	return false
}

// read fills buf from an offset on and returns how many bytes there were.
func (f *file) read(buf []byte, offset int64) (int, error) {
	if err := f.disk.ask(Request{Kind: Read}); err != nil {
		return 0, err
	}
	n := int(max(0, min(int64(len(buf)), f.size-offset)))
	clear(buf[:n])
	for done := 0; done < n; {
		number, at := (offset+int64(done))/PageSize, (offset+int64(done))%PageSize
		part := buf[done:min(n, done+int(PageSize-at))]
		if page := f.pages[number]; page != nil {
			copy(part, page[at:])
		}
		done += len(part)
	}
	return n, nil
}

// resize cuts the file off or lets it grow by zeros.
func (f *file) resize(size int64) error {
	if err := f.disk.ask(Request{Kind: Resize}); err != nil {
		return err
	}
	if size < f.size {
		f.pages = cutOff(f.pages, size)
		maps.DeleteFunc(f.dirty, func(number int64, _ bool) bool { return number*PageSize >= size })
		if last := size / PageSize; size%PageSize != 0 && f.pages[last] != nil {
			f.dirty[last] = true
		}
	}
	f.size = size
	return nil
}

// sync stores what has been written.
func (f *file) sync() error {
	err := f.disk.ask(Request{Kind: Sync})
	switch {
	case errors.Is(err, ErrLie):
		return nil
	case err == nil:
		for number := range f.dirty {
			f.stored[number] = f.pages[number]
		}
		f.storedSize = f.size
		f.stored = cutOff(f.stored, f.size)
		clear(f.dirty)
	case !errors.Is(err, ErrCut):
		clear(f.dirty)
	}
	return err
}

// cutOff returns the pages of a file that ends at size.
func cutOff(pages map[int64][]byte, size int64) map[int64][]byte {
	kept := make(map[int64][]byte, len(pages))
	for number, page := range pages {
		switch start := number * PageSize; {
		case start+PageSize <= size:
			kept[number] = page
		case start < size:
			kept[number] = append(append(make([]byte, 0, PageSize), page[:size-start]...), make([]byte, start+PageSize-size)...)
		}
	}
	return kept
}

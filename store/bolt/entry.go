package bolt

import (
	"bytes"
	"encoding/binary"

	"github.com/chatmount/chatmount/chat"
)

const (
	entryVersion = 1
	// entryHeader is the most bytes of an entry that are known only when it is
	// appended: the version and three numbers.
	entryHeader = 1 + 3*binary.MaxVarintLen64
)

// entry is a value of the log. Its slices lie in the memory of the transaction.
type entry struct {
	conversation uint64
	offset       int64
	previous     uint64 // sequence of the conversation's entry before it; 0: it is the first
	author, key  []byte
	data         []byte
}

// unsealed is an entry without its place: room for the header, then the rest.
// The sender's goroutine makes it, so that the writer copies no data.
type unsealed []byte

func newUnsealed(author, key string, data []byte) unsealed {
	b := make([]byte, entryHeader, entryHeader+2*binary.MaxVarintLen32+len(author)+len(key)+len(data))
	b = appendText(b, author)
	b = appendText(b, key)
	return append(b, data...)
}

// seal fills the header in, just before the rest, and returns the value of the log.
func (u unsealed) seal(conversation uint64, offset int64, sequence, previous uint64) []byte {
	var room [entryHeader]byte
	header := append(room[:0], entryVersion)
	header = binary.AppendUvarint(header, conversation)
	header = binary.AppendUvarint(header, uint64(offset))
	if previous == 0 {
		previous = sequence
	}
	header = binary.AppendUvarint(header, sequence-previous)
	start := entryHeader - len(header)
	copy(u[start:], header)
	return u[start:]
}

// decodeEntry reads the value of the log at a sequence.
func decodeEntry(sequence uint64, v []byte) (entry, error) {
	d := decoder{rest: v}
	d.version(entryVersion)
	e := entry{conversation: d.uvarint(), offset: d.offset()}
	if back := d.uvarint(); back > 0 {
		e.previous = sequence - back
	}
	e.author, e.key = d.bytes(), d.bytes()
	e.data = d.rest
	return e, d.err
}

// is reports whether the entry was appended by an author under a key.
func (e entry) is(author, key string) bool {
	return string(e.key) == key && string(e.author) == author
}

// record returns the entry with memory of its own.
func (e entry) record() chat.Record {
	return chat.Record{Offset: e.offset, Author: string(e.author), Key: string(e.key), Data: bytes.Clone(e.data)}
}

package bolt

import (
	"bytes"
	"container/list"
	"encoding/binary"
	"sync"

	"go.etcd.io/bbolt"
)

// active is the index of a conversation in memory: every key that was ever used
// in it, as a hash, and the end of its log. It makes the check of a key cost no
// read, and the append no write but the log's.
//
// Whoever uses it holds a pin. Only the writer appends, and only to a pinned
// conversation; so one that is loaded after the last pin of an earlier one was
// released sees all that was appended through that.
type active struct {
	id    string
	ready chan struct{} // closed when it is loaded

	// Set before ready is closed.
	err    error // why it could not be loaded
	number uint64

	// Kept by activeSet, under its lock.
	pins int
	idle *list.Element // its place in the list of those without pins
	size int

	stale bool // dropped while pinned, after a failed commit; only the writer's

	mu      sync.Mutex // guards what follows; changed by the writer alone, which reads it without
	end     head
	version int64 // of the conversation's state
	fence   int64
	hashes  hashSet
	tail    []place // of the events after the last full block of the index
}

// hashSet finds the sequences of the events with a hash.
type hashSet struct {
	first map[uint64]uint64
	more  map[uint64][]uint64 // the further ones, where hashes collide
}

func (s *hashSet) add(p place) {
	if p.hash == 0 {
		return
	}
	if s.first == nil {
		s.first = make(map[uint64]uint64)
	}
	if _, taken := s.first[p.hash]; !taken {
		s.first[p.hash] = p.sequence
		return
	}
	if s.more == nil {
		s.more = make(map[uint64][]uint64)
	}
	s.more[p.hash] = append(s.more[p.hash], p.sequence)
}

// find returns the sequences with a hash, nil when there is none.
func (s *hashSet) find(hash uint64) []uint64 {
	sequence, ok := s.first[hash]
	if !ok {
		return nil
	}
	return append([]uint64{sequence}, s.more[hash]...)
}

// candidates returns the sequences of the events that a key may stand for.
func (c *active) candidates(hash uint64) []uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hashes.find(hash)
}

// What an active conversation takes in memory, about.
const (
	activeSize = 600
	hashSize   = 40
)

func (c *active) measure() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return activeSize + len(c.id) + hashSize*(len(c.hashes.first)+len(c.hashes.more))
}

// load fills c from the file.
func (c *active) load(tx *bbolt.Tx, hash func(author, key string) uint64) error {
	number, err := numberOf(tx, c.id)
	if err != nil {
		return err
	}
	description, err := conversationAt(tx, number)
	if err != nil {
		return err
	}
	end, err := headOf(tx, number)
	if err != nil {
		return err
	}
	c.number, c.end = number, end
	c.version, c.fence = description.State.Version, description.State.Fence
	if err := c.loadBlocks(tx); err != nil {
		return err
	}
	entries, err := tailEntries(tx, number, end, 1)
	if err != nil {
		return err
	}
	for _, e := range entries {
		p := place{e.sequence, hash(string(e.author), string(e.key))}
		c.tail = append(c.tail, p)
		c.hashes.add(p)
	}
	return nil
}

// loadBlocks reads the conversation's part of the index.
func (c *active) loadBlocks(tx *bbolt.Tx) error {
	prefix := numberKey(c.number)
	cursor := tx.Bucket(bucketIndex).Cursor()
	var places []place
	blocks := uint64(0)
	for k, v := cursor.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = cursor.Next() {
		if binary.BigEndian.Uint64(k[len(prefix):]) != blocks {
			return errDamaged
		}
		var err error
		if places, err = decodeBlock(places[:0], v); err != nil {
			return err
		}
		for _, p := range places {
			c.hashes.add(p)
		}
		blocks++
	}
	if blocks != fullBlocks(c.end.offset) {
		return errDamaged
	}
	return nil
}

// fullBlocks returns how many blocks the first n events of a conversation fill.
func fullBlocks(n int64) uint64 { return uint64(n) / blockSize }

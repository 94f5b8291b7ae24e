package bolt

import (
	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

// batch is the changes of one transaction on their way to the file. What they
// change in memory is staged here and merged when they are on stable storage.
type batch struct {
	tx       *bbolt.Tx
	id       int    // of the transaction, once there is something to commit
	changed  bool   // whether there is something to commit
	sequence uint64 // the last one of the log
	number   uint64 // of the newest conversation
	staged   map[*active]*staged
}

// staged is what a batch changes in an active conversation.
type staged struct {
	end     head
	version int64
	fence   int64
	added   []place
}

func newBatch(tx *bbolt.Tx, sequence, number uint64) *batch {
	return &batch{
		tx:       tx,
		sequence: sequence,
		number:   number,
		staged:   make(map[*active]*staged),
	}
}

func (b *batch) bucket(name []byte) *bbolt.Bucket {
	h := b.tx.Bucket(name)
	h.FillPercent = fillPercent(name)
	return h
}

// put writes a value. It fails on nothing that a change has checked before, so
// that a failure is one of the program.
func (b *batch) put(bucket, key, value []byte) {
	b.changed = true
	if err := b.bucket(bucket).Put(key, value); err != nil {
		panic(err)
	}
}

func (b *batch) delete(bucket, key []byte) {
	b.changed = true
	if err := b.bucket(bucket).Delete(key); err != nil {
		panic(err)
	}
}

// stage returns what the batch has made of a conversation so far.
func (b *batch) stage(c *active) *staged {
	t := b.staged[c]
	if t == nil {
		t = &staged{end: c.end, version: c.version, fence: c.fence}
		b.staged[c] = t
	}
	return t
}

// candidates returns the sequences of the events, the batch's own included, that
// a key may stand for.
func (b *batch) candidates(c *active, t *staged, hash uint64) []uint64 {
	found := c.hashes.find(hash)
	for _, p := range t.added {
		if p.hash == hash {
			found = append(found, p.sequence)
		}
	}
	return found
}

// add appends an entry to a conversation's log, and writes the block of the
// index that it completes.
func (b *batch) add(c *active, t *staged, body unsealed, hash uint64) {
	b.sequence++
	offset := t.end.offset + 1
	b.put(bucketLog, numberKey(b.sequence), body.seal(c.number, offset, b.sequence, t.end.sequence))
	t.end = head{offset, b.sequence}
	t.added = append(t.added, place{b.sequence, hash})
	if offset%blockSize == 0 {
		number := fullBlocks(offset) - 1
		b.put(bucketIndex, pairKey(c.number, number), encodeBlock(c.block(t, number)))
	}
}

// block returns the places of a block that is complete with what t adds.
func (c *active) block(t *staged, number uint64) []place {
	all := append(append(make([]place, 0, len(c.tail)+len(t.added)), c.tail...), t.added...)
	start := (number - fullBlocks(c.end.offset)) * blockSize
	return all[start : start+blockSize]
}

// finish writes the heads that the batch has moved, once each.
func (b *batch) finish() error {
	for c, t := range b.staged {
		if len(t.added) > 0 {
			b.put(bucketHeads, numberKey(c.number), encodeHead(t.end))
		}
	}
	return nil
}

// conversation returns a conversation as the batch has made it.
func (b *batch) conversation(number uint64) (chat.Conversation, error) {
	found, err := conversationAt(b.tx, number)
	for c, t := range b.staged {
		if c.number == number {
			found.Head = t.end.offset // its head is written at the end
		}
	}
	return found, err
}

// merge makes the batch's changes, which are on stable storage now, visible in
// memory.
func (b *batch) merge() {
	for c, t := range b.staged {
		c.merge(t)
	}
}

func (c *active) merge(t *staged) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range t.added {
		c.hashes.add(p)
	}
	c.tail = append(c.tail, t.added...)
	behind := int(t.end.offset % blockSize)
	c.tail = c.tail[:copy(c.tail, c.tail[len(c.tail)-behind:])]
	c.end, c.version, c.fence = t.end, t.version, t.fence
}

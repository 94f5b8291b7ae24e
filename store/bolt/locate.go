package bolt

import (
	"go.etcd.io/bbolt"
)

// located is an entry and where it lies.
type located struct {
	sequence uint64
	entry
}

// entryAt reads the entry at a sequence, which must be what it is taken for.
func entryAt(log *bbolt.Bucket, sequence, conversation uint64, offset int64) (located, error) {
	e, err := decodeEntry(sequence, log.Get(numberKey(sequence)))
	if err == nil && (e.conversation != conversation || e.offset != offset) {
		err = errDamaged
	}
	return located{sequence, e}, err
}

// tailEntries returns the events of a conversation, in ascending order, that lie
// behind the last full block of the index, but none below the offset from.
func tailEntries(tx *bbolt.Tx, conversation uint64, end head, from int64) ([]located, error) {
	from = max(from, int64(fullBlocks(end.offset))*blockSize+1)
	if from > end.offset {
		return nil, nil
	}
	log := tx.Bucket(bucketLog)
	entries := make([]located, end.offset-from+1)
	sequence := end.sequence
	for i := len(entries) - 1; i >= 0; i-- {
		e, err := entryAt(log, sequence, conversation, from+int64(i))
		if err != nil {
			return nil, err
		}
		entries[i] = e
		sequence = e.previous
	}
	return entries, nil
}

// locator reads the events of a conversation by their offsets. It serves one
// transaction.
type locator struct {
	conversation uint64
	log, index   *bbolt.Bucket
	tail         []located // the events behind the last full block, from the least that is wanted
	tailFrom     int64     // the offset of the first of them
	block        []place   // the block of the index that was used last
	blockNumber  uint64
}

// newLocator returns a locator for the offsets from a least one up.
func newLocator(tx *bbolt.Tx, conversation uint64, end head, least int64) (*locator, error) {
	tail, err := tailEntries(tx, conversation, end, least)
	if err != nil {
		return nil, err
	}
	return &locator{
		conversation: conversation,
		log:          tx.Bucket(bucketLog),
		index:        tx.Bucket(bucketIndex),
		tail:         tail,
		tailFrom:     end.offset + 1 - int64(len(tail)),
	}, nil
}

// at returns the event at an offset that is in the log and not below the least.
func (l *locator) at(offset int64) (entry, error) {
	if offset >= l.tailFrom {
		return l.tail[offset-l.tailFrom].entry, nil
	}
	number := uint64(offset-1) / blockSize
	if l.block == nil || number != l.blockNumber {
		block, err := decodeBlock(l.block[:0], l.index.Get(pairKey(l.conversation, number)))
		if err != nil {
			return entry{}, err
		}
		l.block, l.blockNumber = block, number
	}
	e, err := entryAt(l.log, l.block[(offset-1)%blockSize].sequence, l.conversation, offset)
	return e.entry, err
}

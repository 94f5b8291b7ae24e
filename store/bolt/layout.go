package bolt

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// The buckets. Numbers in keys are 8 bytes, big-endian. A conversation has a
// number, in order of creation, so that what is active at the same time lies
// together; its id is looked up once.
//
// The log of all conversations is one range of keys that only grows at its end:
// its cost does not depend on how much is stored. What points into it per
// conversation is small (heads) or rarely written (index, one block in
// blockSize events).
var (
	bucketMeta          = []byte("meta")          // name: value, see below
	bucketLog           = []byte("log")           // sequence: entry
	bucketHeads         = []byte("heads")         // conversation: head
	bucketIndex         = []byte("index")         // conversation, block: block
	bucketConversations = []byte("conversations") // conversation: description
	bucketIDs           = []byte("ids")           // id: conversation
	bucketVisitors      = []byte("visitors")      // visitor, conversation: nothing
	bucketReads         = []byte("reads")         // conversation, participant: offset
	bucketTurns         = []byte("turns")         // conversation, offset: state
	bucketSessions      = []byte("sessions")      // id: row
	bucketParticipants  = []byte("participants")  // participant, session id: nothing

	buckets = [][]byte{
		bucketMeta, bucketLog, bucketHeads, bucketIndex, bucketConversations, bucketIDs,
		bucketVisitors, bucketReads, bucketTurns, bucketSessions, bucketParticipants,
	}
)

// The names in bucketMeta.
var (
	metaFormat = []byte("format") // version of this layout
	metaEpoch  = []byte("epoch")  // text
	metaSecret = []byte("secret") // keys the hashes of the index
	metaBackup = []byte("backup") // there is one: the file is a copy and has no epoch of its own yet
)

// formatVersion is the version of the layout and of the encodings in it.
const formatVersion = 1

// fillPercent returns how full bbolt makes the pages of a bucket when it splits
// them. It is not stored: each handle needs it anew.
func fillPercent(bucket []byte) float64 {
	switch string(bucket) {
	case string(bucketLog):
		return 1 // never written but at its end
	case string(bucketHeads), string(bucketConversations), string(bucketIndex):
		return 0.9 // mostly at their ends
	}
	return bbolt.DefaultFillPercent
}

func numberKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// encodeNumber returns a value that is one number.
func encodeNumber(n uint64) []byte { return binary.AppendUvarint(nil, n) }

// pairKey is the key of something that belongs to a conversation.
func pairKey(conversation, n uint64) []byte {
	return binary.BigEndian.AppendUint64(numberKey(conversation), n)
}

// readKey is the key of a participant's read mark.
func readKey(conversation uint64, participant string) []byte {
	return append(numberKey(conversation), participant...)
}

// nameKey is the prefix of all keys that begin with a name; no name's prefix is
// the prefix of another's.
func nameKey(name string) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(name))), name...)
}

func visitorKey(visitor string, conversation uint64) []byte {
	return binary.BigEndian.AppendUint64(nameKey(visitor), conversation)
}

func participantKey(participant, session string) []byte {
	return append(nameKey(participant), session...)
}

// lastNumber returns the number at the end of a bucket's last key, 0 when it is empty.
func lastNumber(b *bbolt.Bucket) uint64 {
	k, _ := b.Cursor().Last()
	if len(k) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(k[len(k)-8:])
}

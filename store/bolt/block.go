package bolt

import (
	"crypto/sha256"
	"encoding/binary"
)

// blockSize is how many events of a conversation one block of the index covers.
// Block n has the offsets n*blockSize+1 to (n+1)*blockSize.
const blockSize = 64

const blockVersion = 1

// place is where an event lies in the log, and what its key may be found by.
type place struct {
	sequence uint64
	hash     uint64 // of author and key; 0: the event has no key
}

// encodeBlock returns the value of the index for blockSize places.
func encodeBlock(places []place) []byte {
	b := make([]byte, 0, 2+binary.MaxVarintLen64+len(places)*11)
	b = append(b, blockVersion)
	before := uint64(0)
	for _, p := range places {
		b = binary.AppendUvarint(b, p.sequence-before)
		b = binary.BigEndian.AppendUint64(b, p.hash)
		before = p.sequence
	}
	return b
}

// decodeBlock appends the places of a block to places.
func decodeBlock(places []place, v []byte) ([]place, error) {
	d := decoder{rest: v}
	d.version(blockVersion)
	sequence := uint64(0)
	for range blockSize {
		sequence += d.uvarint()
		places = append(places, place{sequence, d.uint64()})
	}
	return places, d.err
}

// hasher hashes keys within the scope of their author. It is keyed with a secret
// of the file, so that nobody can choose keys that collide; where hashes do
// collide, the entries themselves are compared.
type hasher struct{ secret []byte }

// secretSize is how long a hasher's secret is.
const secretSize = 16

func (h hasher) hash(author, key string) uint64 {
	if key == "" {
		return 0
	}
	b := append(make([]byte, 0, 192), h.secret...)
	b = append(appendText(b, author), key...)
	sum := sha256.Sum256(b)
	return max(binary.BigEndian.Uint64(sum[:]), 1)
}

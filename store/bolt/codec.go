package bolt

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// errDamaged says that stored bytes are not what this package writes.
var errDamaged = errors.New("a stored value is damaged")

// decoder reads what the append functions below write. After the first error
// all it returns is zero; the caller checks err once.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) fail() { d.rest, d.err = nil, errDamaged }

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

// offset reads a number that is an int64 and not negative.
func (d *decoder) offset() int64 {
	v := d.uvarint()
	if v > math.MaxInt64 {
		d.fail()
		return 0
	}
	return int64(v)
}

func (d *decoder) uint64() uint64 {
	b := d.take(8)
	if len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func (d *decoder) byte() byte {
	b := d.take(1)
	if len(b) < 1 {
		return 0
	}
	return b[0]
}

// take reads n bytes, which lie in the memory of the transaction.
func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.rest)) {
		d.fail()
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

// bytes reads a byte slice, which lies in the memory of the transaction.
func (d *decoder) bytes() []byte { return d.take(d.uvarint()) }

// text reads a string with memory of its own.
func (d *decoder) text() string { return string(d.bytes()) }

func (d *decoder) time() time.Time {
	seconds := int64(d.uint64())
	return time.Unix(seconds, int64(d.uvarint())).UTC()
}

// version reads the byte that each value begins with.
func (d *decoder) version(want byte) {
	if d.byte() != want {
		d.fail()
	}
}

func appendText[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTime(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
	return binary.AppendUvarint(b, uint64(t.Nanosecond()))
}

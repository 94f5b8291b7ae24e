package faultproxy

import (
	"fmt"
	"time"
)

// Kind is what a fault does.
type Kind int

// The kinds of faults. Their comments name the fields of Fault that count.
const (
	// None relays.
	None Kind = iota
	// Delay delivers bytes late: Delay after they came, give or take Jitter. Their
	// order stays.
	Delay
	// Throttle lets Rate bytes a second through, in each direction of each connection.
	Throttle
	// Cut lets Bytes through in the Direction, then closes the connection on both
	// sides, wherever that is in a frame. The bytes are counted on each connection
	// from the moment when the fault came into force.
	Cut
	// Reset is like Cut but ends the connection with RST, so that what the peer has
	// not read yet may be lost too.
	Reset
	// Blackhole accepts connections and keeps them open, but nothing passes, not
	// even that the other side has closed. When it is lifted everything flows on.
	Blackhole
	// HalfOpen is a Blackhole in one Direction.
	HalfOpen
	// DeadUpgrade lets a WebSocket handshake that begins under it through, with its
	// answer 101, and nothing after that, for good. The connection stays open.
	DeadUpgrade
	// BufferedStream is a proxy that collects: of an event stream that is asked for
	// under it, the head of the answer passes, and the rest in lumps of at least
	// Bytes, or when the server closes, or when the fault is lifted.
	BufferedStream
	// TruncatedAnswer lets at most Bytes of the body of the answer to a POST through,
	// and always less than its Content-Length promises, then closes the connection.
	TruncatedAnswer
	// DuplicatedPost delivers a POST a second time, over a connection of its own, Delay
	// after the first. The client gets the answer to the first.
	DuplicatedPost
	// LostAnswer delivers a POST and waits for the answer, so that the server has
	// acted; then it closes the connection without a byte of it.
	LostAnswer
	// Forget is a router that forgets the connections there are when it comes into
	// force: they stay open and nothing passes any more, for good. New ones work.
	Forget
)

var kindNames = [...]string{
	"none", "delay", "throttle", "cut", "reset", "blackhole", "half-open",
	"dead-upgrade", "buffered-stream", "truncated-answer", "duplicated-post", "lost-answer", "forget",
}

// Kinds returns every kind but None.
func Kinds() []Kind {
	var all []Kind
	for k := range kindNames {
		if Kind(k) != None {
			all = append(all, Kind(k))
		}
	}
	return all
}

// String returns the kind's name, as ParseKind takes it: "lost-answer".
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kindNames[k]
}

// ParseKind returns the kind of a name.
func ParseKind(name string) (Kind, error) {
	for k, n := range kindNames {
		if n == name {
			return Kind(k), nil
		}
	}
	return None, fmt.Errorf("there is no fault %q; there are %v", name, kindNames)
}

// Direction says which bytes a fault concerns.
type Direction int

// The directions.
const (
	Both Direction = iota
	Up             // from the client to the server
	Down           // from the server to the client
)

// String returns "up", "down" or "both ways".
func (d Direction) String() string { return [...]string{"both ways", "up", "down"}[d] }

func (d Direction) covers(other Direction) bool { return d == Both || d == other }

// Fault is something that goes wrong. The zero value is None. Which fields count
// is said at the kinds.
type Fault struct {
	Kind      Kind
	Direction Direction
	Bytes     int
	Rate      int // bytes a second; less than one counts as one
	Delay     time.Duration
	Jitter    time.Duration
}

// String describes the fault with the fields that count: "cut down after 120 bytes".
func (f Fault) String() string {
	switch f.Kind {
	case Delay:
		return fmt.Sprintf("delay %v ±%v", f.Delay, f.Jitter)
	case Throttle:
		return fmt.Sprintf("throttle to %d bytes/s", f.Rate)
	case Cut, Reset:
		return fmt.Sprintf("%v %v after %d bytes", f.Kind, f.Direction, f.Bytes)
	case HalfOpen:
		return fmt.Sprintf("half-open, silent %v", f.Direction)
	case BufferedStream, TruncatedAnswer:
		return fmt.Sprintf("%v, %d bytes", f.Kind, f.Bytes)
	case DuplicatedPost:
		return fmt.Sprintf("duplicated-post after %v", f.Delay)
	}
	return f.Kind.String()
}

// silent reports whether nothing passes in a direction.
func (f Fault) silent(d Direction) bool {
	return f.Kind == Blackhole || f.Kind == HalfOpen && f.Direction.covers(d)
}

package faultproxy

import (
	"bytes"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

// Bytes come late, each once, in their order, and what follows closely is not
// later for that.
func TestDelay(t *testing.T) {
	const late, lines = 50 * time.Millisecond, 40
	p := echo(t)
	c := connect(t, p)
	p.Set(Fault{Kind: Delay, Delay: late, Jitter: 10 * time.Millisecond})
	began := time.Now()
	var want []byte
	for i := range lines {
		line := []byte{'a' + byte(i%26), '\n'}
		want = append(want, line...)
		write(t, c, line)
	}
	expect(t, c, want)
	took := time.Since(began)
	if least := 2 * (late - 10*time.Millisecond); took < least {
		t.Errorf("there and back took %v, want at least %v", took, least)
	}
	if took > lines*late {
		t.Errorf("%d lines took %v: their delays add up", lines, took)
	}
	if p.Struck(Delay) < 2 {
		t.Error("nothing was delayed")
	}
}

// What is delayed goes on at once when the fault is lifted.
func TestDelayEndsWithItsFault(t *testing.T) {
	p := echo(t)
	c := connect(t, p)
	p.Set(Fault{Kind: Delay, Delay: time.Hour})
	write(t, c, []byte("a\n"))
	quiet(t, c)
	p.Heal()
	expect(t, c, []byte("a\n"))
}

func TestThrottle(t *testing.T) {
	const rate = 40_000
	p := tcp(t, func(c net.Conn) { _, _ = c.Write(make([]byte, rate/5)) })
	p.Set(Fault{Kind: Throttle, Rate: rate})
	began := time.Now()
	got, err := rest(connect(t, p))
	if err != nil || len(got) != rate/5 {
		t.Fatalf("got %d bytes (%v), want %d", len(got), err, rate/5)
	}
	if took := time.Since(began); took < 150*time.Millisecond || p.Struck(Throttle) == 0 {
		t.Errorf("the fifth of a second's bytes took %v", took)
	}
}

// Exactly so many bytes get through, in the direction that is named, and then
// both sides are at their end.
func TestCutAndReset(t *testing.T) {
	sent := bytes.Repeat([]byte("0123456789"), 100)
	for _, kind := range []Kind{Cut, Reset} {
		for _, n := range []int{0, 1, 137} {
			p := tcp(t, func(c net.Conn) { _, _ = c.Write(sent); _, _ = io.Copy(io.Discard, c) })
			p.Set(Fault{Kind: kind, Direction: Down, Bytes: n})
			c, err := net.Dial("tcp", p.Addr())
			var got []byte
			if err == nil { // else it was reset before it was told that it had begun
				got, err = rest(c)
				c.Close()
			}
			if kind == Cut && (err != nil || !bytes.Equal(got, sent[:n])) {
				t.Errorf("down: got %d bytes (%v), want %d", len(got), err, n)
			}
			// What the client's socket has not handed out yet may go under with a reset.
			if kind == Reset && (len(got) > n || !errors.Is(err, syscall.ECONNRESET)) {
				t.Errorf("down: got %d bytes (%v), want at most %d and a reset", len(got), err, n)
			}

			received := make(chan int, 1)
			up := tcp(t, func(c net.Conn) {
				b, _ := io.ReadAll(c)
				received <- len(b)
			})
			up.Set(Fault{Kind: kind, Direction: Up, Bytes: n})
			c = connect(t, up)
			write(t, c, append(sent, '\n'))
			if got := <-received; kind == Cut && got != n || got > n {
				t.Errorf("up: %v let %d bytes through, want %d", kind, got, n)
			}
			if p.Struck(kind) != 1 || up.Struck(kind) != 1 {
				t.Errorf("%v struck %d and %d times", kind, p.Struck(kind), up.Struck(kind))
			}
		}
	}
}

// The bytes of a cut are counted from when it came into force, and a direction
// that is not named is not counted.
func TestCutCountsItsOwnBytes(t *testing.T) {
	p := echo(t)
	c := connect(t, p)
	write(t, c, []byte("before\n"))
	expect(t, c, []byte("before\n"))
	p.Set(Fault{Kind: Cut, Direction: Down, Bytes: 3})
	write(t, c, []byte("after\n"))
	if got, err := rest(c); err != nil || string(got) != "aft" {
		t.Errorf("got %q (%v), want the first three bytes", got, err)
	}
}

// A connection comes about and stays open, nothing passes in the directions that
// are silent, not even the end, and everything flows on when it is lifted.
func TestSilence(t *testing.T) {
	for _, test := range []struct {
		fault   Fault
		arrives bool // what the client sends arrives
	}{
		{Fault{Kind: Blackhole}, false},
		{Fault{Kind: HalfOpen, Direction: Up}, false},
		{Fault{Kind: HalfOpen, Direction: Down}, true},
	} {
		received := make(chan []byte, 1)
		p := tcp(t, func(c net.Conn) {
			b := make([]byte, 2)
			_, _ = io.ReadFull(c, b)
			received <- b
			_, _ = c.Write([]byte("answer"))
		})
		p.Set(test.fault)
		c := connect(t, p)
		write(t, c, []byte("a\n"))
		quiet(t, c)
		if arrived := len(received) == 1; arrived != test.arrives {
			t.Errorf("%v: what the client sent arrived: %v", test.fault, arrived)
		}
		p.Heal()
		if got, err := rest(c); err != nil || string(got) != "answer" {
			t.Errorf("%v: after it was lifted came %q (%v)", test.fault, got, err)
		}
		if p.Struck(test.fault.Kind) == 0 {
			t.Errorf("%v has not struck", test.fault)
		}
	}
}

// What was open stays so and is silent for good, not even its end is told; what
// is opened then works.
func TestForget(t *testing.T) {
	p := echo(t)
	old := connect(t, p)
	write(t, old, []byte("a\n"))
	expect(t, old, []byte("a\n"))
	p.Set(Fault{Kind: Forget})
	fresh := connect(t, p)
	write(t, fresh, []byte("b\n"))
	expect(t, fresh, []byte("b\n"))
	p.Heal()
	write(t, old, []byte("c\n"))
	quiet(t, old)
	if p.Struck(Forget) != 1 {
		t.Errorf("struck %d times", p.Struck(Forget))
	}
}

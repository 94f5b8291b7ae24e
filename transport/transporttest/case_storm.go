package transporttest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chatmount/chatmount/chat"
)

const (
	stormWriters = 2
	stormReaders = 2
	stormEach    = 200 // messages of one writer
	stormEnd     = "the end"
)

// storm has two tabs write and two read while their connections are cut at
// random bytes. Writers repeat what was not acked, with the same key; readers
// resume over another transport each time.
func storm(s *suite) {
	l := s.visitor()
	from := s.open(l).cursor
	var writing, reading sync.WaitGroup
	seen := make([][]string, stormReaders)
	for i := range stormReaders {
		reading.Go(func() { seen[i] = s.follow(l, from, rand.New(rand.NewPCG(7, uint64(i)))) })
	}
	for i := range stormWriters {
		writing.Go(func() { s.write(l, i, rand.New(rand.NewPCG(11, uint64(i)))) })
	}
	writing.Wait()
	s.say(l, "end", stormEnd)
	reading.Wait()
	if s.Failed() {
		return
	}
	log := s.log(l)
	for w := range stormWriters {
		mine := slices.DeleteFunc(slices.Clone(log), func(m string) bool { return !strings.HasPrefix(m, fmt.Sprint(w, " ")) })
		if want := sequence(w); !slices.Equal(mine, want) {
			s.Errorf("of writer %d the log has %d messages, want its %d in order, each once", w, len(mine), len(want))
		}
	}
	for i, saw := range seen {
		if !slices.Equal(saw, log) {
			s.Errorf("reader %d saw %d messages, the log has %d; they differ", i, len(saw), len(log))
		}
	}
}

func sequence(writer int) []string {
	var all []string
	for i := range stormEach {
		all = append(all, fmt.Sprint(writer, " ", i))
	}
	return all
}

// write says a writer's messages, each until it is acked.
func (s *suite) write(l Login, writer int, random *rand.Rand) {
	var c Client
	defer func() {
		if c != nil {
			c.Close()
		}
	}()
	for i, said := range sequence(writer) {
		key := fmt.Sprint("w", writer, ".", i)
		for attempt := 0; ; attempt++ {
			if attempt > 200 {
				s.Errorf("%s was never acked", key)
				return
			}
			if c == nil {
				if c = s.dialCut(s.dialer, l, "", random); c == nil {
					continue
				}
			}
			acked, err := sendOnce(c, key, said)
			if err != nil {
				c.Close()
				c = nil
			}
			if s.broken(err) {
				return
			}
			if acked {
				break
			}
		}
	}
}

// sendOnce sends a message and waits for its ack, a while.
func sendOnce(c Client, key, said string) (acked bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := c.Send(ctx, mustJSON([]any{text(key, said)})); err != nil {
		return false, err
	}
	for {
		payload, err := c.Next(ctx)
		if err != nil {
			return false, err
		}
		frames, err := decode(payload)
		if err != nil {
			return false, err
		}
		for _, f := range frames {
			if f.Type == "ack" && f.Key == key {
				return true, nil
			}
		}
	}
}

// follow reads from a cursor to the last message and returns what it saw.
func (s *suite) follow(l Login, cursor string, random *rand.Rand) (saw []string) {
	b := &tab{suite: s, login: l, cursor: cursor, offset: 0}
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	defer cancel()
	for ctx.Err() == nil {
		c := s.dialCut(s.others[random.IntN(len(s.others))], l, b.cursor, random)
		if c == nil {
			continue
		}
		b.client = c
		err := b.read(ctx)
		for ; err == nil; err = b.read(ctx) {
			for _, f := range b.unread {
				if f.Type == "event" && f.Kind == chat.KindMessage {
					saw = append(saw, chat.PlainText(f.Parts))
				}
			}
			b.unread = nil
			if len(saw) > 0 && saw[len(saw)-1] == stormEnd {
				c.Close()
				return saw
			}
		}
		c.Close()
		if s.broken(err) {
			return saw
		}
	}
	s.Errorf("a reader got no further than %d messages", len(saw))
	return saw
}

// broken reports whether an error is the server's fault, and fails then.
func (s *suite) broken(err error) bool {
	var v violation
	if !errors.As(err, &v) {
		return false
	}
	s.Error(err)
	return true
}

// dialCut opens a connection that is cut after a random number of bytes; nil
// when it was cut too early.
func (s *suite) dialCut(d Dialer, l Login, cursor string, random *rand.Rand) Client {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	n := &cutNetwork{}
	n.left.Store(1 << (10 + random.IntN(9)))
	n.Transport.DialContext = n.dial
	c, err := d.Dial(ctx, Hello{URL: s.URL, Token: l.Token, Cursor: cursor, Network: n})
	if err != nil {
		s.broken(err)
		return nil
	}
	return c
}

// log returns the texts of all messages in the conversation.
func (s *suite) log(l Login) (all []string) {
	c, err := s.Engine.Conversation(s.context(), l.Session, "")
	if err != nil {
		s.Fatal(err)
	}
	for next := int64(1); next <= c.Head; {
		records, err := s.Engine.Events(s.context(), l.Session, c.ID, chat.Page{From: next, Limit: 100})
		if err != nil || len(records) == 0 {
			s.Fatalf("the log ends at %d of %d: %v", next, c.Head, err)
		}
		for _, r := range records {
			e, err := r.Event(c.ID)
			if err != nil {
				s.Fatal(err)
			}
			if e.Kind == chat.KindMessage {
				all = append(all, chat.PlainText(e.Parts))
			}
			next = r.Offset + 1
		}
	}
	return all
}

// cutNetwork lets a number of bytes through, in both directions together, and
// then cuts its connections in the middle of whatever they carry.
type cutNetwork struct {
	http.Transport
	left atomic.Int64
}

var errCut = errors.New("the connection was cut")

func (n *cutNetwork) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &cutConn{c, n}, nil
}

type cutConn struct {
	net.Conn
	network *cutNetwork
}

// take returns how many of n bytes are let through.
func (c *cutConn) take(n int) int {
	left := c.network.left.Add(-int64(n))
	return n - int(min(max(-left, 0), int64(n)))
}

func (c *cutConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if through := c.take(n); through < n {
		c.Conn.Close()
		return through, errCut
	}
	return n, err
}

func (c *cutConn) Write(p []byte) (int, error) {
	through := c.take(len(p))
	n, err := c.Conn.Write(p[:through])
	if err == nil && through < len(p) {
		c.Conn.Close()
		err = errCut
	}
	return n, err
}

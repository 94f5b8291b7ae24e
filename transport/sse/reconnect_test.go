package sse

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// Clients that come and go at random, before, between and in the middle of
// events, miss no message and see none twice; nothing is left of their streams.
func TestClientsSurviveRandomReconnects(t *testing.T) {
	const clients, rounds = 40, 25
	s := testsite.New(t, chat.Limits{Connections: 100}, peer.Options{})
	transport := New(s.Host)
	server := serve(t, http.HandlerFunc(transport.Serve))
	var all sync.WaitGroup
	for i := range clients {
		r := &reader{server: server.URL, http: server.Client(), visitor: s.Visitor(t), cursor: s.Engine.Cursor("", 0)}
		random := rand.New(rand.NewPCG(7, uint64(i)))
		all.Go(func() {
			for round := range rounds {
				var saying sync.WaitGroup
				saying.Go(func() {
					for n := range 2 {
						say(t, s, r.visitor, fmt.Sprint(round, ".", n))
					}
				})
				if err := r.connect(t.Context(), random.IntN(3), r.last+1); err != nil {
					t.Errorf("client %d: %v", i, err)
				}
				saying.Wait()
			}
			if err := r.connect(t.Context(), untilSeen, 2*rounds); err != nil {
				t.Errorf("client %d: %v", i, err)
			}
		})
	}
	all.Wait()
	server.Close()
	if opened := transport.streams.opened.Load(); opened != clients*(rounds+1) {
		t.Errorf("%d streams were opened, want %d", opened, clients*(rounds+1))
	}
	transport.streams.live.Range(func(id, _ any) bool {
		t.Errorf("stream %v is still there", id)
		return true
	})
}

func say(t *testing.T, s *testsite.Site, v testsite.Visitor, key string) {
	_, err := s.Engine.Do(t.Context(), v.Session, chat.Send{Key: key, Parts: []chat.Part{chat.Text(key)}})
	if err != nil {
		t.Error(err)
	}
}

// When a reader leaves its stream.
const (
	atOnce = iota
	afterWelcome
	untilSeen // a certain offset
)

// reader reads a conversation over one stream after the other, as an
// EventSource does.
type reader struct {
	server  string
	http    *http.Client
	visitor testsite.Visitor
	cursor  string // of the last event
	last    int64  // offset seen
}

// connect reads one stream and leaves it.
func (r *reader) connect(ctx context.Context, until int, offset int64) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	req, err := http.NewRequestWithContext(ctx, "GET", r.server, nil)
	if err != nil {
		return err
	}
	r.visitor.Authorize(req)
	req.Header.Set("Last-Event-ID", r.cursor)
	resp, err := r.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	c := newClient(resp, leave)
	for n := 0; until == afterWelcome && n < 1 || until == untilSeen && r.last < offset; n++ {
		e, err := c.next()
		if err != nil {
			return err
		}
		if err := r.take(e); err != nil {
			return err
		}
	}
	return nil
}

// take holds an event to what came before it.
func (r *reader) take(e event) error {
	frames, err := testsite.Decode([]byte(e.data))
	if err != nil {
		return err
	}
	for _, f := range frames {
		switch f.Type() {
		case "reset":
			return fmt.Errorf("a reset after %s", r.cursor)
		case "event":
			if f.Offset() != r.last+1 {
				return fmt.Errorf("after %d came %d", r.last, f.Offset())
			}
			r.last = f.Offset()
		}
	}
	r.cursor = e.id
	return nil
}

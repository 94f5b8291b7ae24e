package longpoll

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/internal/testsite"
	"github.com/chatmount/chatmount/transport/peer"
)

// Clients whose polls break off at random, before, during and after the answer,
// miss no message and see none twice, and leave nothing behind.
func TestClientsSurviveBrokenPolls(t *testing.T) {
	const clients, rounds = 20, 50
	s := newSite(t, chat.Limits{Connections: 100}, peer.Options{})
	var all sync.WaitGroup
	for i := range clients {
		v := s.Visitor(t)
		r := &reader{site: s, visitor: v, cursor: s.Engine.Cursor("", 0), random: rand.New(rand.NewPCG(3, uint64(i)))}
		all.Go(func() {
			for round := range rounds {
				var saying sync.WaitGroup
				saying.Go(func() { r.say(t, fmt.Sprint(round)) })
				if err := r.poll(t.Context(), r.random.IntN(3) > 0); err != nil {
					t.Errorf("client %d: %v", i, err)
				}
				saying.Wait()
			}
			for r.last < rounds && !t.Failed() {
				if err := r.poll(t.Context(), false); err != nil {
					t.Errorf("client %d: %v", i, err)
				}
			}
		})
	}
	all.Wait()
}

// reader follows a conversation by polls, some of which break off.
type reader struct {
	site    *site
	visitor testsite.Visitor
	random  *rand.Rand
	cursor  string
	last    int64 // offset seen
}

func (r *reader) say(t *testing.T, key string) {
	_, err := r.site.Engine.Do(t.Context(), r.visitor.Session, chat.Send{Key: key, Parts: []chat.Part{chat.Text(key)}})
	if err != nil {
		t.Error(err)
	}
}

// poll polls once. A poll that breaks off is cancelled at some point, and its
// answer lost even where it came whole.
func (r *reader) poll(ctx context.Context, breaks bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if breaks {
		var cancelling sync.WaitGroup
		defer cancelling.Wait()
		spins := r.random.IntN(20000)
		cancelling.Go(func() {
			for range spins {
				_ = ctx.Err()
			}
			cancel()
		})
	}
	a := r.site.send(ctx, r.visitor, body{"connection": "a", "cursor": r.cursor, "wait": 1})
	switch {
	case breaks:
		return nil
	case a.err != nil:
		return a.err
	case a.status == 204: // one that broke off has come late
		return r.poll(ctx, false)
	case a.status != 200:
		return fmt.Errorf("status %d: %s", a.status, a.payload)
	}
	for _, offset := range a.offsets() {
		if offset != r.last+1 {
			return fmt.Errorf("after %d came %d", r.last, offset)
		}
		r.last = offset
	}
	r.cursor = a.cursor()
	return nil
}

package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var kills = flag.Int("kills", 3, "how often TestNothingIsLostByCrashes kills the server")

// A message that was acknowledged is in the log once, at the offset of its ack,
// in the order it was sent, and answered once, however often the server is
// killed while it works.
func TestNothingIsLostByCrashes(t *testing.T) {
	n := *kills
	if testing.Short() {
		n = 1
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Duration(n)*10*time.Second)
	defer cancel()
	host := &host{db: filepath.Join(t.TempDir(), "chat.db")}
	host.restart(t)

	acked := make(chan struct{})
	stop := make(chan struct{})
	var talking sync.WaitGroup
	talkers := make([]*talker, 8)
	for i := range talkers {
		v, err := signIn(ctx, host.url)
		if err != nil {
			t.Fatal(err)
		}
		defer v.leave()
		talkers[i] = &talker{visitor: v, name: fmt.Sprintf("visitor-%d", i), host: host}
		send := v.sendByPost
		if i%2 == 0 {
			send = v.sendBySocket
		}
		talking.Go(func() { talkers[i].talk(ctx, send, stop, acked) })
	}
	go func() {
		talking.Wait()
		close(acked)
	}()

	for range n {
		// Kill between two acks, which is in the middle of the others' sends.
		for range 1 + rand.IntN(40) {
			if _, ok := <-acked; !ok {
				t.Fatalf("all visitors gave up; the first says: %v", talkers[0].err)
			}
		}
		host.restart(t)
	}
	close(stop)
	messages, retries := 0, 0
	for range acked {
	}
	for _, talker := range talkers {
		messages += len(talker.acks)
		retries += talker.retries
		talker.verify(ctx, t)
	}
	t.Logf("%d kills, %d messages acknowledged, %d sends repeated", n, messages, retries)
}

// host is a quickstart that is killed and started again on the same file.
type host struct {
	db string

	mu      sync.Mutex
	process *process      // guarded by mu
	back    chan struct{} // guarded by mu; closed once the next process serves
}

// restart kills the process, if there is one, and starts the next.
func (h *host) restart(t *testing.T) {
	t.Helper()
	h.mu.Lock()
	last := h.process
	h.back = make(chan struct{})
	h.mu.Unlock()
	if last != nil {
		last.kill()
		if said := last.stderr.String(); strings.Contains(said, "DATA RACE") || strings.Contains(said, "panic") {
			t.Errorf("the killed process said: %s", said)
		}
	}
	next := start(t, h.db)
	h.mu.Lock()
	h.process = next
	close(h.back)
	h.mu.Unlock()
}

func (h *host) url() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.process.url
}

// up waits until a process serves.
func (h *host) up(ctx context.Context) {
	h.mu.Lock()
	back := h.back
	h.mu.Unlock()
	select {
	case <-back:
	case <-ctx.Done():
	}
}

// talker is a visitor who says one message after the other, each until it is
// acknowledged.
type talker struct {
	*visitor
	name    string
	host    *host
	start   string  // cursor before the first event
	acks    []frame // in the order the messages were sent
	retries int
	err     error // why it gave up
}

func (k *talker) talk(ctx context.Context, send func(context.Context, frame) (frame, error), stop <-chan struct{}, acked chan<- struct{}) {
	if k.err = k.begin(ctx); k.err != nil {
		return
	}
	for {
		select {
		case <-stop:
			return
		default:
		}
		ack, err := k.insist(ctx, send, k.message(len(k.acks)))
		if err != nil {
			k.err = err
			return
		}
		k.acks = append(k.acks, ack)
		acked <- struct{}{}
	}
}

// begin asks for the cursor before the first event, which needs a server that lives.
func (k *talker) begin(ctx context.Context) error {
	var err error
	for ctx.Err() == nil {
		k.host.up(ctx)
		var payload []frame
		err = k.post(ctx, "poll", map[string]any{"connection": "reader", "first": true}, &payload)
		if err == nil {
			k.start = payload[0].Cursor
			return nil
		}
	}
	return err
}

func (k *talker) message(n int) frame {
	key := fmt.Sprintf("%s-message-%d", k.name, n)
	return frame{Type: "send", Key: key, Parts: []part{{Type: "text", Text: "This is " + key}}}
}

// insist sends a message until it is acknowledged.
func (k *talker) insist(ctx context.Context, send func(context.Context, frame) (frame, error), message frame) (frame, error) {
	for {
		answer, err := send(ctx, message)
		switch {
		case ctx.Err() != nil:
			return frame{}, fmt.Errorf("%s was never acknowledged: %w", message.Key, err)
		case err != nil: // the server died, or is not back
			k.retries++
			k.host.up(ctx)
		case answer.Type == "ack":
			return answer, nil
		case answer.RetryAfter == 0:
			return frame{}, fmt.Errorf("%s was refused: %s", message.Key, answer.Code)
		default:
			wait := time.NewTimer(time.Duration(answer.RetryAfter * float64(time.Second)))
			select {
			case <-wait.C:
			case <-ctx.Done():
				wait.Stop()
			}
		}
	}
}

// verify compares what the visitor was promised with what the log holds.
func (k *talker) verify(ctx context.Context, t *testing.T) {
	t.Helper()
	if k.err != nil {
		t.Errorf("%s gave up: %v", k.name, k.err)
		return
	}
	k.http.CloseIdleConnections() // those to the killed processes
	events, err := k.follow(ctx, k.start, func(events []frame) bool {
		return len(answers(events)) >= len(k.acks)
	})
	if err != nil {
		t.Errorf("%s: %d of %d messages are answered: %v", k.name, len(answers(events)), len(k.acks), err)
		return
	}
	for i, e := range events {
		if e.Offset != int64(i+1) {
			t.Fatalf("%s: the event at place %d has offset %d", k.name, i+1, e.Offset)
		}
	}
	for i, e := range k.seen {
		if e.Offset != int64(i+1) || e.ID != events[i].ID {
			t.Fatalf("%s: the event at place %d came over the socket with offset %d", k.name, i+1, e.Offset)
		}
	}
	k.verifyOwn(t, events)
	for offset, n := range answers(events) {
		if n != 1 {
			t.Errorf("%s: the message at %d is answered %d times", k.name, offset, n)
		}
	}
}

// verifyOwn checks that the visitor's own messages are those acknowledged, in order.
func (k *talker) verifyOwn(t *testing.T, events []frame) {
	t.Helper()
	var own []frame
	for _, e := range events {
		if e.Key != "" {
			own = append(own, e)
		}
	}
	if len(own) != len(k.acks) {
		t.Errorf("%s: %d messages are in the log, %d were acknowledged", k.name, len(own), len(k.acks))
		return
	}
	for i, ack := range k.acks {
		e, sent := own[i], k.message(i)
		if e.Key != sent.Key || e.Parts[0] != sent.Parts[0] {
			t.Errorf("%s: message %d of the log is %s %v, sent was %s", k.name, i, e.Key, e.Parts, sent.Key)
		}
		if e.Offset != ack.Offset || e.ID != ack.ID {
			t.Errorf("%s: %s was acknowledged at %d as %s and is at %d as %s", k.name, e.Key, ack.Offset, ack.ID, e.Offset, e.ID)
		}
	}
}

// answers counts the answers to each offset.
func answers(events []frame) map[int64]int {
	count := make(map[int64]int)
	for _, e := range events {
		if e.Reply != 0 {
			count[e.Reply]++
		}
	}
	return count
}

package bottest

import (
	"context"
	"fmt"
	"runtime/debug"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Adapter says how the suite gets the bot that it tests. The functions are
// called once or more a case, and register with t.Cleanup what must end.
type Adapter struct {
	// Bot returns the bot, in front of a service that answers any text with
	// something. It is the only required field.
	Bot func(t testing.TB) chat.Bot
	// Hanging returns the bot in front of a service that takes a question, calls
	// asked and never answers. Nil: the bot waits for nothing.
	Hanging func(t testing.TB, asked func()) chat.Bot
	// Failing returns bots in front of services that fail, by what fails. They
	// put secret wherever a service puts what visitors must not read: into
	// bodies, headers and addresses.
	Failing map[string]func(t testing.TB, secret string) chat.Bot
	// Deterministic bots say the same whenever they are asked the same.
	Deterministic bool
}

// Run tests that a bot keeps the contract of chat.Bot and chat.Responder. A
// test binary that calls it should end with goleak, which finds the goroutines
// that a bot leaves behind.
func Run(t *testing.T, a Adapter) {
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) { c.check(t, a) })
	}
}

// cases are the rules of the contract.
var cases = []struct {
	rule  string
	check func(testing.TB, Adapter)
}{
	{"answers a message", checkMessage},
	{"answers a pressed button", checkAction},
	{"survives any text", checkHostile},
	{"closes its streams", checkStreams},
	{"returns soon when its ctx ends while it speaks", checkCancelSpeaking},
	{"returns soon when its ctx ends while it waits", checkCancelWaiting},
	{"says nothing when its ctx has ended before", checkCancelled},
	{"stops at the first refusal", checkRefusal},
	{"fails with a code and without internals", checkFailures},
	{"answers conversations concurrently", checkConcurrent},
	{"says the same to the same", checkDeterministic},
	{"has one word on being repeatable", checkRepeatable},
}

// soon is within what a Reply must return when its ctx has ended, and patience
// what the suite waits for any other. Both only pass in full when a test fails.
const (
	soon     = 2 * time.Second
	patience = 30 * time.Second
)

// answer is one Reply under way in its own goroutine.
type answer struct {
	rec  *Recorder
	done chan struct{}
	err  error // set before done is closed
}

// ask starts to answer a turn. The case waits for it at its end, and fails if
// the bot broke the rules of the Responder.
func ask(ctx context.Context, t testing.TB, b chat.Bot, turn chat.Turn, rec *Recorder) *answer {
	t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	a := &answer{rec: rec, done: make(chan struct{})}
	go func() {
		defer close(a.done)
		defer func() {
			if v := recover(); v != nil {
				a.err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
				t.Errorf("Reply panicked for %.80q: %v", turn.Text, a.err)
			}
		}()
		a.err = rec.Ask(ctx, b, turn)
	}()
	t.Cleanup(func() {
		cancel()
		a.wait(t, patience)
		for _, fault := range rec.Faults() {
			t.Errorf("the bot misused its Responder: %s", fault)
		}
	})
	return a
}

// wait waits for Reply to return, and fails the case when it does not.
func (a *answer) wait(t testing.TB, most time.Duration) error {
	t.Helper()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-a.done:
		return a.err
	case <-timer.C:
		t.Errorf("Reply has not returned after %v", most)
		return context.DeadlineExceeded
	}
}

// reply answers one turn and waits for it.
func reply(t testing.TB, b chat.Bot, turn chat.Turn) (*Recorder, error) {
	t.Helper()
	rec := &Recorder{}
	err := ask(context.Background(), t, b, turn, rec).wait(t, patience)
	return rec, err
}

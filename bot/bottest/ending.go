package bottest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// checkCancelSpeaking: a bot that is held up by its Responder passes its ctx on,
// and returns when it ends.
func checkCancelSpeaking(t testing.TB, a Adapter) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	speaks := make(chan struct{})
	var once sync.Once
	rec := &Recorder{Hook: func(ctx context.Context, op Op) error {
		if op == OpTyping {
			return nil
		}
		once.Do(func() { close(speaks) })
		<-ctx.Done()
		return ctx.Err()
	}}
	reply := ask(ctx, t, a.Bot(t), Says("hello"), rec)
	if !happens(t, speaks, reply) {
		return
	}
	cancel()
	if err := reply.wait(t, soon); err == nil {
		t.Errorf("Reply returned nil although it could not speak")
	}
}

// happens waits until a bot has got to a point, and fails the case when it does not.
func happens(t testing.TB, point <-chan struct{}, reply *answer) bool {
	t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-point:
		return true
	case <-reply.done:
		t.Errorf("Reply returned before it came to it: %v", reply.err)
	case <-timer.C:
		t.Errorf("the bot has not come to it after %v", patience)
	}
	return false
}

// checkCancelWaiting: a bot that waits for its service returns when its ctx
// ends, and says nothing then.
func checkCancelWaiting(t testing.TB, a Adapter) {
	if a.Hanging == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	asked := make(chan struct{})
	var once sync.Once
	b := a.Hanging(t, func() { once.Do(func() { close(asked) }) })
	reply := ask(ctx, t, b, Says("hello"), &Recorder{})
	if !happens(t, asked, reply) {
		return
	}
	cancel()
	if err := reply.wait(t, soon); err == nil {
		t.Errorf("Reply returned nil although its service had not answered")
	}
	if texts := reply.rec.Texts(); len(texts) > 0 {
		t.Errorf("the bot said %q after its ctx had ended", texts)
	}
}

// checkCancelled: a ctx that has ended before makes a bot return at once, with an
// error, and nothing is said.
func checkCancelled(t testing.TB, a Adapter) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	reply := ask(ctx, t, a.Bot(t), Says("hello"), &Recorder{})
	if err := reply.wait(t, soon); err == nil {
		t.Errorf("Reply returned nil although its ctx had ended")
	}
	if texts := reply.rec.Texts(); len(texts) > 0 {
		t.Errorf("the bot said %q although its ctx had ended", texts)
	}
}

// checkRefusal: a bot whose words are refused, because a person has taken over,
// returns that error and does not try again.
func checkRefusal(t testing.TB, a Adapter) {
	rec := &Recorder{Hook: func(_ context.Context, op Op) error {
		if op == OpTyping {
			return nil
		}
		return errTaken
	}}
	err := ask(context.Background(), t, a.Bot(t), Says("hello"), rec).wait(t, patience)
	if !errors.Is(err, errTaken) {
		t.Errorf("Reply returned %v, not the error of the Responder", err)
	}
	tries := slices.DeleteFunc(rec.Ops(), func(op Op) bool { return op == OpTyping })
	if len(tries) > 1 {
		t.Errorf("the bot went on after a refusal: %v", tries)
	}
}

// checkFailures: what a visitor reads of a failure has a code and a message, and
// nothing of what the service said.
func checkFailures(t testing.TB, a Adapter) {
	const secret = "hunter2.internal"
	for what, failing := range a.Failing {
		rec, err := reply(t, failing(t, secret), Says("hello"))
		if err == nil {
			t.Errorf("%s: Reply returned nil", what)
			continue
		}
		checkError(t, what+":", err)
		var public *chat.Error
		if errors.As(err, &public) && strings.Contains(public.Message, secret) {
			t.Errorf("%s: the visitor reads %q", what, public.Message)
		}
		if said := strings.Join(rec.Texts(), "\n"); strings.Contains(said, secret) {
			t.Errorf("%s: the visitor reads %q", what, said)
		}
	}
}

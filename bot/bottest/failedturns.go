package bottest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

// counter counts the bytes that a stand-in could write.
type counter struct{ n atomic.Int64 }

func (c *counter) of(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { next(&counting{w, c}, r) }
}

func (c *counter) total() int64 { return c.n.Load() }

type counting struct {
	http.ResponseWriter
	c *counter
}

func (w *counting) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.c.n.Add(int64(n))
	return n, err
}

// Unwrap lets http.ResponseController flush.
func (w *counting) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// checkCancelledAsking: when the turn ends while the service works, the bot returns at
// once, says nothing, and what it returns is no failure of the service.
func checkCancelledAsking(t testing.TB, s Service) {
	d, b := s.open(t, behavior.Hang)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	start := time.Now()
	reply := ask(ctx, t, b, Says("hello"), &Recorder{})
	time.Sleep(time.Second) // virtual
	cancel()
	err := reply.wait(t, soon)
	if err == nil || time.Since(start) != time.Second || len(reply.rec.Texts()) > 0 || d.questions() != 1 {
		t.Errorf("Reply returned %v after %v and %d questions, and said %q", err, time.Since(start), d.questions(), reply.rec.Texts())
	}
}

// checkDuplicate: a visitor's message that comes again under its key is the same
// message, and each answer is said once.
func checkDuplicate(t testing.TB, s Service) {
	d, b := s.open(t)
	e := newSite(t, b)
	e.begin(t)
	for range 3 {
		e.send(t, "1")
		synctest.Wait()
	}
	e.want(t, "visitor: hello", "bot: ok")
	if d.questions() != 1 {
		t.Errorf("the service was asked %d times", d.questions())
	}
}

// checkCrashBefore: a process that dies before the bot is asked leaves the turn to the
// next one, which asks once.
func checkCrashBefore(t testing.TB, s Service) {
	d, b := s.open(t)
	e := newSite(t, b)
	e.begin(t)
	e.store.die("turn") // nothing is written once a turn is about to begin
	e.send(t, "1")
	synctest.Wait()
	asked := d.questions()
	e.restart(t)
	synctest.Wait()
	if !bot.IsRepeatable(b) && (asked != 0 || d.questions() != 1) {
		t.Errorf("the service was asked %d times before the crash, %d in all", asked, d.questions())
	}
	e.want(t, "visitor: hello", "bot: ok")
}

// checkCrashAfter: a process that dies while the service works leaves a turn of which
// nobody knows what became of it: it is not asked again, and the visitor is told; but a
// bot that is repeatable is asked again, and says it once.
func checkCrashAfter(t testing.TB, s Service) {
	d, b := s.open(t, behavior.Hang)
	e := newSite(t, b)
	e.begin(t)
	e.send(t, "1")
	synctest.Wait()
	e.store.die("any")
	e.restart(t)
	synctest.Wait()
	asked, told := 1, "system: The assistant was interrupted while it worked on this. Please check before you ask for it again."
	if bot.IsRepeatable(b) {
		asked, told = 2, "bot: ok"
	}
	if d.questions() != asked {
		t.Errorf("the service was asked %d times, want %d", d.questions(), asked)
	}
	e.want(t, "visitor: hello", told)
}

// checkTakeover: when a person takes over while the service works, the question is
// withdrawn, and nothing of the answer or its failure is said.
func checkTakeover(t testing.TB, s Service) {
	withdrawn := make(chan struct{})
	_, b := s.open(t, func(w http.ResponseWriter, r *http.Request) {
		behavior.Hang(w, r)
		close(withdrawn)
	})
	e := newSite(t, b)
	e.begin(t)
	e.send(t, "1")
	synctest.Wait()
	e.do(t, agent, chat.Assign{Conversation: e.conversation, To: agent.Participant.ID})
	synctest.Wait()
	select {
	case <-withdrawn:
	default:
		t.Errorf("the service works on for a bot that was silenced")
	}
	e.send(t, "2")
	e.do(t, agent, chat.Assign{Conversation: e.conversation})
	e.send(t, "3")
	synctest.Wait()
	e.want(t, "visitor: hello", "visitor: hello", "visitor: hello", "bot: ok")
}

// checkPanic: a panic within the bot fails its turn, and the next one is answered.
func checkPanic(t testing.TB, s Service) {
	d := &desk{otherwise: s.Answer("ok")}
	e := newSite(t, s.Bot(t, &panicking{next: d.serve(t)}))
	e.begin(t)
	e.send(t, "1")
	synctest.Wait()
	e.send(t, "2")
	synctest.Wait()
	got := e.log(t)
	if len(got) != 4 || !strings.HasPrefix(got[1], "system: ") || strings.Contains(got[1], canary) || got[3] != "bot: ok" {
		t.Errorf("the log reads %q", got)
	}
}

// panicking panics once.
type panicking struct {
	done atomic.Bool
	next http.RoundTripper
}

func (p *panicking) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.done.CompareAndSwap(false, true) {
		panic(errors.New(canary))
	}
	return p.next.RoundTrip(r)
}

package rasa

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
)

// The failure table of the package comment: what each way to fail makes of the
// turn, how often Rasa is asked, and how long it takes in virtual time.
func TestFailureTable(t *testing.T) {
	const canary = "canary-4711"
	say := func(text string) rasatest.Behavior { return rasatest.Say(rasatest.Response{Text: text}) }
	busy := func(after string) rasatest.Behavior { return rasatest.Status(429, canary, "Retry-After", after) }
	times := func(n int, b rasatest.Behavior) []rasatest.Behavior {
		return slices.Repeat([]rasatest.Behavior{b}, n)
	}
	const second = time.Second
	for name, c := range map[string]struct {
		behave []rasatest.Behavior
		kind   func(error) error // nil: an answer
		asked  int
		least  time.Duration
		most   time.Duration
	}{
		"an answer":              {times(1, say("ok")), nil, 1, 0, 0},
		"a slow answer":          {times(1, rasatest.After(29*second, say("ok"))), nil, 1, 29 * second, 29 * second},
		"no answer in time":      {times(1, rasatest.After(31*second, say("ok"))), bot.TimedOut, 1, 30 * second, 30 * second},
		"a hang":                 {times(1, rasatest.Hang), bot.TimedOut, 1, 30 * second, 30 * second},
		"a body that stalls":     {times(1, rasatest.Stall(`[{"text":"`+canary)), bot.TimedOut, 1, 30 * second, 30 * second},
		"a closed connection":    {times(1, rasatest.Drop), bot.Failed, 1, 0, 0},
		"a truncated body":       {times(1, rasatest.Truncate(`[{"text":"`+canary+`"}]`, 20)), bot.BadReply, 1, 0, 0},
		"a body that ends early": {times(1, rasatest.Body("application/json", `[{"text":"`+canary+`"}`)), bot.BadReply, 1, 0, 0},
		"an HTML page":           {times(1, rasatest.Body("text/html", "<html>"+canary)), bot.BadReply, 1, 0, 0},
		"an empty body":          {times(1, rasatest.Body("application/json", "")), bot.BadReply, 1, 0, 0},
		"an object":              {times(1, rasatest.Body("application/json", `{"text":"`+canary+`"}`)), bot.BadReply, 1, 0, 0},
		"null":                   {times(1, rasatest.Body("application/json", "null")), bot.BadReply, 1, 0, 0},
		"two values":             {times(1, rasatest.Body("application/json", "[] []")), bot.BadReply, 1, 0, 0},
		"NDJSON of the stream":   {times(1, rasatest.Body("text/event-stream", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n")), bot.BadReply, 1, 0, 0},
		"a huge body":            {times(1, rasatest.Huge(8<<20)), bot.BadReply, 1, 0, 0},
		"a huge body that is JSON before the cap": {times(1, rasatest.Body("application/json", `[{"text":"a"}]`+strings.Repeat(" ", 2<<20))), bot.BadReply, 1, 0, 0},
		"deep nesting":                      {times(1, rasatest.Body("application/json", strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000))), bot.BadReply, 1, 0, 0},
		"500":                               {times(1, rasatest.Status(500, canary)), bot.Failed, 1, 0, 0},
		"503 with Retry-After":              {times(1, rasatest.Status(503, canary, "Retry-After", "1")), bot.Failed, 1, 0, 0},
		"204":                               {times(1, rasatest.Status(204, "")), bot.BadReply, 1, 0, 0},
		"400":                               {times(1, rasatest.Status(400, canary)), bot.Unreached, 1, 0, 0},
		"401":                               {times(1, rasatest.Status(401, canary)), bot.Unreached, 1, 0, 0},
		"404":                               {times(1, rasatest.Status(404, canary)), bot.Unreached, 1, 0, 0},
		"a redirect to another server":      {times(1, rasatest.Status(307, canary, "Location", "http://other/webhooks/rest/webhook")), bot.Unreached, 1, 0, 0},
		"a redirect that would ask by GET":  {times(1, rasatest.Status(302, canary, "Location", rasatest.HealthPath)), bot.Unreached, 1, 0, 0},
		"a redirect within the server":      {[]rasatest.Behavior{rasatest.Status(308, "", "Location", "/webhooks/rest/webhook"), say("ok")}, nil, 2, 0, 0},
		"redirects in circles":              {times(9, rasatest.Status(308, canary, "Location", "/webhooks/rest/webhook")), bot.Failed, 4, 0, 0},
		"429, then an answer":               {[]rasatest.Behavior{busy("7"), say("ok")}, nil, 2, 7 * second, 7 * second},
		"429 without a time":                {[]rasatest.Behavior{busy(""), busy("0"), busy("soon"), say("ok")}, nil, 4, 5 * second, 9 * second},
		"429 for longer than there is time": {times(1, busy("60")), busyKind, 1, 0, 0},
		"429, then a failure":               {[]rasatest.Behavior{busy("2"), rasatest.Status(500, canary)}, bot.Failed, 2, 2 * second, 2 * second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var s rasatest.Server
				s.Then(c.behave...)
				b := serve(t, &s)
				start := time.Now()
				rec, err := ask(t, b, bottest.Says("hello"))
				took := time.Since(start)
				if !sameKind(err, c.kind) {
					t.Errorf("got %v, may have acted %v", err, bot.MayHaveActed(err))
				}
				if err == nil && !slices.Equal(rec.Texts(), []string{"ok"}) || err != nil && len(rec.Messages()) > 0 {
					t.Errorf("the visitor reads %q", rec.Texts())
				}
				if got := len(s.Messages()); got != c.asked {
					t.Errorf("Rasa was asked %d times, want %d", got, c.asked)
				}
				if took < c.least || took > c.most {
					t.Errorf("it took %v, want %v to %v", took, c.least, c.most)
				}
				if err != nil && strings.Contains(err.Error(), canary) {
					t.Errorf("the body is in the error: %v", err)
				}
			})
		})
	}
}

// busyKind makes an error of the kind of Busy.
func busyKind(cause error) error { return bot.Busy(0, cause) }

// sameKind reports whether err tells the visitor and MayHaveActed what an error
// made by kind does; a nil kind stands for no error.
func sameKind(err error, kind func(error) error) bool {
	if kind == nil || err == nil {
		return kind == nil && err == nil
	}
	want := kind(nil)
	var got, public *chat.Error
	return errors.As(err, &got) && errors.As(want, &public) && got.Code == public.Code && got.Message == public.Message &&
		bot.MayHaveActed(err) == bot.MayHaveActed(want)
}

// A body without an end is read up to the cap, and then the connection is closed.
func TestEndlessBody(t *testing.T) {
	written := make(chan int, 1)
	endless := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		total, chunk := 0, make([]byte, 64<<10)
		for total < 64*maxBody {
			n, err := w.Write(chunk)
			if total += n; err != nil {
				break
			}
		}
		written <- total
	})
	b := New("http://rasa", WithTransport(bottest.Serve(t, endless)))
	if _, err := ask(t, b, bottest.Says("hello")); !sameKind(err, bot.BadReply) {
		t.Errorf("got %v", err)
	}
	if n := <-written; n > 2*maxBody {
		t.Errorf("%d bytes were read", n)
	}
}

// A server that refuses for ever is asked as often as there is time for, in
// pauses of about 1, 2, 4 and 8 seconds.
func TestBusyForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s rasatest.Server
		s.Then(slices.Repeat([]rasatest.Behavior{rasatest.Status(429, "")}, 20)...)
		start := time.Now()
		_, err := ask(t, serve(t, &s, WithTimeout(22*time.Second)), bottest.Says("hello"))
		if took := time.Since(start); chat.CodeOf(err) != chat.CodeRateLimited || len(s.Messages()) != 5 || took > 22*time.Second {
			t.Errorf("%v after %v and %d questions", err, took, len(s.Messages()))
		}
	})
}

// WithTimeout bounds an answer with its repeats, and an outer bound holds as
// well; a dial that takes all the time was surely no question.
func TestTimeouts(t *testing.T) {
	timed := func(t *testing.T, want time.Duration, do func() error) error {
		t.Helper()
		start := time.Now()
		err := do()
		if took := time.Since(start); took != want {
			t.Errorf("took %v, want %v", took, want)
		}
		return err
	}
	synctest.Test(t, func(t *testing.T) {
		var s rasatest.Server
		s.Then(rasatest.Hang, rasatest.Hang)
		b := serve(t, &s, WithTimeout(time.Minute), WithTimeout(0))
		err := timed(t, time.Minute, func() error { _, err := ask(t, b, bottest.Says("hello")); return err })
		if !errors.Is(err, errLate) || !bot.MayHaveActed(err) {
			t.Errorf("its own time: %v", err)
		}
		err = timed(t, time.Second, func() error { _, err := ask(t, bot.Timeout(time.Second, 0)(b), bottest.Says("hello")); return err })
		if chat.CodeOf(err) != chat.CodeUnavailable || !bot.MayHaveActed(err) {
			t.Errorf("an outer bound: %v", err)
		}
		stuck := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		t.Cleanup(stuck.CloseIdleConnections)
		err = timed(t, 30*time.Second, func() error {
			_, err := ask(t, serve(t, &s, WithTransport(stuck)), bottest.Says("hello"))
			return err
		})
		if bot.MayHaveActed(err) || err == nil {
			t.Errorf("a dial that takes all the time: %v", err)
		}
	})
}

// When the turn ends, an answer under way and a pause before a repeat end too, and
// nothing is said.
func TestCancelled(t *testing.T) {
	for name, behavior := range map[string]rasatest.Behavior{
		"asking":  rasatest.Hang,
		"reading": rasatest.Stall("["),
		"pausing": rasatest.Status(429, "", "Retry-After", "20"),
	} {
		synctest.Test(t, func(t *testing.T) {
			var s rasatest.Server
			s.Then(behavior)
			b := serve(t, &s, WithEmptyReply("Sorry?"))
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			start := time.Now()
			rec := &bottest.Recorder{}
			err := rec.Ask(ctx, b, bottest.Says("hello"))
			if took := time.Since(start); err == nil || took != time.Second || len(rec.Ops()) > 0 {
				t.Errorf("%s: %v after %v, said %q", name, err, took, rec.Texts())
			}
		})
	}
}

// The pauses before a repeat after a refusal double up to 32 seconds, with jitter.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var again retry
		for i := range 100 {
			start := time.Now()
			if !again.wait(t.Context(), bot.Busy(0, nil)) {
				t.Fatal("no repeat")
			}
			mid := time.Second << min(i, 5)
			if took := time.Since(start); took < mid*3/4 || took > mid*5/4 {
				t.Errorf("pause %d took %v", i, took)
			}
		}
	})
	for _, err := range []error{bot.Unreached(errors.New("404")), bot.Failed(errUnsent), fmt.Errorf("unknown: %w", errUnsent)} {
		if (&retry{}).wait(t.Context(), err) {
			t.Errorf("%v is repeated", err)
		}
	}
}

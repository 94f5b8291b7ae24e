package dialogflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

// modes are the ways to ask: the failure table holds for each.
var modes = map[string]struct {
	name string
	opts []Option
}{
	"ES":           {esAgent, nil},
	"CX":           {cxAgent, nil},
	"CX streaming": {cxAgent, []Option{WithStreaming(15 * time.Second)}},
}

// The failure table of the package comment: what each way to fail makes of the
// turn, how often Dialogflow is asked, and how long it takes in virtual time.
func TestFailureTable(t *testing.T) {
	const canary = "canary-4711"
	const second = time.Second
	ok := fake.Say(fake.Text("ok"))
	text := `{"queryResult":{"fulfillmentText":"` + canary + `","responseMessages":[{"text":{"text":["` + canary + `"]}}]}}`
	busy := func(after string, details ...any) fake.Behavior {
		return func(w http.ResponseWriter, r *http.Request, q fake.Question) {
			w.Header().Set("Retry-After", after)
			fake.Fail(429, "RESOURCE_EXHAUSTED", canary, details...)(w, r, q)
		}
	}
	fail := func(status int, code string) fake.Behavior { return fake.Fail(status, code, canary) }
	body := func(b string) fake.Behavior { return fake.Body("application/json", b) }
	for name, c := range map[string]struct {
		behave []fake.Behavior
		kind   func(error) error // nil: an answer
		least  time.Duration
		most   time.Duration
	}{
		"an answer":                         {[]fake.Behavior{ok}, nil, 0, 0},
		"a slow answer":                     {[]fake.Behavior{fake.After(29*second, ok)}, nil, 29 * second, 29 * second},
		"no answer in time":                 {[]fake.Behavior{fake.After(31*second, ok)}, bot.TimedOut, 30 * second, 30 * second},
		"a hang":                            {[]fake.Behavior{fake.Hang}, bot.TimedOut, 30 * second, 30 * second},
		"a body that stalls":                {[]fake.Behavior{fake.Stall(`[{"queryResult":{"fulfillmentText":"` + canary)}, bot.TimedOut, 30 * second, 30 * second},
		"a closed connection":               {[]fake.Behavior{fake.Drop}, bot.Failed, 0, 0},
		"a truncated body":                  {[]fake.Behavior{fake.Truncate(text, 20)}, bot.BadReply, 0, 0},
		"a body that ends early":            {[]fake.Behavior{body(text[:len(text)-2])}, bot.BadReply, 0, 0},
		"an HTML page":                      {[]fake.Behavior{fake.Body("text/html", "<html>"+canary)}, bot.BadReply, 0, 0},
		"an empty body":                     {[]fake.Behavior{body("")}, bot.BadReply, 0, 0},
		"an empty object":                   {[]fake.Behavior{body("{}")}, bot.BadReply, 0, 0},
		"an empty list":                     {[]fake.Behavior{body("[]")}, bot.BadReply, 0, 0},
		"null":                              {[]fake.Behavior{body("null")}, bot.BadReply, 0, 0},
		"a number":                          {[]fake.Behavior{body("1")}, bot.BadReply, 0, 0},
		"a list without an end":             {[]fake.Behavior{body("[")}, bot.BadReply, 0, 0},
		"a list of something else":          {[]fake.Behavior{body(`["` + canary + `"]`)}, bot.BadReply, 0, 0},
		"another result":                    {[]fake.Behavior{body(`{"queryResult":["` + canary + `"]}`)}, bot.BadReply, 0, 0},
		"a huge body":                       {[]fake.Behavior{fake.Huge(8 << 20)}, bot.BadReply, 0, 0},
		"deep nesting":                      {[]fake.Behavior{body(strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000))}, bot.BadReply, 0, 0},
		"500":                               {[]fake.Behavior{fail(500, "INTERNAL")}, bot.Failed, 0, 0},
		"502 of a proxy":                    {[]fake.Behavior{fake.Status(502, canary)}, bot.Failed, 0, 0},
		"503, which the agent may have got": {[]fake.Behavior{fail(503, "UNAVAILABLE")}, bot.Failed, 0, 0},
		"503 with Retry-After":              {[]fake.Behavior{fake.Status(503, canary, "Retry-After", "1")}, bot.Failed, 0, 0},
		"504":                               {[]fake.Behavior{fail(504, "DEADLINE_EXCEEDED")}, bot.TimedOut, 0, 0},
		"499":                               {[]fake.Behavior{fail(499, "CANCELLED")}, bot.Failed, 0, 0},
		"204":                               {[]fake.Behavior{fake.Status(204, "")}, bot.BadReply, 0, 0},
		"400":                               {[]fake.Behavior{fail(400, "INVALID_ARGUMENT")}, bot.Unreached, 0, 0},
		"401":                               {[]fake.Behavior{fail(401, "UNAUTHENTICATED")}, bot.Unreached, 0, 0},
		"403":                               {[]fake.Behavior{fail(403, "PERMISSION_DENIED")}, bot.Unreached, 0, 0},
		"404":                               {[]fake.Behavior{fail(404, "NOT_FOUND")}, bot.Unreached, 0, 0},
		"409":                               {[]fake.Behavior{fail(409, "ABORTED")}, bot.Unreached, 0, 0},
		"a redirect":                        {[]fake.Behavior{fake.Status(307, canary, "Location", "/v2/projects/p/agent")}, bot.Unreached, 0, 0},
		"a redirect to another server":      {[]fake.Behavior{fake.Status(308, canary, "Location", "http://other/")}, bot.Unreached, 0, 0},
		"429, then an answer":               {[]fake.Behavior{busy("7"), ok}, nil, 7 * second, 7 * second},
		"429 with RetryInfo":                {[]fake.Behavior{busy("", fake.Reason("RATE_LIMIT_EXCEEDED"), fake.RetryIn(2500*time.Millisecond)), ok}, nil, 2500 * time.Millisecond, 2500 * time.Millisecond},
		"429 without a time":                {[]fake.Behavior{busy(""), busy("0"), busy("soon"), ok}, nil, 5 * second, 9 * second},
		"429 for longer than there is time": {[]fake.Behavior{busy("60")}, busyKind, 0, 0},
		"429, then a failure":               {[]fake.Behavior{busy("2"), fail(500, "INTERNAL")}, bot.Failed, 2 * second, 2 * second},
	} {
		for mode, m := range modes {
			t.Run(name+"/"+mode, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var s fake.Server
					s.Then(c.behave...)
					start := time.Now()
					rec, err := ask(t, serve(t, &s, m.name, m.opts...), bottest.Says("hello"))
					took := time.Since(start)
					if !sameKind(err, c.kind) {
						t.Errorf("got %v, may have acted %v", err, bot.MayHaveActed(err))
					}
					if err == nil && !slices.Equal(rec.Texts(), []string{"ok"}) || err != nil && len(rec.Messages()) > 0 {
						t.Errorf("the visitor reads %q", rec.Texts())
					}
					if got := len(s.Questions()); got != len(c.behave) {
						t.Errorf("Dialogflow was asked %d times, want %d", got, len(c.behave))
					}
					if took < c.least || took > c.most {
						t.Errorf("it took %v, want %v to %v", took, c.least, c.most)
					}
					if err != nil && (strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), SessionID("conversation-1"))) {
						t.Errorf("the body or the session is in the error: %v", err)
					}
				})
			})
		}
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

// An error names the code and the reason for operators, with what to do about it,
// and nothing that is not a known kind of word.
func TestErrorWords(t *testing.T) {
	for want, b := range map[string]fake.Behavior{
		"403 Forbidden (PERMISSION_DENIED SERVICE_DISABLED): enable": fake.Fail(403, "PERMISSION_DENIED", "canary", fake.Reason("SERVICE_DISABLED"), fake.Reason("canary")),
		"401 Unauthorized: give New a client":                        fake.Status(401, "canary"),
		"404 Not Found: check":                                       fake.Fail(404, "canary canary", "canary"),
		"307 Temporary Redirect: give WithEndpoint":                  fake.Status(307, "canary", "Location", "http://canary/"),
	} {
		for mode, m := range modes {
			var s fake.Server
			s.Then(b)
			_, err := ask(t, serve(t, &s, m.name, m.opts...), bottest.Says("hello"))
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: got %v, want %s", mode, err, want)
			}
		}
	}
}

// A body without an end is read up to the cap, and then the connection is closed;
// that of an error up to a smaller one.
func TestEndlessBody(t *testing.T) {
	for mode, m := range modes {
		for status, c := range map[int]struct {
			kind func(error) error
			most int // bytes, with what is on the way
		}{200: {bot.BadReply, 2 * maxBody}, 500: {bot.Failed, maxBody}} {
			written := make(chan int, 1)
			endless := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				written <- pour(w)
			})
			_, err := ask(t, through(bottest.Serve(t, endless), m.name, m.opts...), bottest.Says("hello"))
			if !sameKind(err, c.kind) || strings.Contains(err.Error(), "over 1048576 bytes") != (status == 200) {
				t.Errorf("%s, %d: got %v", mode, status, err)
			}
			if n := <-written; n > c.most {
				t.Errorf("%s, %d: %d bytes were read", mode, status, n)
			}
		}
	}
}

// pour writes the beginning of a list until nobody reads, and returns how much.
func pour(w http.ResponseWriter) int {
	total := 0
	for piece := `["`; total < 64*maxBody; piece = strings.Repeat("a", 64<<10) {
		n, err := w.Write([]byte(piece))
		if total += n; err != nil {
			break
		}
	}
	return total
}

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A server that refuses for ever is asked as often as there is time for, in
// pauses of about 1, 2, 4 and 8 seconds.
func TestBusyForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s fake.Server
		s.Then(slices.Repeat([]fake.Behavior{fake.Status(429, "")}, 20)...)
		start := time.Now()
		_, err := ask(t, serve(t, &s, cxAgent, WithTimeout(22*time.Second)), bottest.Says("hello"))
		if took := time.Since(start); chat.CodeOf(err) != chat.CodeRateLimited || len(s.Questions()) != 5 || took > 22*time.Second {
			t.Errorf("%v after %v and %d questions", err, took, len(s.Questions()))
		}
	})
}

// When the turn ends, an answer under way and a pause before a repeat end too, and
// nothing is said.
func TestCancelled(t *testing.T) {
	for name, behavior := range map[string]fake.Behavior{
		"asking":  fake.Hang,
		"reading": fake.Stall("["),
		"pausing": fake.Status(429, "", "Retry-After", "20"),
	} {
		for mode, m := range modes {
			synctest.Test(t, func(t *testing.T) {
				var s fake.Server
				s.Then(behavior)
				b := serve(t, &s, m.name, append(m.opts, WithEmptyReply("Sorry?"))...)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				rec := &bottest.Recorder{}
				err := rec.Ask(ctx, b, bottest.Says("hello"))
				if took := time.Since(start); err == nil || took != time.Second || len(rec.Ops()) > 0 {
					t.Errorf("%s, %s: %v after %v, said %q", mode, name, err, took, rec.Texts())
				}
				if name != "pausing" && (!errors.Is(err, context.Canceled) || chat.CodeOf(err) != chat.CodeInternal) {
					t.Errorf("%s, %s: the turn's end came out as %v", mode, name, err)
				}
			})
		}
	}
}

// RetryInfo says how long to wait; what it cannot mean says nothing.
func TestRetryInfo(t *testing.T) {
	for delay, want := range map[string]time.Duration{"": 0, "3s": 3 * time.Second, "0.5s": time.Second / 2, "-3s": 0, "x": 0, "9999h": 24 * time.Hour} {
		if got := (rpcStatus{Details: []detail{{Reason: "A"}, {RetryDelay: delay}}}).retryDelay(); got != want {
			t.Errorf("RetryInfo %q: got %v, want %v", delay, got, want)
		}
	}
}

// The pauses before a repeat after a refusal double up to 32 seconds, with jitter.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClock(t.Context(), 2*time.Hour)
		defer c.stop()
		var again retry
		for i := range 100 {
			start := time.Now()
			if !again.wait(c, bot.Busy(0, nil)) {
				t.Fatal("no repeat")
			}
			mid := time.Second << min(i, 5)
			if took := time.Since(start); took < mid*3/4 || took > mid*5/4 {
				t.Errorf("pause %d took %v", i, took)
			}
		}
		for _, err := range []error{bot.Unreached(errors.New("404")), bot.Failed(errUnsent), fmt.Errorf("unknown: %w", errUnsent)} {
			if (&retry{}).wait(c, err) {
				t.Errorf("%v is repeated", err)
			}
		}
	})
}

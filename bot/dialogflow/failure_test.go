package dialogflow

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
	"CX streaming": {cxAgent, []Option{WithStreaming()}},
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

// A body without an end is read up to the cap, and then the connection is closed.
func TestEndlessBody(t *testing.T) {
	for mode, m := range modes {
		written := make(chan int, 1)
		endless := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			total, chunk := 0, []byte(`["`+strings.Repeat("a", 64<<10))
			for total < 64*maxBody {
				n, err := w.Write(chunk)
				if total += n; err != nil {
					break
				}
				chunk = chunk[2:][:64<<10-2]
				chunk = append([]byte("aa"), chunk...)
			}
			written <- total
		})
		_, err := ask(t, through(bottest.Serve(t, endless), m.name, m.opts...), bottest.Says("hello"))
		if !sameKind(err, bot.BadReply) || !strings.Contains(err.Error(), "over 1048576 bytes") {
			t.Errorf("%s: got %v", mode, err)
		}
		if n := <-written; n > 2*maxBody {
			t.Errorf("%s: %d bytes were read", mode, n)
		}
	}
}

// flaky fails the first dials of a transport.
func flaky(to *http.Transport, fail int) (*http.Transport, *int) {
	dials := 0
	return &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials++; dials <= fail {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
		}
		return to.DialContext(ctx, network, addr)
	}}, &dials
}

// A server that cannot be connected to was surely not asked: it is tried twice
// more, after a moment each, and then the visitor hears of it.
func TestDialFailures(t *testing.T) {
	for fail, want := range map[int]struct {
		dials int
		ok    bool
	}{1: {2, true}, 2: {3, true}, 3: {3, false}} {
		synctest.Test(t, func(t *testing.T) {
			var s fake.Server
			transport, dials := flaky(bottest.Serve(t, &s), fail)
			t.Cleanup(transport.CloseIdleConnections)
			start := time.Now()
			rec, err := ask(t, through(transport, cxAgent), bottest.Says("hello"))
			if (err == nil) != want.ok || bot.MayHaveActed(err) || *dials != want.dials {
				t.Errorf("%d failures: %v after %d dials", fail, err, *dials)
			}
			if want.ok != (len(s.Questions()) == 1 && len(rec.Messages()) == 1) {
				t.Errorf("%d failures: Dialogflow was asked %d times", fail, len(s.Questions()))
			}
			if took := time.Since(start); took < 200*time.Millisecond || took > 2*time.Second {
				t.Errorf("%d failures: took %v", fail, took)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A transport that fails before it traces anything, as one without credentials
// does, proves nothing: its errors are not repeated, except for those of a dial.
func TestUntracedTransport(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		tries int
	}{
		"no token": {errors.New("oauth2: token expired"), 1},
		"a dial":   {&net.OpError{Op: "dial", Err: errors.New("refused")}, 3},
		"a read":   {&net.OpError{Op: "read", Err: errors.New("reset")}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			tries := 0
			_, err := ask(t, through(roundTripper(func(*http.Request) (*http.Response, error) {
				tries++
				return nil, c.err
			}), cxAgent), bottest.Says("hello"))
			if !errors.Is(err, c.err) || tries != c.tries || bot.MayHaveActed(err) != (c.tries == 1) {
				t.Errorf("%s: %v after %d tries", name, err, tries)
			}
		})
	}
}

// The client's own settings stay as they are, but redirects are not followed.
func TestClientIsNotChanged(t *testing.T) {
	client := &http.Client{Transport: bottest.Serve(t, &fake.Server{}), Timeout: time.Minute}
	b := New(cxAgent, client, WithEndpoint("http://dialogflow"))
	if client.CheckRedirect != nil || b.client.Timeout != time.Minute {
		t.Error("the client was changed, or its settings got lost")
	}
}

// The timeout bounds an answer with its repeats, an outer bound holds as well, and
// so does the client's own; a dial that takes all the time was surely no question.
func TestTimeouts(t *testing.T) {
	timed := func(t *testing.T, want time.Duration, b chat.Bot) error {
		t.Helper()
		start := time.Now()
		_, err := ask(t, b, bottest.Says("hello"))
		if took := time.Since(start); took != want {
			t.Errorf("took %v, want %v", took, want)
		}
		return err
	}
	synctest.Test(t, func(t *testing.T) {
		var s fake.Server
		s.Then(fake.Hang, fake.Hang, fake.Hang)
		b := serve(t, &s, cxAgent, WithTimeout(time.Minute), WithTimeout(0))
		if err := timed(t, time.Minute, b); !errors.Is(err, errLate) || !sameKind(err, bot.TimedOut) {
			t.Errorf("its own time: %v", err)
		}
		if err := timed(t, time.Second, bot.Timeout(time.Second, 0)(b)); !sameKind(err, bot.TimedOut) {
			t.Errorf("an outer bound: %v", err)
		}
		client := &http.Client{Transport: bottest.Serve(t, &s), Timeout: 2 * time.Second}
		if err := timed(t, 2*time.Second, New(cxAgent, client, WithEndpoint("http://dialogflow"))); !sameKind(err, bot.TimedOut) {
			t.Errorf("the client's bound: %v", err)
		}
		stuck := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		t.Cleanup(stuck.CloseIdleConnections)
		if err := timed(t, 30*time.Second, through(stuck, cxAgent)); !sameKind(err, bot.Unreached) {
			t.Errorf("a dial that takes all the time: %v", err)
		}
	})
}

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
			})
		}
	}
}

// Retry-After is seconds or a date; what is neither, or past, says nothing.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		for header, want := range map[string]time.Duration{
			"": 0, "7": 7 * time.Second, "0": 0, "-1": 0, "soon": 0, "1.5": 0, "99999999999": 24 * time.Hour,
			now.UTC().Add(time.Minute).Format(http.TimeFormat):  time.Minute,
			now.UTC().Add(-time.Minute).Format(http.TimeFormat): 0,
		} {
			if got := retryAfter(header); got != want {
				t.Errorf("%q: got %v, want %v", header, got, want)
			}
		}
	})
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

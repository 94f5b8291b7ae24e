package call

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

// counted does what a script says, and counts.
type counted struct {
	behavior.Script
	asked chan string // the bodies of requests
}

func (c *counted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	c.asked <- string(body)
	c.Next(behavior.Body("text/plain", "ok"))(w, r)
}

func then(next ...http.HandlerFunc) *counted {
	c := &counted{asked: make(chan string, 99)}
	c.Then(next...)
	return c
}

func service(t testing.TB, rt http.RoundTripper) *Service {
	t.Helper()
	u, err := ParseURL("http://service/x")
	if err != nil {
		t.Fatal(err)
	}
	client := NewClient()
	client.Transport = rt
	return &Service{Name: "test", URL: u, Client: client, Limit: 1 << 10}
}

// ask asks and reads the answer.
func ask(ctx context.Context, s *Service) (string, error) {
	a, err := s.Ask(ctx, []byte("question"), func(*http.Request) {})
	if err != nil {
		return "", err
	}
	defer a.Close()
	body, err := a.All(s.Limit)
	return string(body), err
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

// A service that cannot be connected to was surely not asked: it is tried twice more, after a moment each.
func TestDialFailures(t *testing.T) {
	for fail, want := range map[int]struct {
		dials int
		ok    bool
	}{1: {2, true}, 2: {3, true}, 3: {3, false}} {
		synctest.Test(t, func(t *testing.T) {
			c := then()
			transport, dials := flaky(bottest.Serve(t, c), fail)
			t.Cleanup(transport.CloseIdleConnections)
			start := time.Now()
			_, err := ask(t.Context(), service(t, transport))
			if (err == nil) != want.ok || bot.MayHaveActed(err) || *dials != want.dials || want.ok != (len(c.asked) == 1) {
				t.Errorf("%d failures: %v after %d dials", fail, err, *dials)
			}
			if took := time.Since(start); took < 200*time.Millisecond || took > 2*time.Second {
				t.Errorf("%d failures: took %v", fail, took)
			}
		})
	}
}

// The URL may have a secret in its path: no error has it, whether nothing was sent or the connection broke.
func TestErrorsHaveNoURL(t *testing.T) {
	for _, cause := range []error{&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}, io.ErrUnexpectedEOF} {
		synctest.Test(t, func(t *testing.T) {
			s := service(t, roundTripper(func(*http.Request) (*http.Response, error) { return nil, cause }))
			s.URL, _ = url.Parse("http://bot.example/hook/secret")
			if _, err := ask(t.Context(), s); !errors.Is(err, cause) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v", err)
			}
		})
	}
}

// Nothing is sent to a server that cannot prove who it is.
func TestTLSFailure(t *testing.T) {
	c := then()
	srv := httptest.NewUnstartedServer(c)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	s := service(t, transport)
	s.URL, _ = url.Parse(srv.URL)
	if _, err := ask(t.Context(), s); err == nil || bot.MayHaveActed(err) || !errors.Is(err, errUnsent) || len(c.asked) > 0 {
		t.Errorf("an unknown certificate: %v, asked %d times", err, len(c.asked))
	}
	s.Client.Transport = srv.Client().Transport
	if got, err := ask(t.Context(), s); err != nil || got != "ok" {
		t.Errorf("a known certificate: %v, %q", err, got)
	}
}

// A transport that does not trace proves nothing: its errors are not repeated, except for those of a dial.
func TestUntracedTransport(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		tries int
	}{
		"who knows": {errors.New("broken"), 1},
		"a dial":    {&net.OpError{Op: "dial", Err: errors.New("refused")}, 3},
		"a read":    {&net.OpError{Op: "read", Err: errors.New("reset")}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			tries := 0
			_, err := ask(t.Context(), service(t, roundTripper(func(*http.Request) (*http.Response, error) { tries++; return nil, c.err })))
			if !errors.Is(err, c.err) || tries != c.tries || bot.MayHaveActed(err) != (c.tries == 1) {
				t.Errorf("%s: %v after %d tries", name, err, tries)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A service that refuses for ever is asked as often as there is time for, in pauses of about 1, 2, 4 and 8
// seconds, which end with ctx; the question is the same each time.
func TestBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := then(slices.Repeat([]http.HandlerFunc{behavior.Status(429, "")}, 20)...)
		s := service(t, bottest.Serve(t, c))
		ctx, cancel := context.WithTimeout(t.Context(), 22*time.Second)
		defer cancel()
		if _, err := ask(ctx, s); chat.CodeOf(err) != chat.CodeRateLimited || len(c.asked) != 5 {
			t.Errorf("%v after %d questions", err, len(c.asked))
		}
		for range 5 {
			if got := <-c.asked; got != "question" {
				t.Errorf("asked %q", got)
			}
		}
		early, stop := context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, stop)
		start := time.Now()
		if _, err := ask(early, s); err == nil || time.Since(start) != 500*time.Millisecond {
			t.Errorf("a pause ended with %v after %v", err, time.Since(start))
		}
	})
}

// The pauses before a repeat after a refusal double up to 32 seconds, with jitter.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var again retry
		for i := range 50 {
			start := time.Now()
			if !again.wait(t.Context(), bot.Busy(0, nil), false) {
				t.Fatal("no repeat")
			}
			mid := time.Second << min(i, 5)
			if took := time.Since(start); took < mid*3/4 || took > mid*5/4 {
				t.Errorf("pause %d took %v", i, took)
			}
		}
	})
	for _, err := range []error{bot.Unreached(errors.New("404")), bot.Failed(errUnsent), bot.Failed(errBroken), errUnsent} {
		if (&retry{}).wait(t.Context(), err, false) {
			t.Errorf("%v is repeated", err)
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
			if got := RetryAfter(header); got != want {
				t.Errorf("%q: got %v, want %v", header, got, want)
			}
		}
	})
}

// A body up to the limit is read, and one over it is no reply; neither bound waits for the other.
func TestLimit(t *testing.T) {
	for n, ok := range map[int]bool{1 << 10: true, 1<<10 + 1: false, 1 << 20: false} {
		s := service(t, bottest.Serve(t, then(behavior.Body("text/plain", strings.Repeat("a", n)))))
		if got, err := ask(t.Context(), s); (err == nil) != ok || ok && len(got) != n || !ok && !bot.MayHaveActed(err) {
			t.Errorf("%d bytes: %v, read %d", n, err, len(got))
		}
	}
}

// A dial that takes all the time was surely no question.
func TestLateDial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		t.Cleanup(stuck.CloseIdleConnections)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := ask(ctx, service(t, stuck)); err == nil || bot.MayHaveActed(err) {
			t.Errorf("got %v", err)
		}
	})
}

// A code from a service gets into errors only when it looks like one; a hint for a 429 ends the waiting.
func TestExplain(t *testing.T) {
	for code, want := range map[string]string{"rate_limit": "rate_limit", "a.b-C9": "a.b-C9", "what Vera said": "", "": "", "a\nb": "", strings.Repeat("a", 65): ""} {
		if got := Code(code); got != want {
			t.Errorf("%q: got %q", code, got)
		}
	}
	s := service(t, bottest.Serve(t, then(behavior.Status(429, "the body", "Retry-After", "1"))))
	s.Explain = func(status int, body []byte) (string, string) { return "empty", string(body) + " of it" }
	if _, err := ask(t.Context(), s); err == nil || chat.CodeOf(err) != chat.CodeUnavailable || !strings.Contains(err.Error(), "429 Too Many Requests empty: the body of it") {
		t.Errorf("got %v", err)
	}
}

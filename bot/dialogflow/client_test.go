package dialogflow

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

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
		s.Then(fake.Hang, fake.Hang)
		b := serve(t, &s, cxAgent, WithTimeout(time.Minute), WithTimeout(0))
		if err := timed(t, time.Minute, b); !errors.Is(err, errLate) || !sameKind(err, bot.TimedOut) {
			t.Errorf("its own time: %v", err)
		}
		if err := timed(t, time.Second, bot.Timeout(time.Second, 0)(b)); !sameKind(err, bot.TimedOut) {
			t.Errorf("an outer bound: %v", err)
		}
		s.Then(fake.Status(429, "", "Retry-After", "5"))
		if err := timed(t, 0, bot.Timeout(4*time.Second, 0)(b)); !sameKind(err, busyKind) {
			t.Errorf("a pause beyond an outer bound: %v", err)
		}
		s.Then(fake.Hang)
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

package rasa

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
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
			var s rasatest.Server
			transport, dials := flaky(bottest.Serve(t, &s), fail)
			t.Cleanup(transport.CloseIdleConnections)
			start := time.Now()
			rec, err := ask(t, serve(t, &s, WithTransport(transport)), bottest.Says("hello"))
			if (err == nil) != want.ok || bot.MayHaveActed(err) || *dials != want.dials {
				t.Errorf("%d failures: %v after %d dials", fail, err, *dials)
			}
			if want.ok != (len(s.Messages()) == 1 && len(rec.Messages()) == 1) {
				t.Errorf("%d failures: Rasa was asked %d times", fail, len(s.Messages()))
			}
			if took := time.Since(start); took < 200*time.Millisecond || took > 2*time.Second {
				t.Errorf("%d failures: took %v", fail, took)
			}
		})
	}
}

// A handshake that fails comes before the question, too: nothing is sent to a
// server that cannot prove who it is, and a plain one behind https is none.
func TestTLSFailures(t *testing.T) {
	var s rasatest.Server
	srv := httptest.NewUnstartedServer(&s)
	srv.Config.ErrorLog = (&logged{}).errorLog()
	srv.StartTLS()
	defer srv.Close()
	for name, transport := range map[string]*http.Transport{
		"an unknown certificate": {},
		"no TLS behind https": {DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() { _, _ = far.Read(make([]byte, 1)); _ = far.Close() }()
			return near, nil
		}},
	} {
		defer transport.CloseIdleConnections()
		_, err := ask(t, serve(t, &s, WithTransport(transport), withBase(srv.URL)), bottest.Says("hello"))
		if err == nil || bot.MayHaveActed(err) || !errors.Is(err, errUnsent) || len(s.Messages()) > 0 {
			t.Errorf("%s: %v, asked %d times", name, err, len(s.Messages()))
		}
	}
	trusted := srv.Client().Transport
	if _, err := ask(t, serve(t, &s, WithTransport(trusted), withBase(srv.URL)), bottest.Says("hello")); err != nil {
		t.Errorf("a known certificate: %v", err)
	}
	trusted.(*http.Transport).CloseIdleConnections()
}

// withBase asks another server than serve's.
func withBase(raw string) Option { return func(b *Bot) { b.base, b.unusable = parseBase(raw) } }

// The client that New makes itself reaches a server over a real socket, and
// reports one that is not there as surely not asked.
func TestOwnClient(t *testing.T) {
	var s rasatest.Server
	srv := httptest.NewServer(&s)
	b := New(srv.URL, WithLogger((&logged{}).logger()))
	defer b.client.CloseIdleConnections()
	if rec, err := ask(t, b, bottest.Says("hello")); err != nil || !slices.Equal(rec.Texts(), []string{"You said: hello"}) {
		t.Errorf("got %v, %q", err, rec.Texts())
	}
	srv.Close()
	b.client.CloseIdleConnections()
	if _, err := ask(t, b, bottest.Says("hello")); err == nil || bot.MayHaveActed(err) {
		t.Errorf("a server that has gone: %v", err)
	}
}

// A transport that does not trace proves nothing: its errors are not repeated,
// except for those of a dial.
func TestUntracedTransport(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		tries int
	}{
		"who knows": {errors.New("broken"), 1},
		"a dial":    {&net.OpError{Op: "dial", Err: errors.New("refused")}, 3},
		"a read":    {&net.OpError{Op: "read", Err: errors.New("reset")}, 1},
		"an alert":  {&net.OpError{Op: "remote error", Err: tls.AlertError(40)}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			tries := 0
			b := New("http://rasa", WithTransport(roundTripper(func(*http.Request) (*http.Response, error) {
				tries++
				return nil, c.err
			})))
			_, err := ask(t, b, bottest.Says("hello"))
			if !errors.Is(err, c.err) || tries != c.tries || bot.MayHaveActed(err) != (c.tries == 1) {
				t.Errorf("%s: %v after %d tries", name, err, tries)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

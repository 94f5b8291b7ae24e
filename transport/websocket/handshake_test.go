package websocket_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/chatmount/chatmount/transport/websocket"
)

// bare hides everything of a ResponseWriter but itself.
type bare struct{ http.ResponseWriter }

// wrapping is how host applications wrap ResponseWriters.
type wrapping struct{ bare }

func (w wrapping) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// lazy sends its header only when told to, as Gin's does.
type lazy struct {
	wrapping
	status int
}

func (w *lazy) WriteHeader(status int) { w.status = status }
func (w *lazy) WriteHeaderNow()        { w.ResponseWriter.WriteHeader(w.status) }

func around(wrap func(http.ResponseWriter) http.ResponseWriter) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(wrap(w), r) })
	}
}

var upgrade = map[string]string{
	"Connection": "keep-alive, Upgrade", "Upgrade": "WebSocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
	"Sec-WebSocket-Protocol": "other, chatmount.v1",
}

// ask sends a handshake with some headers changed ("-" removes one) and returns
// the status, the code in the body and the subprotocol.
func ask(t *testing.T, client *http.Client, method, url string, changes ...string) (status int, code, protocol string) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range upgrade {
		r.Header.Set(name, value)
	}
	for i := 0; i < len(changes); i += 2 {
		if r.Header.Set(changes[i], changes[i+1]); changes[i+1] == "-" {
			r.Header.Del(changes[i])
		}
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return resp.StatusCode, "", resp.Header.Get("Sec-WebSocket-Protocol")
	}
	var body struct {
		Error struct{ Code, Message string }
	}
	text, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(text, &body)
	}
	if err != nil || body.Error.Message == "" {
		t.Errorf("status %d with the body %q", resp.StatusCode, text)
	}
	return resp.StatusCode, body.Error.Code, ""
}

// A handshake is taken or refused with a status and an error body.
func TestHandshake(t *testing.T) {
	s := start(t, chat.Limits{}, peer.Options{Origins: []string{"https://shop.example"}}, nil)
	for _, c := range []struct {
		method  string
		changes []string
		status  int
		code    string
	}{
		{"GET", nil, 101, ""},
		{"GET", []string{"Sec-WebSocket-Protocol", "-"}, 101, ""},
		{"GET", []string{"Sec-WebSocket-Protocol", "graphql-ws"}, 400, "invalid"},
		{"GET", []string{"Sec-WebSocket-Protocol", "CHATMOUNT.V1"}, 400, "invalid"},
		{"GET", []string{"Sec-WebSocket-Version", "8"}, 426, "invalid"},
		{"GET", []string{"Sec-WebSocket-Version", "-"}, 426, "invalid"},
		{"GET", []string{"Sec-WebSocket-Key", "-"}, 400, "invalid"},
		{"GET", []string{"Sec-WebSocket-Key", "c2hvcnQ="}, 400, "invalid"},
		{"GET", []string{"Origin", s.URL}, 101, ""},
		{"GET", []string{"Origin", "https://shop.example", "Sec-Fetch-Site", "cross-site"}, 101, ""},
		{"GET", []string{"Origin", "https://evil.example"}, 403, "forbidden"},
		{"GET", []string{"Origin", "null"}, 403, "forbidden"},
		{"GET", []string{"Sec-Fetch-Site", "cross-site"}, 403, "forbidden"},
		{"GET", []string{"Upgrade", "-"}, 426, "invalid"},
		{"GET", []string{"Connection", "close"}, 426, "invalid"},
		{"POST", nil, 426, "invalid"},
	} {
		status, code, protocol := ask(t, s.Client(), c.method, s.URL+"/ws", c.changes...)
		if status != c.status || code != c.code {
			t.Errorf("%s %v: %d %s, want %d %s", c.method, c.changes, status, code, c.status, c.code)
		}
		if offered := len(c.changes) == 0 || c.changes[0] != "Sec-WebSocket-Protocol"; status == 101 && (protocol == "chatmount.v1") != offered {
			t.Errorf("%v: the subprotocol is %q", c.changes, protocol)
		}
	}
}

// Over HTTP/2 there is a clear refusal.
func TestHandshakeOverHTTP2(t *testing.T) {
	b := newServer(t, chat.Limits{}, peer.Options{})
	t.Cleanup(func() { b.stop(t) })
	s := httptest.NewUnstartedServer(http.HandlerFunc(websocket.New(b.host).Serve))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	status, code, _ := ask(t, s.Client(), "GET", s.URL, "Connection", "-", "Upgrade", "-")
	if status != 426 || code != "invalid" {
		t.Errorf("%d %s, want 426 invalid", status, code)
	}
}

// Wrapped responses work when they can be unwrapped, and are refused when not.
func TestHandshakeBehindWrappers(t *testing.T) {
	for name, c := range map[string]struct {
		wrap   func(http.ResponseWriter) http.ResponseWriter
		status int
	}{
		"unwrapping": {func(w http.ResponseWriter) http.ResponseWriter { return wrapping{bare{wrapping{bare{w}}}} }, 101},
		"lazy":       {func(w http.ResponseWriter) http.ResponseWriter { return &lazy{wrapping: wrapping{bare{w}}} }, 101},
		"bare":       {func(w http.ResponseWriter) http.ResponseWriter { return bare{w} }, 501},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, chat.Limits{}, peer.Options{}, around(c.wrap))
			if status, _, _ := ask(t, s.Client(), "GET", s.URL+"/ws"); status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
		})
	}
}

// An address has only so many connections; refusals do not take places.
func TestHandshakesOfOneAddress(t *testing.T) {
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	s := start(t, chat.Limits{}, peer.Options{PerAddress: 2, TrustedProxies: loopback}, nil)
	from := []string{"X-Forwarded-For", "192.0.2.7"}
	for range 5 { // refused by the library, after they were counted
		r, err := http.NewRequest("GET", s.URL+"/ws", nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range upgrade {
			r.Header.Set(name, value)
		}
		r.Header.Set("Sec-WebSocket-Key", "short")
		r.Header.Set(from[0], from[1])
		resp, err := s.Client().Do(r)
		if err != nil || resp.StatusCode != http.StatusBadRequest {
			t.Fatalf("a malformed key: %v, %v", resp, err)
		}
		resp.Body.Close()
	}
	for _, want := range []int{101, 101, 429} {
		if status, _, _ := ask(t, s.Client(), "GET", s.URL+"/ws", from...); status != want {
			t.Errorf("status %d, want %d", status, want)
		}
	}
}

// What a client sends together with its handshake is not lost, however much
// of it net/http has read already.
func TestEarlyMessages(t *testing.T) {
	s := start(t, chat.Limits{}, peer.Options{}, nil)
	l, err := s.visitor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, padding := range []int{0, 400, 3000, 20000} {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		ping := `[{"type":"ping","x":"` + strings.Repeat("x", padding) + `"}]`
		r := shake(t, c, append(frame(opText, hello(l.Token)), frame(opText, ping)...))
		r.want(`"welcome"`)
		r.want("pong")
		c.Close()
	}
}

// A fault in the application's own code ends only that connection.
func TestPanicIsContained(t *testing.T) {
	s := start(t, chat.Limits{}, peer.Options{}, nil)
	broken := peer.NewHost(s.engine, peer.Options{Credentials: faulty{s.sessions}, Logger: slog.New(slog.DiscardHandler)})
	mux := http.NewServeMux()
	mux.HandleFunc("/ws", websocket.New(broken).Serve)
	h := httptest.NewServer(mux)
	t.Cleanup(h.Close)
	c, err := net.Dial("tcp", h.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	shake(t, c, frame(opText, hello("x"))).closed()
	if err := broken.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

// faulty panics where sessions are resolved.
type faulty struct{ peer.Credentials }

func (faulty) Resolve(context.Context, string) (chat.Session, error) { panic("a fault") }

package faultproxy

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// Without a fault every byte passes: bodies of any length and coding, over
// connections that are kept.
func TestRequestsPassUnchanged(t *testing.T) {
	p := behind(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Seen-Host", r.Host)
		b, _ := io.ReadAll(r.Body)
		_, _ = w.Write(b)
	})
	c := client(t)
	large := strings.Repeat("0123456789", 200_000)
	for name, body := range map[string]io.Reader{
		"none": nil, "short": strings.NewReader("short"), "large": strings.NewReader(large),
		"chunked": io.MultiReader(strings.NewReader(large)),
	} {
		resp, err := c.Post(p.URL(), "text/plain", body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		want := map[string]string{"short": "short", "large": large, "chunked": large}[name]
		if err != nil || string(got) != want || resp.Header.Get("Seen-Host") != p.Addr() {
			t.Errorf("%s: %d bytes (%v), want %d", name, len(got), err, len(want))
		}
	}
}

// A connection that was upgraded is bytes in both directions.
func TestWebSocketPasses(t *testing.T) {
	p := behind(t, webSocketEcho)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, p.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	for _, want := range []string{"one", "two"} {
		if err := c.Write(ctx, websocket.MessageText, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if _, got, err := c.Read(ctx); err != nil || string(got) != want {
			t.Fatalf("got %q (%v), want %q", got, err, want)
		}
	}
}

func webSocketEcho(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	for {
		kind, b, err := c.Read(r.Context())
		if err != nil || c.Write(r.Context(), kind, b) != nil {
			return
		}
	}
}

// What is no HTTP passes too, also when the server speaks first, and each side
// hears when the other has no more to say.
func TestOtherProtocolsPass(t *testing.T) {
	p := tcp(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "hello\n")
		got, _ := io.ReadAll(c)
		_, _ = c.Write(bytes.ToUpper(got))
	})
	c := connect(t, p)
	expect(t, c, []byte("hello\n"))
	write(t, c, []byte("ehlo\r\n\r\nno request"))
	_ = c.(*net.TCPConn).CloseWrite()
	if got, err := rest(c); err != nil || string(got) != "EHLO\r\n\r\nNO REQUEST" {
		t.Errorf("got %q (%v)", got, err)
	}
}

// New connections go to the target of the moment; where nobody listens they are ended.
func TestRedirect(t *testing.T) {
	p, other := echo(t), tcp(t, func(c net.Conn) { _, _ = io.WriteString(c, "other") })
	kept := connect(t, p)
	write(t, kept, []byte("a\n"))
	expect(t, kept, []byte("a\n"))
	if err := p.Redirect(other.URL()); err != nil {
		t.Fatal(err)
	}
	expect(t, connect(t, p), []byte("other"))
	write(t, kept, []byte("b\n"))
	expect(t, kept, []byte("b\n"))

	other.Close()
	if c, err := net.Dial("tcp", p.Addr()); err == nil { // it may be ended as early as that
		if got, err := rest(c); len(got) > 0 || err == nil {
			t.Errorf("a target that is gone: read %q (%v)", got, err)
		}
		c.Close()
	}
	for _, bad := range []string{"", "127.0.0.1", "https://127.0.0.1:1", "ftp://127.0.0.1"} {
		if err := p.Redirect(bad); err == nil {
			t.Errorf("the target %q was taken", bad)
		}
	}
	if _, err := New("", Options{}); err == nil {
		t.Error("a proxy without a target was made")
	}
	if _, err := New("127.0.0.1:1", Options{Listen: "nonsense"}); err == nil {
		t.Error("a proxy listens on nonsense")
	}
}

// Close ends what is open, whatever fault is in force, and refuses what comes.
func TestClose(t *testing.T) {
	for _, f := range []Fault{{}, {Kind: Blackhole}, {Kind: Delay, Delay: patience}, {Kind: Throttle, Rate: 1}} {
		p := echo(t)
		c := connect(t, p)
		write(t, c, []byte("a\n"))
		expect(t, c, []byte("a\n"))
		p.Set(f)
		write(t, c, []byte(strings.Repeat("b", 1000)+"\n"))
		for range 2 {
			if err := p.Close(); err != nil {
				t.Errorf("%v: %v", f, err)
			}
		}
		if _, err := rest(c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("%v: the connection is still open", f)
		}
		if c, err := net.Dial("tcp", p.Addr()); err == nil {
			c.Close()
			t.Errorf("%v: it still listens", f)
		}
	}
}

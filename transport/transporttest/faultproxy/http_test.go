package faultproxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// The handshake is answered, then there is silence in both directions, also
// after everything else is healed.
func TestDeadUpgrade(t *testing.T) {
	var heard sync.WaitGroup
	heard.Add(1)
	p := behind(t, func(w http.ResponseWriter, r *http.Request) {
		defer heard.Done()
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		ctx, cancel := context.WithTimeout(context.Background(), 2*silence)
		defer cancel()
		_ = c.Write(ctx, websocket.MessageText, []byte("from the server"))
		if _, got, err := c.Read(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the server read %q (%v), want silence", got, err)
		}
	})
	p.Set(Fault{Kind: DeadUpgrade})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, p.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	p.Heal()
	if err := c.Write(ctx, websocket.MessageText, []byte("from the client")); err != nil {
		t.Fatal(err)
	}
	heard.Wait() // by then the server has closed it, which does not pass either
	short, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	if _, got, err := c.Read(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the client read %q (%v), want silence", got, err)
	}
	if p.Struck(DeadUpgrade) != 1 {
		t.Errorf("struck %d times", p.Struck(DeadUpgrade))
	}
}

// What is no WebSocket handshake is not concerned.
func TestDeadUpgradeSparesOtherRequests(t *testing.T) {
	p := behind(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "fine") })
	p.Set(Fault{Kind: DeadUpgrade})
	if got, err := get(t, p); err != nil || got != "fine" {
		t.Errorf("got %q (%v)", got, err)
	}
}

func get(t *testing.T, p *Proxy) (string, error) {
	t.Helper()
	resp, err := client(t).Get(p.URL())
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

func post(t *testing.T, p *Proxy, body string) (string, error) {
	t.Helper()
	resp, err := client(t).Post(p.URL(), "text/plain", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

// The head of a stream comes, its events only when there are enough bytes of
// them, when the fault is lifted, or when the stream ends.
func TestBufferedStream(t *testing.T) {
	const event, lump = "data: 0123456789\n\n", 100
	more := make(chan int)
	p := behind(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		for n := range more {
			_, _ = io.WriteString(w, strings.Repeat(event, n))
			_ = http.NewResponseController(w).Flush()
		}
	})
	p.Set(Fault{Kind: BufferedStream, Bytes: lump})
	resp, err := client(t).Get(p.URL())
	if err != nil {
		t.Fatalf("the head did not come: %v", err)
	}
	defer resp.Body.Close()
	arrived := make(chan string, 100)
	go func() {
		defer close(arrived)
		for {
			b := make([]byte, 1000)
			n, err := resp.Body.Read(b)
			if n > 0 {
				arrived <- string(b[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	take := func(n int) {
		t.Helper()
		for got := ""; got != strings.Repeat(event, n); got += <-arrived {
			if len(got) > n*len(event) {
				t.Fatalf("got %q", got)
			}
		}
	}
	more <- 1
	await(t, "holding back", func() bool { return p.Struck(BufferedStream) > 0 })
	if len(arrived) > 0 {
		t.Fatalf("%q was not held back", <-arrived)
	}
	more <- 6
	take(7)
	more <- 1
	await(t, "holding back again", func() bool { return p.Struck(BufferedStream) > 1 })
	p.Heal()
	take(1)
	more <- 1
	take(1)
	close(more)
	if last, ok := <-arrived; ok {
		t.Errorf("at the end came %q", last)
	}
}

// What is held back comes with the end of the stream.
func TestBufferedStreamEnds(t *testing.T) {
	p := behind(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: x\n\n")
	})
	p.Set(Fault{Kind: BufferedStream, Bytes: 1 << 20})
	c := connect(t, p)
	write(t, c, []byte("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
	if got, err := rest(c); err != nil || !strings.HasSuffix(string(got), "data: x\n\n") {
		t.Errorf("got %q (%v)", got, err)
	}
}

// The length is promised, fewer bytes come, and the connection ends; other
// requests than POSTs are spared.
func TestTruncatedAnswer(t *testing.T) {
	const body = "0123456789"
	p := behind(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	for bytes, want := range map[int]string{0: "", 4: "0123", 10: "012345678", 99: "012345678"} {
		p.Set(Fault{Kind: TruncatedAnswer, Bytes: bytes})
		if got, err := post(t, p, "x"); got != want || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes: got %q (%v), want %q and an unexpected end", bytes, got, err, want)
		}
	}
	if got, err := get(t, p); err != nil || got != body || p.Struck(TruncatedAnswer) != 4 {
		t.Errorf("a GET was answered with %q (%v); struck %d times", got, err, p.Struck(TruncatedAnswer))
	}
}

// The server gets a POST twice, whole, and the client one answer.
func TestDuplicatedPost(t *testing.T) {
	var mu sync.Mutex // guards bodies
	var bodies []string
	p := behind(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		bodies = append(bodies, string(b))
		fmt.Fprint(w, "answer ", len(bodies))
	})
	received := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(bodies)
	}
	p.Set(Fault{Kind: DuplicatedPost, Delay: silence})
	if got, err := post(t, p, "body"); err != nil || got != "answer 1" {
		t.Errorf("got %q (%v)", got, err)
	}
	await(t, "the second delivery", func() bool { return received() == 2 })
	if bodies[0] != "body" || bodies[1] != "body" || p.Struck(DuplicatedPost) != 1 {
		t.Errorf("the server got %q", bodies)
	}
	if got, err := get(t, p); err != nil || got != "answer 3" {
		t.Errorf("a GET was answered with %q (%v)", got, err)
	}
}

// The server has acted and the client hears nothing of it; other requests than
// POSTs are spared.
func TestLostAnswer(t *testing.T) {
	acted := make(chan string, 10)
	p := behind(t, func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		acted <- string(b)
	})
	p.Set(Fault{Kind: LostAnswer})
	got, err := post(t, p, "body")
	if err == nil {
		t.Errorf("the client was answered with %q", got)
	}
	if len(acted) != 1 || <-acted != "body" || p.Struck(LostAnswer) != 1 {
		t.Error("the server has not acted once")
	}
	if _, err := get(t, p); err != nil {
		t.Errorf("a GET failed: %v", err)
	}
}

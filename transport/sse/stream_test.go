package sse

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/r3labs/sse/v2"
)

// counter serves streams of the numbers after the query's "after", one event each.
type counter struct {
	streams *streams
	timeout time.Duration
	data    func(n int) []byte // the event for a number; nil: the stream ends
	ended   func(error)        // told why each stream has ended; may be nil
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	after, _ := strconv.Atoi(r.URL.Query().Get("after"))
	var sending sync.WaitGroup
	s, err := c.streams.prepare(r.Context(), w, c.timeout)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	err = s.run(func() {
		sending.Go(func() { c.send(s, after) })
	})
	sending.Wait()
	if c.ended != nil {
		c.ended(err)
	}
}

func (c *counter) send(s *stream, after int) {
	for n := after + 1; ; n++ {
		data := c.data(n)
		if data == nil {
			s.end(errEnded)
			return
		}
		if s.send(&sse.Event{ID: []byte(strconv.Itoa(n)), Data: data}) != nil {
			return
		}
	}
}

func number(n int) []byte { return []byte(strconv.Itoa(n)) }

// upTo returns the numbers to last, and then the end.
func upTo(last int) func(int) []byte {
	return func(n int) []byte {
		if n > last {
			return nil
		}
		return number(n)
	}
}

func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// read opens the stream after a number and returns up to limit further ids.
func read(ctx context.Context, client *http.Client, url string, after, limit int) ([]int, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", url+"/?after="+strconv.Itoa(after), nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var ids []int
	lines := bufio.NewScanner(resp.Body)
	for len(ids) < limit && lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			n, err := strconv.Atoi(id)
			if err != nil {
				return nil, err
			}
			ids = append(ids, n)
		}
	}
	return ids, nil
}

// A stream that is ended in order has sent everything before.
func TestStreamEndsAfterItsLastEvent(t *testing.T) {
	ended := make(chan error, 1)
	server := serve(t, &counter{streams: newStreams(), timeout: 5 * time.Second, data: upTo(300), ended: func(err error) { ended <- err }})
	ids, err := read(t.Context(), server.Client(), server.URL, 0, 1000)
	if err != nil || len(ids) != 300 {
		t.Errorf("%d events, error %v; want 300 and the end", len(ids), err)
	}
	if err := <-ended; !errors.Is(err, errEnded) {
		t.Errorf("the stream ended with %v", err)
	}
}

// A line feed in the data neither ends the event nor adds a field to it.
func TestLineFeedInTheDataStaysInTheEvent(t *testing.T) {
	server := serve(t, &counter{streams: newStreams(), timeout: 5 * time.Second, data: func(n int) []byte {
		if n > 1 {
			return nil
		}
		return []byte("a\n\nid: 9")
	}})
	ids, err := read(t.Context(), server.Client(), server.URL, 0, 10)
	if err != nil || !slices.Equal(ids, []int{1}) {
		t.Errorf("got the ids %v, error %v", ids, err)
	}
}

// panicking is a ResponseWriter that panics when it is written to.
type panicking struct{ unwrapping }

func (panicking) Write([]byte) (int, error) { panic(http.ErrAbortHandler) }

// A panic below the library leaves nothing of the stream behind; the leak check
// of this package would find what is left.
func TestPanicOfTheResponseWriterLeavesNothing(t *testing.T) {
	c := &counter{streams: newStreams(), timeout: 5 * time.Second, data: number}
	server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer c.streams.live.Range(func(id, _ any) bool {
			t.Errorf("stream %v is still there", id)
			return true
		})
		c.ServeHTTP(panicking{unwrapping{w}}, r)
	}))
	if ids, err := read(t.Context(), server.Client(), server.URL, 0, 10); err != nil || len(ids) > 0 {
		t.Errorf("got the ids %v, error %v", ids, err)
	}
}

// dial asks for a stream on a connection that reads nothing by itself.
func dial(t *testing.T, server *httptest.Server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return conn
}

// A reader that has stopped to read is dropped at the deadline and does not
// hold up another one.
func TestStalledReaderIsDroppedAtTheDeadline(t *testing.T) {
	const timeout = 300 * time.Millisecond
	ended := make(chan error, 1)
	large := []byte(strings.Repeat("x", 64<<10))
	streams := newStreams()
	stalled := serve(t, &counter{
		streams: streams, timeout: timeout,
		data: func(int) []byte { return large }, ended: func(err error) { ended <- err },
	})
	began := time.Now()
	dial(t, stalled)
	healthy := serve(t, &counter{streams: streams, timeout: timeout, data: upTo(1000)})
	for reading := true; reading; {
		ids, err := read(t.Context(), healthy.Client(), healthy.URL, 0, 2000)
		if err != nil || len(ids) != 1000 {
			t.Fatalf("the healthy reader got %d events, error %v", len(ids), err)
		}
		select {
		case err := <-ended:
			reading = false
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the stalled stream ended with %v", err)
			}
		default:
		}
	}
	if took := time.Since(began); took < timeout || took > 30*timeout {
		t.Errorf("the stalled reader was dropped after %v, want about %v", took, timeout)
	}
}

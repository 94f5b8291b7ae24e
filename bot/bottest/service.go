package bottest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

// Service says how RunFailures gets the bot that it tests, one that asks a service
// over HTTP, and what that service does on the wire. Package behavior has the parts that
// most of the functions are made of. What is nil is something that the service never does,
// and its rows hold for lack of a way to break them.
type Service struct {
	// Bot returns the bot. It reaches its service through rt alone, by http and not
	// https, and bounds its time by Timeout. Required.
	Bot func(t testing.TB, rt http.RoundTripper) chat.Bot
	// Answer says one text, completely. Required.
	Answer func(text string) http.HandlerFunc
	// Timeout is how long the bot waits for an answer in all. Required; over 20 s.
	Timeout time.Duration
	// Silence is an answer that says nothing.
	Silence http.HandlerFunc
	// Flood says so many messages in one answer.
	Flood func(messages int) http.HandlerFunc
	// Stream is for bots that speak while the answer comes.
	Stream *Streaming
}

// Streaming is how a Service streams. Texts may be the words of one message, or a
// message each.
type Streaming struct {
	// Idle is the longest pause that the bot waits for, below the Service's Timeout. Required.
	Idle time.Duration
	// Say says texts, with a pause before each, and ends the answer well. Required.
	Say func(pause time.Duration, texts ...string) http.HandlerFunc
	// Stall says a text, then nothing more. Required.
	Stall func(text string) http.HandlerFunc
	// Cut says a text, then closes the connection within the answer. Required.
	Cut func(text string) http.HandlerFunc
	// Unended says a text, then ends the body as HTTP does but without what the
	// service marks the end of an answer with.
	Unended func(text string) http.HandlerFunc
	// Line repeats a chunk for ever that has no end of a line.
	Line http.HandlerFunc
}

// desk is the stand-in that a bot asks, and how often it was asked.
type desk struct {
	behavior.Script
	otherwise http.HandlerFunc

	mu    sync.Mutex // guards what follows
	asked int
	dials int
	fail  int // dials that fail
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	d.asked++
	d.mu.Unlock()
	_, _ = io.Copy(io.Discard, r.Body) // a service reads the question before it acts
	d.Next(d.otherwise)(w, r)
}

func (d *desk) questions() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

// serve returns a way to the desk; its first dials fail as d.fail says.
func (d *desk) serve(t testing.TB) *http.Transport {
	t.Helper()
	there := Serve(t, d)
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		d.mu.Lock()
		d.dials++
		refuse := d.dials <= d.fail
		d.mu.Unlock()
		if refuse {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
		}
		return there.DialContext(ctx, network, addr)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// open returns a desk that does these, then answers "ok", and a bot that asks it.
func (s Service) open(t testing.TB, next ...http.HandlerFunc) (*desk, chat.Bot) {
	t.Helper()
	d := &desk{otherwise: s.Answer("ok")}
	d.Then(next...)
	return d, s.Bot(t, d.serve(t))
}

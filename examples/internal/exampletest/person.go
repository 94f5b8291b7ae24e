package exampletest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/transporttest"
)

// patience is how long is waited for something that has to come.
const patience = 20 * time.Second

// Frame has the fields of a server's frame that the tests look at.
type Frame struct {
	transporttest.Frame

	Draft     string
	From      int
	Text      string
	Done      bool
	Reply     int64
	To        string
	Value     string
	Truncated bool
}

// Person is a visitor or an agent with a session and, once connected, a connection.
type Person struct {
	t     *testing.T
	mount string
	token string
	conn  transporttest.Client
	seen  []Frame // and not looked at yet
	keys  int

	Participant  chat.Participant
	Conversation string // the one of the last ack or event
}

// SignIn begins a session at a mount, as an agent where credentials are given.
func SignIn(t *testing.T, mount string, credentials func(*http.Request)) *Person {
	t.Helper()
	p := &Person{t: t, mount: mount}
	var answer struct {
		Token       string
		Participant chat.Participant
	}
	status := p.do(http.MethodPost, "/session", struct{}{}, &answer, func(r *http.Request) {
		r.Header.Set("Chat-Token", "bearer")
		if credentials != nil {
			credentials(r)
		}
	})
	if status != http.StatusOK {
		t.Fatalf("signing in is answered by %d", status)
	}
	p.token, p.Participant = answer.Token, answer.Participant
	return p
}

// Visit begins the session of a visitor of a site and connects.
func Visit(t *testing.T, url string, dialer transporttest.Dialer) *Person {
	t.Helper()
	p := SignIn(t, url+"/chat", nil)
	p.Connect(dialer, "")
	return p
}

// Connect connects, to a visitor's current conversation where none is named.
func (p *Person) Connect(dialer transporttest.Dialer, conversation string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	c, err := dialer.Dial(ctx, transporttest.Hello{URL: p.mount, Token: p.token, Conversation: conversation})
	if err != nil {
		p.t.Fatal(err)
	}
	p.conn, p.Conversation = c, conversation
	p.t.Cleanup(c.Close)
	p.Next("welcome", func(f Frame) bool { return f.Type == "welcome" })
}

// Reconnect cuts the connection off and connects anew without a cursor, as a page
// does after a reload that has read the log.
func (p *Person) Reconnect(dialer transporttest.Dialer) {
	p.t.Helper()
	p.conn.Close()
	p.seen = nil
	p.Connect(dialer, p.Conversation)
}

// Request makes a REST request of the person and returns the status.
func (p *Person) Request(method, path string, body, answer any) int {
	p.t.Helper()
	return p.do(method, path, body, answer, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+p.token) })
}

func (p *Person) do(method, path string, body, answer any, sign func(*http.Request)) int {
	p.t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	if method == http.MethodGet {
		encoded = nil
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.mount+path, bytes.NewReader(encoded))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Chat-Client", "exampletest/1")
	sign(r)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if answer != nil && resp.StatusCode < 300 {
		if err := json.Unmarshal(b, answer); err != nil {
			p.t.Fatalf("%s: %v", b, err)
		}
	}
	return resp.StatusCode
}

// At returns the person at another mount of the same program, without a connection.
func (p *Person) At(mount string) *Person {
	return &Person{t: p.t, mount: mount, token: p.token, Participant: p.Participant}
}

// Say says something.
func (p *Person) Say(text string) {
	p.t.Helper()
	p.send(map[string]any{"type": "send", "parts": []any{map[string]string{"type": "text", "text": text}}})
}

// Press presses a button of a message.
func (p *Person) Press(event, value string) {
	p.t.Helper()
	p.send(map[string]any{"type": "action", "event": event, "value": value})
}

// Stop ends the answer with a growing message.
func (p *Person) Stop(draft string) {
	p.t.Helper()
	p.send(map[string]any{"type": "stop", "draft": draft})
}

// send sends a frame under a key of its own.
func (p *Person) send(frame map[string]any) {
	p.t.Helper()
	p.keys++
	key := fmt.Sprint("key-", p.keys)
	frame["key"] = key
	payload, err := json.Marshal([]any{frame})
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	if err := p.conn.Send(ctx, string(payload)); err != nil {
		p.t.Fatal(err)
	}
}

// Next returns the next frame that is wanted and drops those before it. A refusal
// fails the test.
func (p *Person) Next(what string, wanted func(Frame) bool) Frame {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	for {
		for len(p.seen) > 0 {
			f := p.seen[0]
			p.seen = p.seen[1:]
			if f.Frame.Conversation != nil {
				p.Conversation = *f.Frame.Conversation
			}
			if f.Type == "error" || f.Type == "bye" {
				p.t.Fatalf("waiting for %s: refused with %s: %s%s", what, f.Code, f.Message, f.Reason)
			}
			if wanted(f) {
				return f
			}
		}
		payload, err := p.conn.Next(ctx)
		if err != nil {
			p.t.Fatalf("waiting for %s: %v", what, err)
		}
		var frames []Frame
		if err := json.Unmarshal(payload, &frames); err != nil {
			p.t.Fatalf("%s: %v", payload, err)
		}
		p.seen = frames
	}
}

// Hear returns the next message of somebody else.
func (p *Person) Hear() Frame {
	p.t.Helper()
	return p.Next("a message", func(f Frame) bool {
		return f.Type == "event" && f.Kind == chat.KindMessage && f.Author.ID != p.Participant.ID
	})
}

// Event returns the next event of a kind.
func (p *Person) Event(kind chat.Kind) Frame {
	p.t.Helper()
	return p.Next(string(kind), func(f Frame) bool { return f.Type == "event" && f.Kind == kind })
}

package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/transport/transporttest"
)

// quick is within what the program ends when it is asked to and nothing but a
// bot at work, which has its grace, or a client that dawdles holds it up.
const quick = 5 * time.Second

// first reads from a connection until a frame of a type comes, and returns it.
func first(ctx context.Context, t *testing.T, c transporttest.Client, typ string) transporttest.Frame {
	t.Helper()
	for {
		payload, err := c.Next(ctx)
		if err != nil {
			t.Fatalf("no %s came: %v", typ, err)
		}
		var frames []transporttest.Frame
		if err := json.Unmarshal(payload, &frames); err != nil {
			t.Fatal(err)
		}
		for _, f := range frames {
			if f.Type == typ {
				return f
			}
		}
	}
}

// dial begins the session of a visitor, or takes up one, and connects.
func dial(ctx context.Context, t *testing.T, p *process, l *login) (transporttest.Client, *login) {
	t.Helper()
	url := p.url + "/chat"
	if l == nil {
		var err error
		if l, err = visit(ctx, url); err != nil {
			t.Fatal(err)
		}
	}
	c, err := transporttest.Clients()[0].Dial(ctx, transporttest.Hello{URL: url, Token: l.Token})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, l
}

// terminated asks a process to end, and fails unless it does so quickly and in order.
func terminated(t *testing.T, p *process) {
	t.Helper()
	began := time.Now()
	status := p.terminate()
	if took := time.Since(began); status != 0 || took > quick {
		t.Errorf("it exits with %d after %v; it said %s", status, took, &p.stderr)
	}
}

// SIGTERM tells connections to come back, ends the program in order with status
// 0, and the next one has the conversation.
func TestTermDrains(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	db := filepath.Join(t.TempDir(), "chat.db")
	const hello = `[{"type":"send","key":"first","parts":[{"type":"text","text":"Hello"}]}]`
	p := start(t, db)
	c, l := dial(ctx, t, p, nil)
	if err := c.Send(ctx, hello); err != nil {
		t.Fatal(err)
	}
	ack := first(ctx, t, c, "ack")
	terminated(t, p)
	if bye := first(ctx, t, c, "bye"); bye.Code != "restart" || bye.RetryAfter <= 0 {
		t.Errorf("the connection ended with %+v instead of a bye that asks to come back", bye)
	}

	p = start(t, db)
	c, _ = dial(ctx, t, p, l)
	if err := c.Send(ctx, hello); err != nil {
		t.Fatal(err)
	}
	if again := first(ctx, t, c, "ack"); again.Offset != ack.Offset || again.ID != ack.ID {
		t.Errorf("after the restart the message is %s at %d, it was acknowledged as %s at %d",
			again.ID, again.Offset, ack.ID, ack.Offset)
	}
}

// A client that has sent half of a request, its headers or its body, does not
// hold up the end.
func TestTermDoesNotWaitForHalfARequest(t *testing.T) {
	for name, half := range map[string]string{
		"chat, body":    "POST /chat/session HTTP/1.1\r\nHost: x\r\nChat-Client: x/1\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{",
		"refused, body": "POST /chat/nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{",
		"site, body":    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{",
		"headers":       "POST /chat/session HTTP/1.1\r\nHost: x\r\n",
		"nothing":       "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, filepath.Join(t.TempDir(), "chat.db"))
			c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := c.Write([]byte(half)); err != nil {
				t.Fatal(err)
			}
			get(t, p.url) // the server had time to read
			terminated(t, p)
		})
	}
}

// A bot that does not answer does not hold up the end for longer than its grace.
// The next process tells the visitor so, and does not ask again.
func TestTermDoesNotWaitForABotThatHangs(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	asked := make(chan struct{}, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		json.NewDecoder(r.Body).Decode(&struct{}{}) // a handler hears of the client's end once it has read
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	defer server.Close()
	db := filepath.Join(t.TempDir(), "chat.db")
	p := start(t, db, "-rasa", server.URL)
	c, l := dial(ctx, t, p, nil)
	if err := c.Send(ctx, `[{"type":"send","key":"1","parts":[{"type":"text","text":"Hello"}]}]`); err != nil {
		t.Fatal(err)
	}
	<-asked
	terminated(t, p)

	p = start(t, db, "-rasa", server.URL)
	g := &guest{login: l, url: func() string { return p.url + "/chat" }}
	g.conversation = *first(ctx, t, c, "ack").Conversation
	log, err := g.settled(ctx, func(log []entry) bool { return len(log) == 2 })
	if err != nil {
		t.Fatal(err)
	}
	if note := said(log[1].Parts); !strings.Contains(note, "was interrupted") || log[1].Reply != 1 {
		t.Errorf("the visitor reads %+v", log[1])
	}
	if len(asked) > 0 {
		t.Error("Rasa was asked again")
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// text makes a message of about 250 bytes of JSON.
var text = strings.Repeat("A visitor asks something. ", 6)

// client is one connection to a system. It speaks the system's own protocol;
// it is for one goroutine at a time.
type client struct {
	conn   *websocket.Conn
	token  string
	number int
}

// dialect is how a system says the things that the load needs.
type dialect struct {
	// open connects to a conversation; a client with the token of another one
	// joins its conversation.
	open func(ctx context.Context, addr, conversation, token string) (*client, error)
	// message is the payload that sends a message under a key.
	message func(c *client, conversation, key string) string
	// acked and delivered tell what a payload of the server is.
	acked, delivered func(payload []byte) bool
}

var dialects = map[string]*dialect{
	ours: {
		open: openOurs,
		message: func(_ *client, _, key string) string {
			return fmt.Sprintf(`[{"type":"send","key":%q,"parts":[{"type":"text","text":%q}]}]`, key, text)
		},
		acked:     contains(`"type":"ack"`),
		delivered: contains(`"type":"event"`),
	},
	smallest:  smallDialect,
	plainLoop: smallDialect,
	centrifugo: {
		open: openCentrifuge,
		message: func(c *client, conversation, key string) string {
			c.number++
			return fmt.Sprintf(`{"id":%d,"publish":{"channel":%q,"data":{"k":%q,"t":%q}}}`, c.number+2, conversation, key, text)
		},
		acked:     contains(`"publish":{}`),
		delivered: contains(`"pub":{`),
	},
}

var smallDialect = &dialect{
	open: func(ctx context.Context, addr, conversation, _ string) (*client, error) {
		return dial(ctx, addr, "/chat/ws?conversation="+conversation, nil)
	},
	message:   func(_ *client, _, key string) string { return fmt.Sprintf(`{"k":%q,"t":%q}`, key, text) },
	acked:     contains(`"y":"ack"`),
	delivered: contains(`"y":"event"`),
}

func contains(s string) func([]byte) bool {
	return func(b []byte) bool { return bytes.Contains(b, []byte(s)) }
}

func dial(ctx context.Context, addr, path string, o *websocket.DialOptions) (*client, error) {
	c, _, err := websocket.Dial(ctx, "ws://"+addr+path, o)
	if err != nil {
		return nil, err
	}
	c.SetReadLimit(1 << 20)
	return &client{conn: c}, nil
}

func (c *client) write(ctx context.Context, s string) error {
	return c.conn.Write(ctx, websocket.MessageText, []byte(s))
}

// until reads payloads until one of them is wanted.
func (c *client) until(ctx context.Context, want func([]byte) bool) error {
	for {
		_, b, err := c.conn.Read(ctx)
		if err != nil {
			return err
		}
		if want(b) {
			return nil
		}
	}
}

// session makes a visitor and returns the token.
func session(ctx context.Context, addr string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, "POST", "http://"+addr+"/chat/session", strings.NewReader("{}"))
	if err != nil {
		return "", err
	}
	r.Header = http.Header{"Content-Type": {"application/json"}, "Chat-Client": {"bench/1"}, "Chat-Token": {"bearer"}}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var s struct{ Token string }
	err = json.NewDecoder(answer.Body).Decode(&s)
	if err == nil && s.Token == "" {
		err = fmt.Errorf("POST session: %s", answer.Status)
	}
	return s.Token, err
}

func openOurs(ctx context.Context, addr, _, token string) (*client, error) {
	if token == "" {
		var err error
		if token, err = session(ctx, addr); err != nil {
			return nil, err
		}
	}
	c, err := dial(ctx, addr, "/chat/ws", &websocket.DialOptions{Subprotocols: []string{"chatmount.v1"}})
	if err != nil {
		return nil, err
	}
	c.token = token
	if err := c.write(ctx, fmt.Sprintf(`[{"type":"hello","v":1,"token":%q}]`, token)); err != nil {
		return nil, err
	}
	return c, c.until(ctx, contains(`"type":"welcome"`))
}

func openCentrifuge(ctx context.Context, addr, conversation, _ string) (*client, error) {
	c, err := dial(ctx, addr, "/chat/ws", nil)
	if err != nil {
		return nil, err
	}
	for _, command := range []string{`{"id":1,"connect":{}}`, fmt.Sprintf(`{"id":2,"subscribe":{"channel":%q}}`, conversation)} {
		if err := c.write(ctx, command); err != nil {
			return nil, err
		}
		if err := c.until(ctx, contains(command[:7])); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// pair is a conversation with one who sends and one who listens.
type pair struct {
	conversation     string
	sender, listener *client
	d                *dialect
}

func openPair(ctx context.Context, system, addr, conversation string) (*pair, error) {
	d := dialects[system]
	a, err := d.open(ctx, addr, conversation, "")
	if err != nil {
		return nil, err
	}
	b, err := d.open(ctx, addr, conversation, a.token)
	return &pair{conversation, a, b, d}, err
}

// exchange sends one message and waits for its ack and its delivery.
func (p *pair) exchange(ctx context.Context, key string) (time.Duration, error) {
	begin := time.Now()
	if err := p.sender.write(ctx, p.d.message(p.sender, p.conversation, key)); err != nil {
		return 0, err
	}
	if err := p.listener.until(ctx, p.d.delivered); err != nil {
		return 0, err
	}
	// An ack may come with the sender's own event in one payload or after it.
	if err := p.sender.until(ctx, p.d.acked); err != nil {
		return 0, err
	}
	return time.Since(begin), nil
}

func (p *pair) close() {
	_ = p.sender.conn.CloseNow()
	_ = p.listener.conn.CloseNow()
}

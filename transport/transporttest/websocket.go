package transporttest

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/coder/websocket"
)

// webSocket is a client over WebSocket.
type webSocket struct {
	conn    *websocket.Conn
	inbox   *inbox
	cancel  context.CancelFunc
	reading sync.WaitGroup
}

func dialWebSocket(ctx context.Context, h Hello) (Client, error) {
	conn, resp, err := websocket.Dial(ctx, h.URL+"/ws", &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: network(h)}, Subprotocols: []string{"chatmount.v1"},
	})
	if err != nil {
		if resp != nil && resp.StatusCode != http.StatusSwitchingProtocols {
			return nil, refusal(resp)
		}
		return nil, err
	}
	conn.SetReadLimit(-1)
	reading, cancel := context.WithCancel(context.Background())
	c := &webSocket{conn: conn, inbox: newInbox(), cancel: cancel}
	c.reading.Go(func() { c.inbox.end(c.read(reading)) })
	hello := map[string]any{"type": "hello", "v": 1, "token": h.Token}
	if h.Conversation != "" {
		hello["conversation"] = h.Conversation
	}
	if h.Cursor != "" {
		hello["cursor"] = h.Cursor
	}
	if err := c.Send(ctx, mustJSON([]any{hello})); err != nil {
		c.Close()
		return nil, err
	}
	return greeted(ctx, c, c.inbox)
}

func (c *webSocket) read(ctx context.Context) error {
	for {
		_, payload, err := c.conn.Read(ctx)
		if err != nil {
			return err
		}
		// When TCP ends where this library begins to fill its buffer, it takes a
		// message that was cut there for a whole one.
		if !json.Valid(payload) {
			if _, _, err := c.conn.Read(ctx); err != nil {
				return err
			}
		}
		if err := c.inbox.stream(ctx, payload); err != nil {
			return err
		}
	}
}

func (c *webSocket) Send(ctx context.Context, payload string) error {
	return c.conn.Write(ctx, websocket.MessageText, []byte(payload))
}

func (c *webSocket) Next(ctx context.Context) ([]byte, error) { return c.inbox.next(ctx) }

func (c *webSocket) Close() {
	c.cancel()
	c.conn.CloseNow()
	c.reading.Wait()
}

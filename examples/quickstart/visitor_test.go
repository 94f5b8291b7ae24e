package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/coder/websocket"
)

// frame is a frame of the protocol, of either side, as far as these tests go.
type frame struct {
	Type         string          `json:"type"`
	V            int             `json:"v,omitempty"`
	Token        string          `json:"token,omitempty"`
	Cursor       string          `json:"cursor,omitempty"`
	Recovered    bool            `json:"recovered,omitempty"`
	Key          string          `json:"key,omitempty"`
	Parts        []part          `json:"parts,omitempty"`
	Conversation string          `json:"conversation,omitempty"`
	Offset       int64           `json:"offset,omitempty"`
	ID           string          `json:"id,omitempty"`
	Kind         string          `json:"kind,omitempty"`
	Author       json.RawMessage `json:"author,omitempty"`
	Reply        int64           `json:"reply,omitempty"`
	Code         string          `json:"code,omitempty"`
	RetryAfter   float64         `json:"retry_after,omitempty"`
}

type part struct {
	Type string `json:"type"`
	Text string `json:"text,omitempty"`
}

// visitor is someone on the site, with the session and what came of it.
type visitor struct {
	url   func() string // where the server is now
	http  *http.Client
	token string

	socket *websocket.Conn // nil: none open
	cursor string          // of the socket's last payload
	seen   []frame         // events that came over sockets, in order
}

// signIn makes a visitor with a session of its own.
func signIn(ctx context.Context, url func() string) (*visitor, error) {
	v := &visitor{url: url, http: &http.Client{Transport: &http.Transport{}}}
	var answer struct{ Token string }
	err := v.post(ctx, "session", struct{}{}, &answer)
	v.token = answer.Token
	return v, err
}

// leave frees what the visitor holds.
func (v *visitor) leave() {
	v.hangUp()
	v.http.CloseIdleConnections()
}

// post sends a request and decodes its answer.
func (v *visitor) post(ctx context.Context, path string, body, answer any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.url()+"/chat/"+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Chat-Client", "test/1")
	if v.token == "" {
		r.Header.Set("Chat-Token", "bearer")
	} else {
		r.Header.Set("Authorization", "Bearer "+v.token)
	}
	response, err := v.http.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	b, err = io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("POST %s: %s: %s", path, response.Status, b)
	}
	return json.Unmarshal(b, answer)
}

// sendByPost sends a message with POST send and returns the frame about it.
func (v *visitor) sendByPost(ctx context.Context, message frame) (frame, error) {
	var answers []frame
	if err := v.post(ctx, "send", []frame{message}, &answers); err != nil {
		return frame{}, err
	}
	for _, f := range answers {
		if f.Key == message.Key {
			return f, nil
		}
	}
	return frame{}, fmt.Errorf("no answer about %s in %v", message.Key, answers)
}

// sendBySocket sends a message over the visitor's WebSocket, which it opens
// when there is none, and returns the frame about it.
func (v *visitor) sendBySocket(ctx context.Context, message frame) (frame, error) {
	answer, err := v.exchange(ctx, message)
	if err != nil {
		v.hangUp()
	}
	return answer, err
}

func (v *visitor) exchange(ctx context.Context, message frame) (frame, error) {
	if v.socket == nil {
		if err := v.dial(ctx); err != nil {
			return frame{}, err
		}
	}
	if err := v.write(ctx, message); err != nil {
		return frame{}, err
	}
	return v.read(ctx, func(f frame) bool { return f.Key == message.Key && f.Type != "event" })
}

// dial opens a WebSocket that goes on where the last one stopped.
func (v *visitor) dial(ctx context.Context) error {
	url := "ws" + strings.TrimPrefix(v.url(), "http") + "/chat/ws"
	socket, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{
		HTTPClient: v.http, Subprotocols: []string{"chatmount.v1"},
	})
	if err != nil {
		return err
	}
	socket.SetReadLimit(1 << 20)
	v.socket = socket
	if err := v.write(ctx, frame{Type: "hello", V: 1, Token: v.token, Cursor: v.cursor}); err != nil {
		return err
	}
	resumed := v.cursor != ""
	welcome, err := v.read(ctx, func(f frame) bool { return f.Type == "welcome" })
	if err == nil && welcome.Recovered != resumed {
		return fmt.Errorf("the welcome to cursor %q says recovered: %t", v.cursor, welcome.Recovered)
	}
	return err
}

func (v *visitor) hangUp() {
	if v.socket != nil {
		v.socket.CloseNow()
		v.socket = nil
	}
}

func (v *visitor) write(ctx context.Context, f frame) error {
	b, err := json.Marshal([]frame{f})
	if err != nil {
		return err
	}
	return v.socket.Write(ctx, websocket.MessageText, b)
}

// read applies payloads until one has a frame that is wanted, and returns that.
func (v *visitor) read(ctx context.Context, wanted func(frame) bool) (frame, error) {
	for {
		_, b, err := v.socket.Read(ctx)
		if err != nil {
			return frame{}, err
		}
		var payload []frame
		if err := json.Unmarshal(b, &payload); err != nil {
			return frame{}, err
		}
		found := -1
		for i, f := range payload {
			switch {
			case wanted(f):
				found = i
			case f.Type == "event":
				v.seen = append(v.seen, f)
			case f.Type == "bye" || f.Type == "reset" || f.Type == "error":
				return f, fmt.Errorf("the server says %s %s", f.Type, f.Code)
			}
			if f.Cursor != "" {
				v.cursor = f.Cursor
			}
		}
		if found >= 0 {
			return payload[found], nil
		}
	}
}

// follow long-polls from a cursor until done says that it has seen enough, and
// returns all events.
func (v *visitor) follow(ctx context.Context, cursor string, done func([]frame) bool) ([]frame, error) {
	var events []frame
	for !done(events) {
		var payload []frame
		poll := map[string]any{"connection": "reader", "cursor": cursor}
		if err := v.post(ctx, "poll", poll, &payload); err != nil {
			return events, err
		}
		for _, f := range payload {
			switch f.Type {
			case "event":
				events = append(events, f)
			case "cursor":
				cursor = f.Cursor
			case "reset", "bye", "error":
				return events, fmt.Errorf("poll answered %s %s", f.Type, f.Code)
			}
		}
	}
	return events, nil
}

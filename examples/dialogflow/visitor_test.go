package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// visitor is one over WebSocket, who sees what the protocol says.
type visitor struct {
	t    *testing.T
	conn *websocket.Conn
	seen []frame // and not looked at yet
}

// frame has the fields of a frame that the test looks at.
type frame struct {
	Type   string
	ID     string
	Kind   string
	Reason string
	Code   string
	Author struct{ Role string }
	Parts  []struct {
		Type, Text, Title string
		Buttons           []struct{ Title, Value string }
	}
}

// visit begins a session and connects.
func visit(t *testing.T, url string) *visitor {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/chat/session", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Chat-Client", "dialogflow-test/1")
	r.Header.Set("Chat-Token", "bearer")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var session struct{ Token string }
	if err := json.NewDecoder(resp.Body).Decode(&session); err != nil {
		t.Fatal(err)
	}
	conn, _, err := websocket.Dial(t.Context(), strings.Replace(url, "http", "ws", 1)+"/chat/ws", &websocket.DialOptions{Subprotocols: []string{"chatmount.v1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	v := &visitor{t: t, conn: conn}
	v.send(map[string]any{"type": "hello", "v": 1, "token": session.Token})
	v.next(func(f frame) bool { return f.Type == "welcome" })
	return v
}

func (v *visitor) send(f map[string]any) {
	v.t.Helper()
	b, err := json.Marshal([]any{f})
	if err != nil {
		v.t.Fatal(err)
	}
	if err := v.conn.Write(v.t.Context(), websocket.MessageText, b); err != nil {
		v.t.Fatal(err)
	}
}

// next returns the next frame that is wanted.
func (v *visitor) next(wanted func(frame) bool) frame {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	for {
		for len(v.seen) > 0 {
			f := v.seen[0]
			v.seen = v.seen[1:]
			if f.Type == "error" {
				v.t.Fatalf("refused: %+v", f)
			}
			if wanted(f) {
				return f
			}
		}
		_, b, err := v.conn.Read(ctx)
		if err != nil {
			v.t.Fatal(err)
		}
		if err := json.Unmarshal(b, &v.seen); err != nil {
			v.t.Fatalf("%s: %v", b, err)
		}
	}
}

// say says something.
func (v *visitor) say(key, text string) {
	v.t.Helper()
	v.send(map[string]any{"type": "send", "key": key, "parts": []any{map[string]any{"type": "text", "text": text}}})
}

// press presses a button of a message.
func (v *visitor) press(key, message, value string) {
	v.t.Helper()
	v.send(map[string]any{"type": "action", "key": key, "event": message, "value": value})
}

// hear returns the next message of the bot.
func (v *visitor) hear() frame {
	v.t.Helper()
	return v.next(func(f frame) bool { return f.Type == "event" && f.Kind == "message" && f.Author.Role == "bot" })
}

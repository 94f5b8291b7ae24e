package bolt

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport"
)

// site is a server with a chat over a store, and one visitor of it.
type site struct {
	t      *testing.T
	server *httptest.Server
	chat   *transport.Server
	token  string

	connections []*websocket.Conn
}

func newSite(t *testing.T, s *Store) *site {
	t.Helper()
	engine, err := chat.New(chat.Options{Store: s, Logger: discard, Limits: chat.Limits{Rate: 1000, Burst: 1000}})
	if err != nil {
		t.Fatal(err)
	}
	site := &site{t: t, chat: transport.Handler(engine, transport.Options{Logger: discard})}
	site.server = httptest.NewServer(site.chat)
	return site
}

func (s *site) close() {
	for _, c := range s.connections {
		_ = c.CloseNow() // the server has not to wait for it
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.chat.Shutdown(ctx); err != nil {
		s.t.Errorf("Shutdown: %v", err)
	}
	s.server.Client().CloseIdleConnections()
	s.server.Close()
}

// frame is what the tests look at in a frame, and in the body of a refusal.
type frame struct {
	Type, Key, Code, Cursor string
	Conversation            string
	Offset                  int64
	Recovered               bool
	RetryAfter              float64 `json:"retry_after"`
}

// do makes a request and decodes the answer.
func (s *site) do(method, path, body string, into any) (status int) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+"/"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Chat-Client", "test/1")
	r.Header.Set("Chat-Token", "bearer")
	r.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := s.server.Client().Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := json.Unmarshal(content, into); err != nil {
		s.t.Fatalf("%s %s: %v: %s", method, path, err, content)
	}
	return answer.StatusCode
}

// begin begins the visitor's session.
func (s *site) begin() {
	s.t.Helper()
	var session struct{ Token string }
	if status := s.do("POST", "session", "{}", &session); status != http.StatusOK {
		s.t.Fatalf("POST session: %d", status)
	}
	s.token = session.Token
}

// connect opens a WebSocket and says hello.
func (s *site) connect(cursor string) *websocket.Conn {
	s.t.Helper()
	c, _, err := websocket.Dial(s.t.Context(), s.server.URL+"/ws", &websocket.DialOptions{
		HTTPClient: s.server.Client(), Subprotocols: []string{"chatmount.v1"},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.connections = append(s.connections, c)
	s.say(c, fmt.Sprintf(`[{"type":"hello","v":1,"token":%q,"cursor":%q}]`, s.token, cursor))
	return c
}

func (s *site) say(c *websocket.Conn, payload string) {
	s.t.Helper()
	if err := c.Write(s.t.Context(), websocket.MessageText, []byte(payload)); err != nil {
		s.t.Fatal(err)
	}
}

// next returns the next frame of some type.
func (s *site) next(c *websocket.Conn, types ...string) frame {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, payload, err := c.Read(ctx)
		if err != nil {
			s.t.Fatalf("waiting for %v: %v", types, err)
		}
		var frames []frame
		if err := json.Unmarshal(payload, &frames); err != nil {
			s.t.Fatal(err)
		}
		for _, f := range frames {
			for _, wanted := range types {
				if f.Type == wanted {
					return f
				}
			}
		}
	}
}

// send is the frame of a message whose text is its key.
func send(key string) string {
	return fmt.Sprintf(`{"type":"send","key":%[1]q,"parts":[{"type":"text","text":%[1]q}]}`, key)
}

// While the disk fails, what a client sends is refused as unavailable, whichever
// way it comes in, and what is stored can be read. Sent again under the same
// key, it is stored once.
func TestSendWhileTheDiskFails(t *testing.T) {
	store := mustOpen(t, newPath(t))
	defer mustClose(t, store)
	s := newSite(t, store)
	defer s.close()
	s.begin()
	c := s.connect("")
	s.say(c, "["+send("before")+"]")
	conversation := s.next(c, "ack").Conversation
	messages := "conversations/" + conversation + "/messages"

	repair := failing(store)
	s.say(c, "["+send("by socket")+"]")
	if f := s.next(c, "ack", "error"); f.Code != "unavailable" || f.Key != "by socket" || f.RetryAfter <= 0 {
		t.Errorf("a send by WebSocket is answered %+v; want unavailable, with retry_after", f)
	}
	wantUnavailable(t, "Health", store.Health())
	var refusal struct{ Error frame }
	if status := s.do("POST", messages, send("by REST"), &refusal); status != http.StatusServiceUnavailable || refusal.Error.Code != "unavailable" || refusal.Error.RetryAfter <= 0 {
		t.Errorf("a message by REST is answered %d %+v; want 503, unavailable, with retry_after", status, refusal)
	}
	var answers []frame
	if status := s.do("POST", "send", "["+send("by POST")+"]", &answers); status != http.StatusOK || answers[0].Code != "unavailable" || answers[0].RetryAfter <= 0 {
		t.Errorf("a payload is answered %d %+v; want unavailable, with retry_after", status, answers)
	}
	s.wantStored(conversation, "before")

	repair()
	for again := time.Now().Add(10 * time.Second); store.Health() != nil && time.Now().Before(again); {
		<-time.After(retryFirst)
	}
	for range 2 {
		for i, key := range []string{"by socket", "by REST", "by POST"} {
			s.say(c, "["+send(key)+"]")
			if f := s.next(c, "ack", "error"); f.Type != "ack" || f.Offset != int64(i+2) {
				t.Errorf("the repeat of %q is answered %+v; want an ack with the offset %d", key, f, i+2)
			}
		}
	}
	s.wantStored(conversation, "before", "by socket", "by REST", "by POST")
}

// wantStored fails the test unless these are the keys of a conversation's events.
func (s *site) wantStored(conversation string, keys ...string) {
	s.t.Helper()
	var page struct{ Events []frame }
	if status := s.do("GET", "conversations/"+conversation+"/events", "", &page); status != http.StatusOK {
		s.t.Errorf("GET events: %d", status)
	}
	var stored []string
	for _, e := range page.Events {
		if e.Key != "" {
			stored = append(stored, e.Key)
		}
	}
	if fmt.Sprint(stored) != fmt.Sprint(keys) {
		s.t.Errorf("the keys %q are stored; want %q", stored, keys)
	}
}

// A client that has seen more than a database that went back in time holds is
// told to load anew, however far the log has grown again since.
func TestCursorAfterRestore(t *testing.T) {
	path := newPath(t)
	store := mustOpen(t, path)
	s := newSite(t, store)
	s.begin()
	c := s.connect("")
	s.say(c, "["+send("kept")+"]")
	s.next(c, "ack")
	s.close()
	mustClose(t, store)
	write(t, path+".copy", folderContents(t, filepath.Dir(path))["chat.db"])

	store = mustOpen(t, path)
	lost := newSite(t, store)
	lost.token = s.token
	c = lost.connect("")
	lost.say(c, "["+send("lost")+"]")
	cursor := lost.next(c, "cursor").Cursor
	lost.close()
	mustClose(t, store)

	if err := Restore(t.Context(), path+".copy", path); err != nil {
		t.Fatal(err)
	}
	store = mustOpen(t, path)
	defer mustClose(t, store)
	back := newSite(t, store)
	defer back.close()
	back.token = s.token
	c = back.connect("")
	for _, key := range []string{"other 1", "other 2"} {
		back.say(c, "["+send(key)+"]")
		back.next(c, "ack")
	}
	c = back.connect(cursor)
	if f := back.next(c, "reset", "event"); f.Type != "reset" {
		t.Errorf("the old cursor %s is answered %+v; want reset", cursor, f)
	}
}

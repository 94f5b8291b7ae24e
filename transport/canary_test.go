package transport

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
)

// Whoever gets hold of the database file gets no session.
func TestTheDatabaseFileHoldsNoToken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "chat.db")
	store, err := bolt.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := chat.New(chat.Options{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, engine: engine, chat: Handler(engine, hosted)}
	r.start()
	visitor, agent := r.visitor(), r.agent()
	cookie := r.do("POST", "session", "{}").cookie(t)
	user := r.do("POST", "session/identify", "{}", r.visitor().as, header("Test-User", "7")).session(t)
	r.conversation(visitor)
	if err := r.chat.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(content, []byte(visitor.Session.ID)) {
		t.Fatal("not even the session's ID is in the file, so nothing was tested")
	}
	for _, token := range []string{visitor.Token, agent.Token, user.Token, cookie.Value} {
		if token == "" || bytes.Contains(content, []byte(token)) {
			t.Errorf("the token %q is in the file", token)
		}
	}
}

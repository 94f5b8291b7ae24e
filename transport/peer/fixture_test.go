package peer

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

// rig is a host of an engine over a store in memory.
type rig struct {
	*testing.T
	host     *Host
	engine   *chat.Engine
	sessions *session.Manager
	log      *logBuffer
}

func newRig(t *testing.T, engine chat.Options, o Options) *rig {
	t.Helper()
	store := memory.New()
	sessions, err := session.New(store, session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{T: t, sessions: sessions, log: &logBuffer{}}
	log := slog.New(slog.NewTextHandler(r.log, nil))
	if engine.Store == nil {
		engine.Store = store
	}
	engine.Logger = slog.New(slog.DiscardHandler)
	if r.engine, err = chat.New(engine); err != nil {
		t.Fatal(err)
	}
	if o.Credentials == nil {
		o.Credentials = sessions
	}
	o.Logger = log
	r.host = NewHost(r.engine, o)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := r.engine.Shutdown(ctx); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		store.Close()
	})
	return r
}

// logBuffer is where a rig logs.
type logBuffer struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func visitor(id string) chat.Session {
	return chat.Session{ID: "s_" + id, Participant: chat.Participant{ID: id, Name: "Visitor", Role: chat.RoleVisitor}}
}

func (r *rig) attach(s chat.Session, a chat.Attach) *Peer {
	r.Helper()
	p, err := r.host.Attach(r.Context(), s, a)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(p.Close)
	return p
}

func (r *rig) say(s chat.Session, key, text string) chat.Ack {
	r.Helper()
	ack, err := r.engine.Do(r.Context(), s, chat.Send{Key: key, Parts: []chat.Part{chat.Text(text)}})
	if err != nil {
		r.Fatal(err)
	}
	return ack
}

// frames decodes a payload.
func (r *rig) frames(payload []byte) []map[string]any {
	r.Helper()
	if payload == nil {
		return nil
	}
	var frames []map[string]any
	if err := json.Unmarshal(payload, &frames); err != nil {
		r.Fatalf("%v in %s", err, payload)
	}
	return frames
}

func (r *rig) next(p *Peer) []map[string]any {
	r.Helper()
	out, err := p.Next(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	return r.frames(out.JSON)
}

// types names the types of frames, in order.
func types(frames []map[string]any) string {
	var names string
	for i, f := range frames {
		if i > 0 {
			names += " "
		}
		names += f["type"].(string)
	}
	return names
}

func request(method, target string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

package faults

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// heartbeat is short, so that a dead connection is noticed within a test.
const heartbeat = 250 * time.Millisecond

// site is a server over a store on disk, which can be moved.
type site struct {
	t *testing.T

	mu      sync.Mutex // guards what follows
	path    string     // of the store's file
	store   *bolt.Store
	engine  *chat.Engine
	handler *transport.Server
	server  *httptest.Server
}

func newSite(t *testing.T) *site {
	s := &site{t: t, path: filepath.Join(t.TempDir(), "chat.db")}
	s.start()
	t.Cleanup(s.stop)
	return s
}

var echo = bot.Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
	return r.Send(ctx, chat.Text("You said: "+t.Text))
})

// start opens the store and serves it. The caller holds s.mu, or is alone.
func (s *site) start() {
	var err error
	if s.store, err = bolt.Open(s.path); err != nil {
		s.t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s.engine, err = chat.New(chat.Options{
		Store: s.store, Bot: echo, Logger: log, Limits: chat.Limits{Rate: 1e6, Burst: 1e6, Connections: 200},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.handler = transport.Handler(s.engine, transport.Options{Logger: log, Heartbeat: heartbeat})
	mux := http.NewServeMux()
	mux.Handle("/chat/", s.handler)
	s.server = httptest.NewServer(mux)
}

func (s *site) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.handler.Shutdown(ctx); err != nil {
		s.t.Errorf("Shutdown: %v", err)
	}
	s.server.CloseClientConnections() // a proxy may keep one open that is idle
	s.server.Close()
	if err := s.store.Close(); err != nil {
		s.t.Errorf("Close: %v", err)
	}
}

// move has the server restart at another port, over a restored backup if that
// is wanted, whose epoch is another.
func (s *site) move(restored bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.handler.Shutdown(ctx); err != nil {
		s.t.Errorf("Shutdown: %v", err)
	}
	path := s.path
	if restored {
		path += ".restored"
		f, err := os.Create(path)
		if err != nil {
			s.t.Fatal(err)
		}
		if err := s.store.Backup(ctx, f); err != nil {
			s.t.Errorf("Backup: %v", err)
		}
		if err := f.Close(); err != nil {
			s.t.Error(err)
		}
	}
	s.stop()
	s.path = path
	s.start()
}

func (s *site) url() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.server.URL
}

func (s *site) sessions() *session.Manager {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handler.Sessions()
}

// log returns a conversation's log.
func (s *site) log(by chat.Session, conversation string) []chat.Event {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var all []chat.Event
	for {
		records, err := s.engine.Events(ctx, by, conversation, chat.Page{From: int64(len(all)) + 1, Limit: 100})
		if err != nil {
			s.t.Fatal(err)
		}
		if len(records) == 0 {
			return all
		}
		for _, r := range records {
			e, err := r.Event(conversation)
			if err != nil {
				s.t.Fatal(err)
			}
			all = append(all, e)
		}
	}
}

// conversations returns the ids of a visitor's conversations, as an agent sees them.
func (s *site) conversations(agent chat.Session, visitor string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.engine.Conversations(context.Background(), agent, chat.Query{Visitor: visitor})
	if err != nil {
		s.t.Error(err)
	}
	var ids []string
	for _, c := range all {
		ids = append(ids, c.ID)
	}
	return ids
}

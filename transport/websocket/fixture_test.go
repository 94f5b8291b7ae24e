package websocket_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/chatmount/chatmount/transport/transporttest"
	"github.com/chatmount/chatmount/transport/websocket"
)

// server is an engine with nothing but the WebSocket transport in front.
type server struct {
	*httptest.Server
	engine   *chat.Engine
	sessions *session.Manager
	host     *peer.Host
}

// start starts a server; wrap may put something around its handler.
func start(t *testing.T, limits chat.Limits, o peer.Options, wrap func(http.Handler) http.Handler) *server {
	t.Helper()
	s := newServer(t, limits, o)
	var h http.Handler = http.HandlerFunc(websocket.New(s.host).Serve)
	if wrap != nil {
		h = wrap(h)
	}
	mux := http.NewServeMux()
	mux.Handle("/ws", h)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	t.Cleanup(func() { s.stop(t) })
	return s
}

// newServer returns a server that does not listen yet.
func newServer(t *testing.T, limits chat.Limits, o peer.Options) *server {
	t.Helper()
	store := memory.New()
	t.Cleanup(func() { store.Close() })
	sessions, err := session.New(store, session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	engine, err := chat.New(chat.Options{Store: store, Sessions: sessions, Limits: limits, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	sessions.OnRevoke(engine.SignOut)
	o.Credentials, o.Logger = sessions, log
	return &server{engine: engine, sessions: sessions, host: peer.NewHost(engine, o)}
}

func (s *server) shutdown(ctx context.Context) error {
	return errors.Join(s.engine.Shutdown(ctx), s.host.Wait(ctx))
}

func (s *server) stop(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.shutdown(ctx); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}

func (s *server) visitor(ctx context.Context) (transporttest.Login, error) {
	g, err := s.sessions.Visit(ctx)
	return transporttest.Login{Session: g.Session, Token: g.Token}, err
}

func (s *server) agent(ctx context.Context) (transporttest.Login, error) {
	g, err := s.sessions.Admit(ctx, chat.Participant{ID: "a_1", Name: "Ann", Role: chat.RoleAgent})
	return transporttest.Login{Session: g.Session, Token: g.Token}, err
}

// The WebSocket transport passes the suite of all transports.
func TestConformance(t *testing.T) {
	start := func(t *testing.T, setup transporttest.Setup) *transporttest.Server {
		s := start(t, setup.Limits, peer.Options{Heartbeat: setup.Heartbeat}, nil)
		return &transporttest.Server{
			URL: s.URL, Engine: s.engine, Visitor: s.visitor, Agent: s.agent, Shutdown: s.shutdown,
			SignOut: func(ctx context.Context, l transporttest.Login) error { return s.sessions.Revoke(ctx, l.ID) },
		}
	}
	transporttest.Run(t, start, transporttest.Clients()[0])
}

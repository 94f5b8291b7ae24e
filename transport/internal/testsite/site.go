// Package testsite is a whole site for the tests of a transport: a real engine
// over a real store, sessions, and a host for connections.
package testsite

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport/peer"
)

// Site is a chat with nothing mounted yet.
type Site struct {
	Engine   *chat.Engine
	Sessions *session.Manager
	Host     *peer.Host
}

// Visitor is somebody with a session.
type Visitor struct {
	Session chat.Session
	Token   string
}

// New returns a site that is shut down when the test ends, when no connection
// may be left. Messages are not limited by rate.
func New(t *testing.T, limits chat.Limits, o peer.Options) *Site {
	t.Helper()
	store := memory.New()
	t.Cleanup(func() { store.Close() })
	limits.Rate, limits.Burst = 1e6, 1e6
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	sessions, err := session.New(store, session.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := chat.New(chat.Options{Store: store, Sessions: sessions, Limits: limits, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	sessions.OnRevoke(engine.SignOut)
	o.Credentials, o.Logger = sessions, quiet
	s := &Site{Engine: engine, Sessions: sessions, Host: peer.NewHost(engine, o)}
	t.Cleanup(func() { s.Shutdown(t) })
	return s
}

// Shutdown ends the site and fails the test when something of it does not end.
func (s *Site) Shutdown(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
	defer cancel()
	if err := s.Engine.Shutdown(ctx); err != nil {
		t.Errorf("Engine.Shutdown: %v", err)
	}
	if err := s.Host.Wait(ctx); err != nil {
		t.Errorf("Host.Wait: %v", err)
	}
}

// Visitor returns a new visitor.
func (s *Site) Visitor(t *testing.T) Visitor {
	t.Helper()
	g, err := s.Sessions.Visit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return Visitor{g.Session, g.Token}
}

// Say has a visitor say something in the current conversation.
func (s *Site) Say(t *testing.T, v Visitor, key, text string) chat.Ack {
	t.Helper()
	ack, err := s.Engine.Do(t.Context(), v.Session, chat.Send{Key: key, Parts: []chat.Part{chat.Text(text)}})
	if err != nil {
		t.Fatalf("say %q: %v", key, err)
	}
	return ack
}

// Authorize makes a request the visitor's.
func (v Visitor) Authorize(r *http.Request) { r.Header.Set("Authorization", "Bearer "+v.Token) }

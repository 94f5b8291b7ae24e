package transport_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport"
	"github.com/chatmount/chatmount/transport/transporttest"
)

// The three transports of the mounted handler pass the suite of all transports.
func TestConformance(t *testing.T) {
	transporttest.Run(t, startMounted, transporttest.Clients()...)
}

func startMounted(t *testing.T, setup transporttest.Setup) *transporttest.Server {
	store := memory.New()
	log := slog.New(slog.DiscardHandler)
	engine, err := chat.New(chat.Options{Store: store, Limits: setup.Limits, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	handler := transport.Handler(engine, transport.Options{Heartbeat: setup.Heartbeat, Logger: log})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := handler.Shutdown(ctx); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		server.Close()
		store.Close()
	})
	sessions := handler.Sessions()
	return &transporttest.Server{
		URL: server.URL + "/chat", Engine: engine, Shutdown: handler.Shutdown,
		Visitor: func(ctx context.Context) (transporttest.Login, error) {
			g, err := sessions.Visit(ctx)
			return transporttest.Login{Session: g.Session, Token: g.Token}, err
		},
		Agent: func(ctx context.Context) (transporttest.Login, error) {
			g, err := sessions.Admit(ctx, chat.Participant{ID: "a_1", Name: "Ann", Role: chat.RoleAgent})
			return transporttest.Login{Session: g.Session, Token: g.Token}, err
		},
		SignOut: func(ctx context.Context, l transporttest.Login) error { return sessions.Revoke(ctx, l.ID) },
	}
}

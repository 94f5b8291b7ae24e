package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport"
)

// server is a chat to test clients against.
type server struct {
	url     string
	chat    *transport.Server
	http    http.Server
	serving sync.WaitGroup
	store   *memory.Store
}

var echo = bot.Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
	return r.Send(ctx, chat.Text("You said: "+t.Text))
})

// serve serves a chat on a port that is free.
func serve(heartbeat time.Duration) (*server, error) {
	s := &server{store: memory.New()}
	log := slog.New(slog.DiscardHandler)
	limits := chat.Limits{Rate: 1000, Burst: 1000, Connections: 100} // a broken network leaves many behind
	engine, err := chat.New(chat.Options{Store: s.store, Bot: echo, Limits: limits, Logger: log})
	if err != nil {
		return nil, err
	}
	s.chat = transport.Handler(engine, transport.Options{Heartbeat: heartbeat, Logger: log})
	mux := http.NewServeMux()
	mux.Handle("/chat/", s.chat)
	s.http.Handler = mux
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.close()
		return nil, err
	}
	s.url = "http://" + l.Addr().String()
	s.serving.Go(func() { _ = s.http.Serve(l) }) // it always ends with an error
	return s, nil
}

// close ends the chat and waits for it.
func (s *server) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = s.chat.Shutdown(ctx) // what has not ended by then, Close ends
	_ = s.http.Close()
	s.serving.Wait()
	_ = s.store.Close()
}

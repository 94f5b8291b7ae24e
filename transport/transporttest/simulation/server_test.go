package simulation

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/transport"
	"github.com/chatmount/chatmount/transport/transporttest/faultstore"
)

// stored is what outlives a process.
type stored interface {
	chat.Store
	session.Store
}

// server is a server: one process after the other over what is stored.
type server struct {
	t       *testing.T
	store   stored
	network *network
	trouble atomic.Pointer[func(faultstore.Op) faultstore.Fault] // of the store; nil: none
	reaping sync.WaitGroup                                       // processes that have ended

	running *process // nil: none
}

// process is one process of a server.
type process struct {
	store   *faultstore.Store
	handler *transport.Server
	http    *http.Server
	serving sync.WaitGroup
}

// echo answers every message with its text, and may be asked again.
var echo = bot.Repeatable(bot.Func(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
	time.Sleep(300 * time.Millisecond)
	return r.Send(ctx, chat.Text("re: "+turn.Text))
}))

// boot starts a process, unless one is running.
func (s *server) boot() {
	if s.running != nil {
		return
	}
	log := slog.New(slog.DiscardHandler)
	p := &process{store: faultstore.New(s.store, s.fault)}
	sessions, err := session.New(s.store, session.Options{Logger: log})
	if err != nil {
		s.t.Fatal(err)
	}
	// Connections that have swallowed something count until the server has noticed,
	// which takes longer than history.Patience: a session may have many.
	limits := chat.Limits{Connections: 50}
	engine, err := chat.New(chat.Options{Store: p.store, Sessions: sessions, Bot: echo, Limits: limits, Logger: log})
	if err != nil {
		return // the store is in trouble: the next one may have more luck
	}
	p.handler = transport.Handler(engine, transport.Options{Sessions: sessions, Logger: log, Total: 10000, PerAddress: 10000})
	mux := http.NewServeMux()
	mux.Handle("/chat/", p.handler)
	p.http = &http.Server{Handler: mux, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	d := newDoor()
	p.serving.Go(func() { _ = p.http.Serve(d) }) // it always ends with an error
	s.running = p
	s.network.open(d)
}

func (s *server) fault(op faultstore.Op) faultstore.Fault {
	if trouble := s.trouble.Load(); trouble != nil {
		return (*trouble)(op)
	}
	return faultstore.Fault{}
}

// kill lets the process die, in the middle of what it does.
func (s *server) kill() {
	if p := s.away(); p != nil {
		p.store.Kill()
		s.network.each(1, func(w *wire) { w.Close() })
		s.reaping.Go(func() { s.reap(p) })
	}
}

// stop ends the process as it should be: everyone is told.
func (s *server) stop() {
	if p := s.away(); p != nil {
		s.reaping.Go(func() { s.reap(p) })
	}
}

// away takes the running process from the network.
func (s *server) away() *process {
	p := s.running
	if p != nil {
		s.running = nil
		s.network.open(nil)
	}
	return p
}

// reap waits until nothing is left of a process.
func (s *server) reap(p *process) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := p.handler.Shutdown(ctx); err != nil {
		s.t.Errorf("Shutdown: %v", err)
	}
	if err := p.http.Close(); err != nil {
		s.t.Errorf("close the server: %v", err)
	}
	p.serving.Wait()
}

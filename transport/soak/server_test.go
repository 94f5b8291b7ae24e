package soak

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// The server's patience with clients. A stalled reader is given up after
// writeTimeout; who behaves must not be made to wait for that.
const (
	writeTimeout  = 20 * time.Second
	headerTimeout = 10 * time.Second
	heartbeat     = time.Second
)

// vitals are what has to come back to where it began.
type vitals struct {
	Goroutines int
	Files      int // open
	Heap       int // bytes of live objects
}

// serve is the server: it prints its URL, then its vitals for each line that it
// reads, and shuts down at the end of its input.
func serve(path string) error {
	db, err := bolt.Open(path)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	engine, err := chat.New(chat.Options{
		Store: db, Bot: bot.Repeatable(bot.Func(echo)), Logger: log,
		Limits: chat.Limits{Connections: 1000, Rate: 1e6, Burst: 1e6},
	})
	if err != nil {
		return err
	}
	handler := transport.Handler(engine, transport.Options{Heartbeat: heartbeat, WriteTimeout: writeTimeout, Logger: log})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout, IdleTimeout: 5 * time.Second}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(narrow{listener}) }()
	fmt.Printf("http://%s/chat\n", listener.Addr())

	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		v, err := measure()
		if err != nil {
			return err
		}
		if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = errors.Join(handler.Shutdown(ctx), server.Shutdown(ctx), db.Close())
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

// narrow is a listener whose connections hold little that the client does not
// read, so that writing to it soon blocks.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	c, err := n.Listener.Accept()
	if err == nil {
		err = c.(*net.TCPConn).SetWriteBuffer(16 << 10)
	}
	return c, err
}

func echo(ctx context.Context, t chat.Turn, r chat.Responder) error {
	return r.Send(ctx, chat.Text("You said "+t.Text))
}

func measure() (vitals, error) {
	runtime.GC()
	runtime.GC() // what the first one left to finalizers and pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	files, err := os.ReadDir("/dev/fd")
	return vitals{Goroutines: runtime.NumGoroutine(), Files: len(files), Heap: int(m.HeapAlloc)}, err
}

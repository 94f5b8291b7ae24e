package main

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// The systems, by the name that the tables use.
const (
	ours       = "chatmount"
	smallest   = "smallest pipeline"
	plainLoop  = "plain coder/websocket"
	centrifugo = "centrifuge + bbolt Batch"
)

// serve runs one system until standard input ends.
func serve(system string) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	handlers := map[string]func() http.Handler{
		ours: serveOurs, smallest: serveSmallest, plainLoop: servePlain, centrifugo: serveCentrifuge, withBot: serveBot,
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/_bench/collect", collect)
	mux.HandleFunc("/_bench/cpu", pprof.Profile)
	mux.Handle("/_bench/allocs", pprof.Handler("allocs"))
	mux.Handle("/chat/", handlers[system]())
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	log.Fatal(http.Serve(l, mux))
}

// unlimited lifts what would slow a load generator down.
var unlimited = chat.Limits{Connections: 1 << 20, Rate: 1e9, Burst: 1 << 30}

func serveOurs() http.Handler {
	db, err := bolt.Open(database())
	if err != nil {
		log.Fatal(err)
	}
	e, err := chat.New(chat.Options{Store: db, Limits: unlimited})
	if err != nil {
		log.Fatal(err)
	}
	return transport.Handler(e, transport.Options{})
}

// Quickstart is the website of a small bicycle workshop with a chat in it: one
// program, one database file. Copy from here what your own server needs.
//
//	go run ./examples/quickstart
//	go run ./examples/quickstart -addr :8080 -db /var/lib/chat.db -rasa http://localhost:5005
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// What is waited for when the program is asked to stop: patience is for the chat
// to come to rest, which takes no longer than its bots at work have as grace, and
// afterwards rest for the requests that are still open. Who has sent only half
// of one is not waited for.
const (
	patience = 10 * time.Second
	rest     = time.Second
)

func main() {
	c, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// run serves the site until ctx ends and everything that was begun is finished.
func run(ctx context.Context, c config) (err error) {
	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return fmt.Errorf("%w; choose another address with -addr", err)
	}
	defer listener.Close()

	db, err := bolt.Open(c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	engine, err := chat.New(chat.Options{Store: db, Bot: c.bot()})
	if err != nil {
		return err
	}
	handler := transport.Handler(engine, transport.Options{Origins: c.origins})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	mux.Handle("/", site())

	server := &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		// The chat's streams last; it sets a deadline for each of its reads and writes itself.
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Printf("Open http://%s in a browser; Ctrl-C ends it.\n", listener.Addr())

	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, shutdown(handler, server))
}

// shutdown ends the chat first, which tells its connections to come back after
// the restart, and then the server, which waits for what is left.
func shutdown(chat *transport.Server, server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := chat.Shutdown(ctx); err != nil {
		slog.Warn("the chat did not come to rest in time", "error", err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), rest)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		slog.Warn("open requests are cut off", "error", err)
		return server.Close()
	}
	return nil
}

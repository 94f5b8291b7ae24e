// Rasa is a page with a chat that a Rasa assistant answers.
//
//	go run ./examples/rasa                                  # asks http://localhost:5005
//	go run ./examples/rasa -url https://rasa.example.com -greet -stream
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

	"github.com/chatmount/chatmount/bot/rasa"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// What is waited for when the program is asked to stop: patience is for the chat
// to come to rest, and rest for the requests that are open then.
const (
	patience = 10 * time.Second
	rest     = time.Second
)

func main() {
	c, err := parse(os.Args[1:], os.Getenv)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "rasa:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, c, func(url string) { fmt.Printf("Open %s in a browser; Ctrl-C ends it.\n", url) }); err != nil {
		fmt.Fprintln(os.Stderr, "rasa:", err)
		os.Exit(1)
	}
}

// newBot returns the assistant as a bot. What is wrong with Rasa is logged at once, and
// not only when a visitor asks: it may still be loading its model.
func newBot(ctx context.Context, c config) *rasa.Bot {
	var opts []rasa.Option
	if c.greet {
		opts = append(opts, rasa.WithSessionStart())
	}
	if c.stream {
		opts = append(opts, rasa.WithStreaming(15*time.Second))
	}
	if c.tracker {
		opts = append(opts, rasa.WithTracker(c.token))
	}
	if c.secret != "" {
		opts = append(opts, rasa.WithCallback())
	}
	b := rasa.New(c.url, opts...)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := b.Check(ctx); err != nil {
		slog.Warn("Rasa does not answer yet", "error", err)
	}
	return b
}

// run serves until ctx ends. It calls serving with the page's URL.
func run(ctx context.Context, c config, serving func(url string)) (err error) {
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
	b := newBot(ctx, c)
	engine, err := chat.New(chat.Options{Store: db, Bot: b})
	if err != nil {
		return err
	}
	handler := transport.Handler(engine, transport.Options{})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	mux.HandleFunc("GET /{$}", page)
	if c.secret != "" {
		mux.Handle("POST /rasa/callback", b.Callback(engine, c.secret))
	}

	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	serving("http://" + listener.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, shutdown(handler, server))
}

// shutdown ends the chat first, then the server: Rasa may still call back until the
// turns under way are over.
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

// page serves the page with the chat. Pictures may come from wherever the assistant has them.
func page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; img-src https:; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
	fmt.Fprint(w, `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Rasa</title>
<script src="/chat/widget.js" async></script>
<h1>Ask the assistant</h1>
<p>The chat is at the bottom right.</p>
</html>
`)
}

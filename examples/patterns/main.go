// Patterns is the integration diagram of a chat as a live page: the page, the
// widget, the protocols, the server and what they store. It lights up with the
// traffic of the chat in its corner, and takes transports away to show what then
// happens.
//
//	go run ./examples/patterns    # then open http://localhost:8080
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
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
// to come to rest, and rest for the requests that are open then.
const (
	patience = 10 * time.Second
	rest     = time.Second
)

// config is what the command line says.
type config struct{ addr, db string }

func main() {
	c, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "patterns:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, c, func(url string) { fmt.Printf("Open %s in a browser; Ctrl-C ends it.\n", url) }); err != nil {
		fmt.Fprintln(os.Stderr, "patterns:", err)
		os.Exit(1)
	}
}

// parse reads the command line. Asked for help it prints that, and returns flag.ErrHelp.
func parse(args []string) (config, error) {
	var c config
	flags := flag.NewFlagSet("patterns", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints errors, in one line
	flags.StringVar(&c.addr, "addr", "localhost:8080", "`host:port` to listen on")
	flags.StringVar(&c.db, "db", "patterns.db", "`file` that keeps the conversations")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(os.Stdout)
			flags.PrintDefaults()
		}
		return config{}, err
	}
	if flags.NArg() > 0 {
		return config{}, fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	}
	return c, nil
}

// run serves until ctx ends. It calls serving with the site's URL.
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

	visitors := newVisitors(visitorsAtMost)
	witness := witness{visitors, db}
	engine, err := chat.New(chat.Options{
		Store: timedStore{db, witness},
		Bot:   witness.bot(guide()),
		Hooks: chat.Hooks{OnEvent: witness.event},
	})
	if err != nil {
		return err
	}
	handler := transport.Handler(engine, transport.Options{})
	stopping := make(chan struct{})
	mux := http.NewServeMux()
	who := identities{visitors, handler.Sessions()}
	mux.Handle("/chat/", &gate{visitors, who, handler})
	mux.Handle("GET /traffic", &traffic{who, counter{db, handler.Sessions()}, stopping})
	mux.Handle("PUT /blocks", blocking(visitors))
	mux.Handle("/", site(visitors))

	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	serving("http://" + listener.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	close(stopping)
	return errors.Join(err, shutdown(server, handler))
}

// shutdown ends the chat first, which tells its connections to come back after
// the restart, and then the server.
func shutdown(server *http.Server, chat *transport.Server) error {
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

// Embed is a shop on one origin with the chat of another one in it: the chat runs
// in a frame, so that neither site's code, storage or cookies mix with the other's.
//
//	go run ./examples/embed      # then open http://localhost:8081
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// config is what the command line says.
type config struct{ chat, shop, db string }

func main() {
	c, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(1)
	}
}

// parse reads the command line. Asked for help it prints that, and returns flag.ErrHelp.
func parse(args []string) (config, error) {
	var c config
	flags := flag.NewFlagSet("embed", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints errors, in one line
	flags.StringVar(&c.chat, "chat", "127.0.0.1:8080", "`host:port` of the chat")
	flags.StringVar(&c.shop, "shop", "localhost:8081", "`host:port` of the shop that shows it")
	flags.StringVar(&c.db, "db", "embed.db", "`file` that keeps the conversations")
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
	for name, addr := range map[string]string{"chat": c.chat, "shop": c.shop} {
		if host, _, err := net.SplitHostPort(addr); err != nil || host == "" {
			return config{}, fmt.Errorf("-%s %q is not a host and a port like localhost:8081; both sites link to each other by it", name, addr)
		}
	}
	return c, nil
}

// run serves both sites until ctx ends.
func run(ctx context.Context, c config) (err error) {
	db, err := bolt.Open(c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	engine, err := chat.New(chat.Options{Store: db, Bot: bot.Func(answer)})
	if err != nil {
		return err
	}
	users := newUsers()
	handler := transport.Handler(engine, transport.Options{
		FrameAncestors: []string{"http://" + c.shop}, // whose pages may show the chat
		Identify:       users.identify,
	})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	mux.Handle("/", own())

	failed := make(chan error, 2)
	chatSite, err := serve(c.chat, mux, failed)
	if err != nil {
		return errors.Join(fmt.Errorf("%w; choose another address with -chat", err), handler.Shutdown(ctx))
	}
	shopSite, err := serve(c.shop, shop("http://"+c.chat, users), failed)
	if err != nil {
		return errors.Join(fmt.Errorf("%w; choose another address with -shop", err), handler.Shutdown(ctx), chatSite.Close())
	}
	fmt.Printf("Open http://%s in a browser; Ctrl-C ends it.\n", c.shop)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(err, handler.Shutdown(ctx), chatSite.Shutdown(ctx), shopSite.Shutdown(ctx))
}

// serve serves a site until it is shut down.
func serve(addr string, h http.Handler, failed chan<- error) (*http.Server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return server, nil
}

// answer is a bot that knows whom it speaks with.
func answer(ctx context.Context, t chat.Turn, r chat.Responder) error {
	who := t.Visitor.Name
	if who == "" {
		who = "visitor"
	}
	return r.Send(ctx, chat.Text(strings.TrimSpace("Hello "+who+", you said: "+t.Text)))
}

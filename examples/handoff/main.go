// Handoff is a bicycle workshop whose bot hands visitors over to a person: that
// one answers in a second browser window, on a page of the same program, and gives
// the conversation back to the bot.
//
//	go run ./examples/handoff
package main

import (
	"context"
	"crypto/rand"
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
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// What is waited for when the program is asked to stop: patience is for the chat
// to come to rest, and rest for the requests that are open then.
const (
	patience = 10 * time.Second
	rest     = time.Second
)

// secretVariable names the environment variable with what agents sign in with.
// It is no flag, because everybody on the machine sees the flags of a program.
const secretVariable = "HANDOFF_SECRET"

// config is what the command line and the environment say.
type config struct {
	addr, db string
	secret   string
	made     bool // the secret was made here, so that it has to be told
}

func main() {
	c, err := parse(os.Args[1:], os.Getenv(secretVariable))
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "handoff:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, c, c.announce); err != nil {
		fmt.Fprintln(os.Stderr, "handoff:", err)
		os.Exit(1)
	}
}

// parse reads the command line. Asked for help it prints that, and returns flag.ErrHelp.
func parse(args []string, secret string) (config, error) {
	c := config{secret: secret}
	flags := flag.NewFlagSet("handoff", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints errors, in one line
	flags.StringVar(&c.addr, "addr", "localhost:8080", "`host:port` to listen on")
	flags.StringVar(&c.db, "db", "handoff.db", "`file` that keeps the conversations")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(os.Stdout)
			flags.PrintDefaults()
			fmt.Printf("  %s (environment)\n    \tsecret of the agents, of %d characters or more; without it one is made at each start\n", secretVariable, leastSecret)
		}
		return config{}, err
	}
	if flags.NArg() > 0 {
		return config{}, fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	}
	if c.secret == "" {
		c.secret, c.made = rand.Text(), true
	}
	if len(c.secret) < leastSecret {
		return config{}, fmt.Errorf("%s has fewer than %d characters; leave it out to have one made", secretVariable, leastSecret)
	}
	return c, nil
}

// announce says where to go. A secret that the operator has chosen is not shown.
func (c config) announce(url string) {
	fmt.Printf("Visitors: open %s in a browser; Ctrl-C ends it.\n", url)
	fmt.Printf("Agents:   open %s/desk/ in a second window", url)
	if c.made {
		fmt.Printf("; the secret is %s until the program ends", c.secret)
	}
	fmt.Println(".")
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
	// In one browser a visitor and an agent are two people: each has a cookie.
	agents, err := session.New(db, session.Options{Cookie: "desk"})
	if err != nil {
		return err
	}
	engine, err := chat.New(chat.Options{Store: db, Bot: workshop()})
	if err != nil {
		return err
	}
	visitors := transport.Handler(engine, transport.Options{})
	login := newLogin(c.secret)
	desk := transport.Handler(engine, transport.Options{Sessions: agents, Agent: login.agent})
	mux := http.NewServeMux()
	mux.Handle("/chat/", visitors)
	mux.Handle("/desk/chat/", login.guard(desk))
	mux.Handle("/desk/", http.StripPrefix("/desk", page("desk", deskPolicy)))
	mux.Handle("/", page("site", sitePolicy))

	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	serving("http://" + listener.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, shutdown(server, visitors, desk))
}

// shutdown ends the chat first, which tells its connections to come back after
// the restart, and then the server.
func shutdown(server *http.Server, handlers ...*transport.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, h := range handlers {
		if err := h.Shutdown(ctx); err != nil {
			slog.Warn("the chat did not come to rest in time", "error", err)
		}
	}
	ctx, cancel = context.WithTimeout(context.Background(), rest)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		slog.Warn("open requests are cut off", "error", err)
		return server.Close()
	}
	return nil
}

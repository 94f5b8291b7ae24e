// Dialogflow is a page with a chat that an agent of Google's Dialogflow answers,
// CX or ES, with application default credentials:
//
//	gcloud auth application-default login
//	go run . -agent projects/my-project/locations/europe-west1/agents/1234
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

	"golang.org/x/oauth2/google"

	"github.com/chatmount/chatmount/bot/dialogflow"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// scope is what the credentials are asked to allow: the conversations of agents,
// and nothing else of the project.
const scope = "https://www.googleapis.com/auth/dialogflow"

// patience is how long the program waits for its end.
const patience = 10 * time.Second

// config is what the command line says.
type config struct{ addr, db, agent, endpoint, language, welcome string }

func main() {
	c, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "dialogflow:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, c, func(url string) { fmt.Printf("Open %s in a browser; Ctrl-C ends it.\n", url) }); err != nil {
		fmt.Fprintln(os.Stderr, "dialogflow:", err)
		os.Exit(1)
	}
}

// parse reads the command line. Asked for help it prints that, and returns flag.ErrHelp.
func parse(args []string) (config, error) {
	var c config
	flags := flag.NewFlagSet("dialogflow", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints errors, in one line
	flags.StringVar(&c.addr, "addr", "localhost:8080", "`host:port` to listen on")
	flags.StringVar(&c.db, "db", "chat.db", "`file` that keeps the conversations")
	flags.StringVar(&c.agent, "agent", "", "resource `name` of the agent; the console has \"Copy name\"")
	flags.StringVar(&c.endpoint, "endpoint", "", "`URL` to ask instead of Google's for the agent's location")
	flags.StringVar(&c.language, "language", "en", "`code` of the visitors' language")
	flags.StringVar(&c.welcome, "welcome", "", "`event` by which the agent greets, such as WELCOME")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(os.Stdout)
			flags.PrintDefaults()
		}
		return config{}, err
	}
	switch {
	case flags.NArg() > 0:
		return config{}, fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	case c.agent == "":
		return config{}, errors.New("-agent is missing: the resource name of the agent; the console has \"Copy name\"")
	}
	return c, nil
}

// newBot returns the agent as a bot. What is wrong with the name, the credentials
// or the permissions is logged at once, and not only when a visitor asks: the
// program may be right and only Google be out of reach.
func newBot(ctx context.Context, c config) (*dialogflow.Bot, error) {
	// The client refreshes its tokens for as long as the program runs, so its ctx
	// must not be one that ends.
	client, err := google.DefaultClient(context.WithoutCancel(ctx), scope)
	if err != nil {
		return nil, fmt.Errorf("%w; on your own machine: gcloud auth application-default login", err)
	}
	opts := []dialogflow.Option{dialogflow.WithLanguage(c.language), dialogflow.WithStreaming(15 * time.Second), dialogflow.WithCutText()}
	if c.endpoint != "" {
		opts = append(opts, dialogflow.WithEndpoint(c.endpoint))
	}
	if c.welcome != "" {
		opts = append(opts, dialogflow.WithWelcome(c.welcome))
	}
	b := dialogflow.New(c.agent, client, opts...)
	if err := b.Check(ctx); err != nil {
		slog.Warn("the agent cannot be looked up", "error", err)
	}
	return b, nil
}

// run serves until ctx ends. It calls serving with the page's URL.
func run(ctx context.Context, c config, serving func(url string)) (err error) {
	b, err := newBot(ctx, c)
	if err != nil {
		return err
	}
	db, err := bolt.Open(c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	engine, err := chat.New(chat.Options{Store: db, Bot: b})
	if err != nil {
		return err
	}
	handler := transport.Handler(engine, transport.Options{})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	mux.HandleFunc("GET /{$}", page)

	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return errors.Join(fmt.Errorf("%w; choose another address with -addr", err), shutdown(handler, &http.Server{}))
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

// shutdown ends the chat first, then the server.
func shutdown(chat *transport.Server, server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return errors.Join(chat.Shutdown(ctx), server.Shutdown(ctx))
}

// page serves the page with the chat.
func page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; img-src https:; "+
		"require-trusted-types-for 'script'; trusted-types 'none'")
	fmt.Fprint(w, `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Dialogflow</title>
<script src="/chat/widget.js" async></script>
<h1>Ask the agent</h1>
<p>The chat is at the bottom right.</p>
</html>
`)
}

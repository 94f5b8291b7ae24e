// LLM is a page with a chat that a language model answers: any server that speaks
// OpenAI's Chat Completions, or, without one, a small stand-in within the program.
//
//	go run ./examples/llm
//	go run ./examples/llm -base-url http://localhost:11434/v1 -model llama3.2
//	OPENAI_API_KEY=... go run ./examples/llm -base-url https://api.openai.com/v1 -model gpt-4.1-mini
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
	"net/url"
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

// keyVariable names the environment variable with the API key. It is no flag,
// because everybody on the machine sees the flags of a program.
const keyVariable = "OPENAI_API_KEY"

// config is what the command line and the environment say.
type config struct {
	addr, db       string
	baseURL, model string
	key            string
	pause          time.Duration // of the stand-in before each word
}

func main() {
	c, err := parse(os.Args[1:], os.Getenv(keyVariable))
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "llm:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, c, func(url string) { fmt.Printf("Open %s in a browser; Ctrl-C ends it.\n", url) }); err != nil {
		fmt.Fprintln(os.Stderr, "llm:", err)
		os.Exit(1)
	}
}

// parse reads the command line. Asked for help it prints that, and returns flag.ErrHelp.
func parse(args []string, key string) (config, error) {
	c := config{key: key}
	flags := flag.NewFlagSet("llm", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints errors, in one line
	flags.StringVar(&c.addr, "addr", "localhost:8080", "`host:port` to listen on")
	flags.StringVar(&c.db, "db", "llm.db", "`file` that keeps the conversations")
	flags.StringVar(&c.baseURL, "base-url", "", "`URL` below which the server has /chat/completions; without it a stand-in answers")
	flags.StringVar(&c.model, "model", "", "`name` of the model")
	flags.DurationVar(&c.pause, "pause", 40*time.Millisecond, "`time` that the stand-in takes for a word")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(os.Stdout)
			flags.PrintDefaults()
			fmt.Printf("  %s (environment)\n    \tkey for the server, where it wants one\n", keyVariable)
		}
		return config{}, err
	}
	if flags.NArg() > 0 {
		return config{}, fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	}
	if (c.baseURL == "") != (c.model == "") {
		return config{}, errors.New("-base-url and -model go together; without both a stand-in answers")
	}
	if u, err := url.Parse(c.baseURL); c.baseURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return config{}, fmt.Errorf("-base-url %q is not a URL like http://localhost:11434/v1", c.baseURL)
	}
	return c, nil
}

// run serves until ctx ends. It calls serving with the page's URL.
func run(ctx context.Context, c config, serving func(url string)) (err error) {
	listener, err := net.Listen("tcp", c.addr)
	if err != nil {
		return fmt.Errorf("%w; choose another address with -addr", err)
	}
	defer listener.Close()
	if c.baseURL == "" {
		var model *standIn
		if model, err = startStandIn(c.pause); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, model.Close()) }()
		c.baseURL, c.model, c.key = model.URL, "stand-in", "" // a key is for the server it was made for
	}
	assistant, err := newAssistant(c)
	if err != nil {
		return err
	}
	db, err := bolt.Open(c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	engine, err := chat.New(chat.Options{Store: db, Bot: assistant})
	if err != nil {
		return err
	}
	handler := transport.Handler(engine, transport.Options{})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	mux.HandleFunc("GET /{$}", page)

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

// shutdown ends the chat first, which lets the answers that grow come to their
// end or breaks them off, and then the server.
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

// page serves the page with the chat.
func page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; img-src https:; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
	fmt.Fprint(w, `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Fernside Cycles</title>
<script src="/chat/widget.js" async></script>
<h1>Fernside Cycles</h1>
<p>Ask the assistant, bottom right. It can tell you how your repair is getting on: try number 17.</p>
</html>
`)
}

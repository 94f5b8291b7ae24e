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
	"github.com/chatmount/chatmount/transport/peer"
)

func main() {
	chatAddr := flag.String("chat", "127.0.0.1:8080", "`host:port` of the chat")
	shopAddr := flag.String("shop", "localhost:8081", "`host:port` of the shop that shows it")
	db := flag.String("db", "embed.db", "`file` that keeps the conversations")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *chatAddr, *shopAddr, *db); err != nil {
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(1)
	}
}

// run serves both sites until ctx ends.
func run(ctx context.Context, chatAddr, shopAddr, file string) (err error) {
	for flag, addr := range map[string]string{"-chat": chatAddr, "-shop": shopAddr} {
		if _, ok := peer.ParseOrigin("http://" + addr); !ok { // the other site's pages name it
			return fmt.Errorf("%s %q is not a host and a port like localhost:8080", flag, addr)
		}
	}
	db, err := bolt.Open(file)
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
		FrameAncestors: []string{"http://" + shopAddr}, // whose pages may show the chat
		Identify:       users.identify,
	})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	mux.Handle("/", own())

	failed := make(chan error, 2)
	chatSite, err := serve(chatAddr, mux, failed)
	if err != nil {
		return errors.Join(err, handler.Shutdown(ctx))
	}
	shopSite, err := serve(shopAddr, shop("http://"+chatAddr, users), failed)
	if err != nil {
		return errors.Join(err, handler.Shutdown(ctx), chatSite.Close())
	}
	fmt.Printf("Open http://%s in a browser; Ctrl-C ends it.\n", shopAddr)
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

package transport_test

import (
	"context"
	"log"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport"
)

// The chat is one handler of the server that is there already.
func ExampleHandler() {
	engine, err := chat.New(chat.Options{Store: memory.New()})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/chat/", transport.Handler(engine, transport.Options{}))
	log.Fatal(http.ListenAndServe("localhost:8080", mux))
}

// Connections outlive requests, so the chat is shut down before the server.
func ExampleServer_Shutdown() {
	engine, err := chat.New(chat.Options{Store: memory.New()})
	if err != nil {
		log.Fatal(err)
	}
	handler := transport.Handler(engine, transport.Options{})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	server := &http.Server{Addr: "localhost:8080", Handler: mux}

	stop, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	go func() {
		if err := server.ListenAndServe(); err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
	<-stop.Done()

	patience, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := handler.Shutdown(patience); err != nil {
		log.Print(err)
	}
	if err := server.Shutdown(patience); err != nil {
		log.Print(err)
	}
}

// The site has logins of its own, people who answer, a shop on another origin,
// and a proxy in front of it.
func ExampleOptions() {
	login := func(r *http.Request) (id, name string, staff bool) { return } // the site's own
	engine, err := chat.New(chat.Options{Store: memory.New()})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/chat/", transport.Handler(engine, transport.Options{
		Identify: func(r *http.Request, _ string) (session.User, error) {
			id, name, _ := login(r)
			return session.User{ID: id, Name: name}, nil // without an ID: nobody is signed in
		},
		Agent: func(r *http.Request) (chat.Participant, bool) {
			id, name, staff := login(r)
			return chat.Participant{ID: "staff." + id, Name: name}, staff
		},
		Origins:        []string{"https://shop.example.com"},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	}))
}

package transporttest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport"
	"github.com/chatmount/chatmount/transport/transporttest"
	"github.com/chatmount/chatmount/transport/transporttest/faultproxy"
)

// A message whose first answer is lost is sent again with the same key, and is in
// the log once.
func Example() {
	store := memory.New()
	defer store.Close()
	engine, err := chat.New(chat.Options{Store: store})
	if err != nil {
		log.Fatal(err)
	}
	handler := transport.Handler(engine, transport.Options{})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	server := httptest.NewServer(mux)
	defer server.Close()
	defer handler.Shutdown(context.Background())

	proxy, err := faultproxy.New(server.URL, faultproxy.Options{Seed: 7})
	if err != nil {
		log.Fatal(err)
	}
	defer proxy.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	visitor, err := handler.Sessions().Visit(ctx)
	if err != nil {
		log.Fatal(err)
	}

	proxy.Set(faultproxy.Fault{Kind: faultproxy.LostAnswer})
	m := transporttest.NewMessenger(transporttest.MessengerOptions{
		URL: func() string { return proxy.URL() + "/chat" }, Token: visitor.Token,
		Clients: transporttest.Clients()[1:2], // server-sent events, which send by POST
		Backoff: func(int) time.Duration { return 0 },
		Observer: transporttest.Observer{
			Acked: func(o transporttest.Outgoing, offset int64) {
				fmt.Printf("%q is durable at offset %d\n", o.Text, offset)
			},
		},
	})
	defer m.Close()
	m.Say("Hello!")
	for range time.Tick(time.Millisecond) {
		if proxy.Struck(faultproxy.LostAnswer) >= 3 {
			break
		}
	}
	proxy.Heal()
	if err := m.Outbox().Drained(ctx); err != nil {
		log.Fatal(err)
	}
	c, err := engine.Conversation(ctx, visitor.Session, "")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("events in the log:", c.Head)
	// Output:
	// "Hello!" is durable at offset 1
	// events in the log: 1
}

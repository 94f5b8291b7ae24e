package webhook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/webhook"
)

const secret = "32 random bytes in hex"

// service is a service in Go.
func service(w http.ResponseWriter, r *http.Request) {
	body, err := webhook.Verify(r, secret)
	var turn webhook.Request
	if err != nil || json.Unmarshal(body, &turn) != nil {
		http.Error(w, "who is that?", http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	for _, delta := range []string{"You said", ": ", turn.Text} {
		_ = json.NewEncoder(w).Encode(map[string]string{"delta": delta}) // the bot may be gone
	}
	_ = json.NewEncoder(w).Encode(map[string]bool{"done": true})
}

func Example() {
	srv := httptest.NewServer(http.HandlerFunc(service))
	defer srv.Close()

	b := webhook.New(srv.URL, secret, webhook.WithTransport(srv.Client().Transport))
	var rec bottest.Recorder // in a program: chat.New(chat.Options{Store: db, Bot: b})
	err := rec.Ask(context.Background(), b, bottest.Says("hello"))
	fmt.Println(rec.Texts(), err)
	// Output: [You said: hello] <nil>
}

func ExampleNew() {
	b := webhook.New("https://bot.example.org/chat?key=1", secret)
	fmt.Println(b.Check())
	// Output: the URL is wrong: give one like https://example.org/path, without a user, a query or a fragment
}

func ExampleVerify() {
	http.HandleFunc("POST /chat", func(w http.ResponseWriter, r *http.Request) {
		body, err := webhook.Verify(r, "new secret", "old secret")
		if err != nil {
			http.Error(w, "who is that?", http.StatusUnauthorized)
			return
		}
		_, _ = w.Write(body)
	})
	// Output:
}

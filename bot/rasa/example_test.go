package rasa_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// hear starts a stand-in for Rasa, asks it once and prints the answer.
func hear(s *rasatest.Server, opts ...rasa.Option) {
	srv := httptest.NewServer(s)
	defer srv.Close()
	opts = append([]rasa.Option{rasa.WithTransport(srv.Client().Transport), rasa.WithLogger(slog.New(slog.DiscardHandler))}, opts...)
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), rasa.New(srv.URL, opts...), bottest.Says("hello"))
	var public *chat.Error
	if errors.As(err, &public) {
		fmt.Println("The visitor reads:", public.Message)
	}
	for _, m := range rec.Messages() {
		fmt.Println(m.Text())
	}
	for _, button := range rec.Buttons() {
		fmt.Printf("[%s] sends %s\n", button.Title, button.Value)
	}
}

func Example() {
	var s rasatest.Server // in a program: Rasa, with `rest:` in its credentials.yml
	s.Then(rasatest.Say(rasatest.Response{
		Text:    "Hello! Shall I look for a table?",
		Buttons: []rasatest.Button{{Title: "Yes, please", Payload: "/affirm"}},
	}))
	hear(&s)
	// Output:
	// Hello! Shall I look for a table?
	// [Yes, please] sends /affirm
}

func ExampleNew() {
	b := rasa.New("http://localhost:5005", rasa.WithTimeout(10*time.Second))
	// In a program: chat.New(chat.Options{Store: db, Bot: b})
	fmt.Println("asked again after a crash:", bot.IsRepeatable(b))
	// Output: asked again after a crash: false
}

func ExampleBot_Check() {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	b := rasa.New(srv.URL, rasa.WithTransport(srv.Client().Transport))
	fmt.Println(b.Check(context.Background()))
	// Output: rasa: the server answered 404 Not Found: enable its REST channel with 'rest:' in credentials.yml, and check the base URL
}

func ExampleWithTimeout() {
	var s rasatest.Server
	s.Then(rasatest.Hang)
	hear(&s, rasa.WithTimeout(200*time.Millisecond))
	// Output: The visitor reads: The assistant did not answer in time. Please check before you ask for it again.
}

func ExampleWithEmptyReply() {
	var s rasatest.Server
	s.Then(rasatest.Crash())
	hear(&s, rasa.WithEmptyReply("I have no answer to that."))
	// Output: I have no answer to that.
}

func ExampleWithMetadata() {
	var s rasatest.Server
	hear(&s, rasa.WithMetadata(func(t chat.Turn) map[string]any {
		return map[string]any{"name": t.Visitor.Name}
	}))
	fmt.Println(string(s.Messages()[0].Metadata["name"]))
	// Output:
	// You said: hello
	// "Vera"
}

// authorized adds a header that a proxy in front of Rasa asks for.
type authorized struct{ next http.RoundTripper }

func (a authorized) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer let-me-in")
	return a.next.RoundTrip(r)
}

func ExampleWithTransport() {
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Header.Get("Authorization"))
	}))
	defer srv.Close()
	b := rasa.New(srv.URL, rasa.WithTransport(authorized{srv.Client().Transport}))
	_ = b.Check(context.Background()) // fails: this is no Rasa
	// Output: Bearer let-me-in
}

func ExampleWithLogger() {
	var s rasatest.Server
	s.Then(rasatest.Crash())
	hear(&s, rasa.WithLogger(slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))))
	// Output: level=WARN msg="rasa: the answer is empty: the assistant had nothing to say, is paused, or an action failed; see Rasa's log" conversation=conversation-1 turn=conversation-1.2
}

func ExampleWithStreaming() {
	var s rasatest.Server
	s.Then(rasatest.Say(rasatest.Response{Text: "Let me look."}, rasatest.Response{Text: "There is a table at eight."}))
	hear(&s, rasa.WithStreaming(15*time.Second))
	// Output:
	// Let me look.
	// There is a table at eight.
}

func ExampleBot_Callback() {
	b := rasa.New("http://localhost:5005", rasa.WithCallback())
	db := memory.New() // in a program: bolt.Open("chat.db")
	defer db.Close()
	engine, err := chat.New(chat.Options{Store: db, Bot: b})
	if err != nil {
		panic(err)
	}
	defer engine.Shutdown(context.Background())
	mux := http.NewServeMux()
	mux.Handle("/rasa/callback", b.Callback(engine, "a secret that Rasa knows, too"))

	w := httptest.NewRecorder() // somebody who does not know it
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/rasa/callback", http.NoBody))
	fmt.Println(w.Code)
	// Output: 401
}

func ExampleWithTracker() {
	s := rasatest.Server{Token: "rasa's token"}
	s.Then(rasatest.Say(rasatest.Response{Custom: map[string]any{"handoff": true}}))
	hear(&s, rasa.WithTracker("rasa's token"))
	fmt.Println(s.Events())
	// Output: [{conversation-1 pause}]
}

func ExampleWithSessionStart() {
	s := rasatest.Server{Started: []rasatest.Response{{Text: "Welcome!"}}}
	hear(&s, rasa.WithSessionStart())
	// Output:
	// Welcome!
	// You said: hello
}

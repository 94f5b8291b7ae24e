package dialogflow_test

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
	"github.com/chatmount/chatmount/bot/dialogflow"
	"github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

const (
	cx = "projects/my-project/locations/europe-west1/agents/1234"
	es = "projects/my-project/agent"
)

// hear starts a stand-in for Dialogflow, asks it once and prints the answer.
func hear(s *dialogflowtest.Server, agent, text string, opts ...dialogflow.Option) {
	srv := httptest.NewServer(s)
	defer srv.Close()
	opts = append([]dialogflow.Option{dialogflow.WithEndpoint(srv.URL), dialogflow.WithLogger(slog.New(slog.DiscardHandler))}, opts...)
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), dialogflow.New(agent, srv.Client(), opts...), bottest.Says(text))
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
	if rec.Ended() {
		fmt.Println("(ended)")
	}
}

func Example() {
	var s dialogflowtest.Server // in a program: Dialogflow, and a client with credentials
	s.Then(dialogflowtest.Say(
		dialogflowtest.Text("Hello! Shall I look for a table?"),
		dialogflowtest.Rich(map[string]any{"type": "chips", "options": []any{map[string]any{"text": "Yes, please"}}}),
	))
	hear(&s, cx, "hello")
	// Output:
	// Hello! Shall I look for a table?
	// [Yes, please] sends Yes, please
}

func ExampleNew() {
	client := http.DefaultClient // in a program: google.DefaultClient(ctx, "https://www.googleapis.com/auth/dialogflow")
	b := dialogflow.New("projects/my-project/locations/europe-west1/agents/1234/environments/production", client)
	// In a program: chat.New(chat.Options{Store: db, Bot: b})
	fmt.Println("asked again after a crash:", bot.IsRepeatable(b))
	// Output: asked again after a crash: false
}

func ExampleBot_Check() {
	srv := httptest.NewServer(&dialogflowtest.Server{Token: "good"})
	defer srv.Close()
	b := dialogflow.New(cx, srv.Client(), dialogflow.WithEndpoint(srv.URL))
	fmt.Println(b.Check(context.Background()))
	// Output: dialogflow: the server answered 401 Unauthorized (UNAUTHENTICATED): give New a client that adds valid credentials
}

func ExampleSessionID() {
	fmt.Println(len(dialogflow.SessionID("a conversation's id")))
	// Output: 32
}

func ExampleWithQuery() {
	var s dialogflowtest.Server
	hear(&s, cx, "bonjour", dialogflow.WithQuery(func(t chat.Turn, q *dialogflow.Query) {
		q.Language = "fr" // of the visitor's page, say
		q.Parameters = map[string]any{"name": t.Visitor.Name}
	}))
	q := s.Questions()[0]
	fmt.Println(q.Language, q.Parameters["name"])
	// Output:
	// You said: bonjour
	// fr Vera
}

func ExampleQuery() {
	ask := func(q dialogflow.Query) {
		var s dialogflowtest.Server
		hear(&s, cx, "hello", dialogflow.WithQuery(func(_ chat.Turn, made *dialogflow.Query) { q.Language = made.Language; *made = q }))
	}
	ask(dialogflow.Query{Text: "a text"})
	ask(dialogflow.Query{Event: "AN_EVENT"})
	ask(dialogflow.Query{DTMF: "12#"})
	// Output:
	// You said: a text
	// You said: AN_EVENT
	// You said: 12#
}

func ExampleWithWelcome() {
	var s dialogflowtest.Server
	s.Then(dialogflowtest.Say(dialogflowtest.Text("Welcome!")))
	hear(&s, cx, "hello", dialogflow.WithWelcome("WELCOME"))
	// Output:
	// Welcome!
	// You said: hello
}

func ExampleWithStreaming() {
	var s dialogflowtest.Server
	s.Then(dialogflowtest.Pace(time.Millisecond,
		dialogflowtest.Response{Messages: []dialogflowtest.Message{dialogflowtest.Text("Let me look ...")}},
		dialogflowtest.Response{Messages: []dialogflowtest.Message{dialogflowtest.Text("Here it is.")}},
	))
	hear(&s, cx, "where is it?", dialogflow.WithStreaming(15*time.Second))
	// Output:
	// Let me look ...
	// Here it is.
}

func ExampleWithEnd() {
	var s dialogflowtest.Server
	s.Then(dialogflowtest.Answer(dialogflowtest.Response{Messages: []dialogflowtest.Message{dialogflowtest.Text("Bye.")}, End: true}))
	hear(&s, cx, "bye", dialogflow.WithEnd())
	// Output:
	// Bye.
	// (ended)
}

func ExampleWithCutText() {
	var s dialogflowtest.Server
	long := fmt.Sprintf("%0*d", dialogflow.MaxText+1, 0)
	hear(&s, es, long)
	hear(&s, es, long, dialogflow.WithCutText())
	fmt.Println(len(s.Questions()[0].Text))
	// Output:
	// The visitor reads: That is too long for the assistant. Please say it in at most 256 characters.
	// You said: 0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
	// 256
}

func ExampleWithTimeout() {
	var s dialogflowtest.Server
	s.Then(dialogflowtest.Hang)
	hear(&s, cx, "hello", dialogflow.WithTimeout(200*time.Millisecond))
	// Output: The visitor reads: The assistant did not answer in time. Please check before you ask for it again.
}

func ExampleWithEmptyReply() {
	var s dialogflowtest.Server
	s.Then(dialogflowtest.Say())
	hear(&s, cx, "hello", dialogflow.WithEmptyReply("I have no answer to that."))
	// Output: I have no answer to that.
}

func ExampleWithPlatform() {
	var s dialogflowtest.Server
	slack := dialogflowtest.Text("for Slack")
	slack["platform"] = "SLACK"
	s.Then(dialogflowtest.Say(dialogflowtest.Text("for all"), slack))
	hear(&s, es, "hello", dialogflow.WithPlatform("SLACK"))
	// Output: for Slack
}

func ExampleWithLogger() {
	var s dialogflowtest.Server
	s.Then(dialogflowtest.Answer(dialogflowtest.Response{Messages: []dialogflowtest.Message{dialogflowtest.Text("I cannot look that up.")}, Webhook: 4}))
	hear(&s, cx, "hello", dialogflow.WithLogger(slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))))
	// Output:
	// level=ERROR msg="dialogflow: a webhook of the agent failed; see its log" conversation=conversation-1 turn=conversation-1.2 codes=[DEADLINE_EXCEEDED]
	// I cannot look that up.
}

package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	fake "github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/examples/internal/exampletest"
	"github.com/chatmount/chatmount/transport/transporttest"
)

// serve starts a stand-in for Rasa and returns its URL.
func serve(t *testing.T, s *fake.Server) string {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return srv.URL
}

// Text, buttons, a picture and a custom payload of Rasa reach a visitor over each
// of the transports; a button sends its payload, what is typed forces no intent, and
// after the handoff Rasa is not asked.
func TestConversation(t *testing.T) {
	for _, dialer := range transporttest.Clients() {
		t.Run(dialer.Name, func(t *testing.T) {
			var s fake.Server
			s.Then(
				fake.Say(
					fake.Response{Text: "Shall I look for a table?", Buttons: []fake.Button{{Title: "Yes", Payload: "/affirm"}}},
					fake.Response{Image: "https://example.com/table.jpg"},
				),
				fake.Say(fake.Response{Custom: map[string]any{"stars": 5, "fallback": "Five stars"}}),
				fake.Say(fake.Response{Text: "I did not understand that."}),
				fake.Say(fake.Response{Text: "I get someone."}, fake.Response{Custom: map[string]any{"handoff": "upset"}}),
			)
			visitor := exampletest.Visit(t, start(t, config{url: serve(t, &s)}), dialer)

			visitor.Say("a table, please")
			question := visitor.Hear()
			if got := question.Parts; len(got) != 2 || got[0].Text != "Shall I look for a table?" || got[1].Buttons[0].Title != "Yes" {
				t.Fatalf("heard %+v", got)
			}
			if got := visitor.Hear().Parts[0]; got.Type != chat.PartImage || got.URL != "https://example.com/table.jpg" {
				t.Errorf("seen %+v", got)
			}
			visitor.Press(question.ID, question.Parts[1].Buttons[0].Value)
			if got := visitor.Hear().Parts[0]; got.Type != "x-rasa" || got.Fallback != "Five stars" {
				t.Errorf("heard %+v", got)
			}
			visitor.Say("/restart")
			visitor.Hear()
			visitor.Say("This is no use!")
			visitor.Hear()
			if got := visitor.Event(chat.KindHandoff); got.Reason != "upset" {
				t.Errorf("handed off for %q", got.Reason)
			}
			visitor.Say("hello?")
			visitor.Next("what was said", func(f exampletest.Frame) bool { return f.Kind == chat.KindMessage && f.Parts[0].Text == "hello?" })

			var intents, senders []string
			for _, m := range s.Messages() {
				intents, senders = append(intents, m.Intent), append(senders, m.Sender)
			}
			if want := []string{"", "affirm", "", ""}; !slices.Equal(intents, want) {
				t.Errorf("Rasa was given the intents %q, want %q", intents, want)
			}
			if senders = slices.Compact(senders); len(senders) != 1 || senders[0] != visitor.Conversation {
				t.Errorf("Rasa knows the visitor as %q", senders)
			}
		})
	}
}

// Two visitors at once have a tracker each, and neither hears what the other is told.
func TestTwoVisitors(t *testing.T) {
	var s fake.Server // which repeats what is said
	url := start(t, config{url: serve(t, &s)})
	ann, ben := exampletest.Visit(t, url, transporttest.Clients()[0]), exampletest.Visit(t, url, transporttest.Clients()[0])
	for range 3 {
		ann.Say("This is Ann")
		ben.Say("This is Ben")
	}
	for range 3 {
		for who, p := range map[string]*exampletest.Person{"Ann": ann, "Ben": ben} {
			if got := p.Hear().Parts[0].Text; !strings.Contains(got, who) {
				t.Errorf("%s hears %q", who, got)
			}
		}
	}
	if ann.Conversation == ben.Conversation {
		t.Error("they are in one conversation")
	}
}

// With -greet the assistant's greeting stands before its first answer.
func TestGreets(t *testing.T) {
	s := fake.Server{Started: []fake.Response{{Text: "Welcome!"}}}
	visitor := exampletest.Visit(t, start(t, config{url: serve(t, &s), greet: true}), transporttest.Clients()[0])
	visitor.Say("hello")
	for _, want := range []string{"Welcome!", "You said: hello"} {
		if got := visitor.Hear().Parts[0].Text; got != want {
			t.Errorf("heard %q, want %q", got, want)
		}
	}
}

// With -stream a message is there before Rasa has finished; an action that fails
// afterwards is told to the visitor.
func TestStreams(t *testing.T) {
	var s fake.Server
	asked := make(chan struct{})
	s.Then(func(w http.ResponseWriter, r *http.Request, m fake.Message) {
		_, _ = w.Write([]byte(`{"recipient_id":"` + m.Sender + `","text":"I am searching ..."}` + "\n"))
		_ = http.NewResponseController(w).Flush()
		<-asked // until the visitor has it
		panic(http.ErrAbortHandler)
	})
	visitor := exampletest.Visit(t, start(t, config{url: serve(t, &s), stream: true}), transporttest.Clients()[0])
	visitor.Say("a hotel in Rome")
	if got := visitor.Hear(); got.Parts[0].Text != "I am searching ..." {
		t.Errorf("heard %+v", got)
	}
	close(asked)
	if got := visitor.Hear(); got.Author.Role != chat.RoleSystem {
		t.Errorf("heard %+v after the failure", got)
	}
}

// With -callback the answers come by posts that prove themselves, and so does a
// reminder that nobody has asked for; a post without the secret is refused.
func TestCallback(t *testing.T) {
	const secret = "a secret of the test"
	s := fake.Server{Header: http.Header{"Authorization": {"Bearer " + secret}}, Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	url := start(t, config{url: serve(t, &s), secret: secret})
	s.Callback = url + "/rasa/callback"
	visitor := exampletest.Visit(t, url, transporttest.Clients()[0])
	visitor.Say("remind me")
	if got := visitor.Hear(); got.Parts[0].Text != "You said: remind me" {
		t.Errorf("heard %+v", got)
	}
	statuses, err := s.Remind(t.Context(), visitor.Conversation, fake.Response{Text: "It is time."})
	if err != nil || !slices.Equal(statuses, []int{http.StatusOK}) {
		t.Errorf("the reminder is answered by %v, %v", statuses, err)
	}
	if got := visitor.Hear(); got.Parts[0].Text != "It is time." {
		t.Errorf("heard %+v", got)
	}
	eve := fake.Server{Header: http.Header{"Authorization": {"Bearer guess"}}, Client: s.Client, Callback: s.Callback}
	statuses, err = eve.Remind(t.Context(), visitor.Conversation, fake.Response{Text: "Send me money."})
	if err != nil || !slices.Equal(statuses, []int{http.StatusUnauthorized}) {
		t.Errorf("a post with another secret is answered by %v, %v", statuses, err)
	}
}

// Rasa that cannot be reached is a kind sentence to the visitor, and the program serves on.
func TestRasaIsDown(t *testing.T) {
	visitor := exampletest.Visit(t, start(t, config{url: "http://127.0.0.1:1"}), transporttest.Clients()[0])
	visitor.Say("hello")
	if got := visitor.Hear(); got.Author.Role != chat.RoleSystem || strings.Contains(got.Parts[0].Text, "127.0.0.1") {
		t.Errorf("the visitor reads %+v", got)
	}
}

package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/examples/internal/exampletest"
	"github.com/chatmount/chatmount/transport/transporttest"
)

// sitDown signs an agent in.
func sitDown(t *testing.T, url, name string) *exampletest.Person {
	t.Helper()
	return exampletest.SignIn(t, url+"/desk/chat", func(r *http.Request) { r.SetBasicAuth(name, secret) })
}

// conversation is what the desk lists.
type conversation struct {
	ID             string
	Assigned       *string
	Waiting, Ended bool
}

func listed(t *testing.T, agent *exampletest.Person) conversation {
	t.Helper()
	var list struct{ Conversations []conversation }
	if status := agent.Request(http.MethodGet, "/conversations", nil, &list); status != http.StatusOK || len(list.Conversations) != 1 {
		t.Fatalf("the desk lists %+v (%d)", list.Conversations, status)
	}
	return list.Conversations[0]
}

// do has an agent do something to a conversation.
func do(t *testing.T, agent *exampletest.Person, id, verb string, body any) {
	t.Helper()
	if status := agent.Request(http.MethodPost, "/conversations/"+id+"/"+verb, body, nil); status != http.StatusCreated {
		t.Fatalf("%s is answered by %d", verb, status)
	}
}

// The bot answers, then a person does and the bot is silent, then the bot answers
// again: over each of the transports.
func TestBotPersonBot(t *testing.T) {
	for _, dialer := range transporttest.Clients() {
		t.Run(dialer.Name, func(t *testing.T) {
			url := start(t)
			visitor, kim := exampletest.Visit(t, url, dialer), sitDown(t, url, "Kim")

			visitor.Say("hello")
			greeting := visitor.Hear()
			visitor.Press(greeting.ID, "Talk to a person")
			if got := visitor.Hear(); got.Author.Role != chat.RoleBot || !strings.Contains(got.Parts[0].Text, "One moment") {
				t.Fatalf("the visitor hears %+v", got)
			}
			if got := visitor.Event(chat.KindHandoff); got.Reason != "asked for a person" {
				t.Errorf("handed off for %q", got.Reason)
			}
			c := listed(t, kim)
			if !c.Waiting || c.Assigned != nil {
				t.Errorf("at the desk it is %+v, want that it waits", c)
			}
			visitor.Say("When are you open?") // which the bot could answer

			kim.Connect(dialer, c.ID)
			do(t, kim, c.ID, "assign", map[string]string{"to": kim.Participant.ID})
			if got := visitor.Event(chat.KindAssigned); got.To != kim.Participant.ID {
				t.Errorf("%s answers from now on, want %s", got.To, kim.Participant.ID)
			}
			visitor.Say("hello?")
			kim.Next("the visitor's hello", func(f exampletest.Frame) bool { return f.Kind == chat.KindMessage && f.Parts[0].Text == "hello?" })
			kim.Say("Kim here. We are open.")
			if got := visitor.Hear(); got.Author.Name != "Kim" || got.Author.Role != chat.RoleAgent || got.Parts[0].Text != "Kim here. We are open." {
				t.Errorf("the visitor hears %+v, and not Kim alone", got)
			}

			do(t, kim, c.ID, "assign", struct{}{})
			visitor.Event(chat.KindAssigned)
			visitor.Say("And when are you closed?")
			if got := visitor.Hear(); got.Author.Role != chat.RoleBot || !strings.Contains(got.Parts[0].Text, "Tuesday to Saturday") {
				t.Errorf("after the return the visitor hears %+v", got)
			}
			do(t, kim, c.ID, "end", struct{}{})
			visitor.Event(chat.KindEnded)
			if c := listed(t, kim); !c.Ended || c.Waiting || c.Assigned != nil {
				t.Errorf("in the end it is %+v", c)
			}
		})
	}
}

// An agent may come in without having been asked, and one who signs out is gone at once.
func TestTakeOverUnasked(t *testing.T) {
	url := start(t)
	dialer := transporttest.Clients()[0]
	visitor, kim := exampletest.Visit(t, url, dialer), sitDown(t, url, "Kim")
	visitor.Say("hello")
	visitor.Hear()
	id := listed(t, kim).ID
	do(t, kim, id, "assign", map[string]string{"to": kim.Participant.ID})
	kim.Connect(dialer, id)
	kim.Say("Let me help.")
	if got := visitor.Hear(); got.Author.Name != "Kim" {
		t.Errorf("the visitor hears %+v", got)
	}
	if status := kim.Request(http.MethodDelete, "/session", nil, nil); status != http.StatusNoContent {
		t.Fatalf("signing out is answered by %d", status)
	}
	if status := kim.Request(http.MethodGet, "/conversations", nil, nil); status != http.StatusUnauthorized {
		t.Errorf("who has signed out still gets %d", status)
	}
}

package main

import (
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/chatmount/chatmount/bot/openai/openaitest"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/examples/internal/exampletest"
	"github.com/chatmount/chatmount/transport/transporttest"
)

// A streamed answer grows piece by piece on each of the transports, and what it
// has grown to is the one message that stays.
func TestAnswerGrows(t *testing.T) {
	url := start(t, config{})
	for _, dialer := range transporttest.Clients() {
		t.Run(dialer.Name, func(t *testing.T) {
			t.Parallel()
			visitor := exampletest.Visit(t, url, dialer)
			visitor.Say("How do I clean my chain?")
			var draft, text string
			pieces := 0
			final := visitor.Next("the message", func(f exampletest.Frame) bool {
				if f.Type == "delta" && f.Text != "" {
					if at := len(utf16.Encode([]rune(text))); f.From != at {
						t.Errorf("a piece begins at %d, and %d are there", f.From, at)
					}
					draft, text, pieces = f.Draft, text+f.Text, pieces+1
				}
				return f.Type == "event" && f.Author.Role == chat.RoleBot
			})
			if pieces < 5 {
				t.Errorf("the answer came in %d pieces", pieces)
			}
			if final.Draft != draft || final.Truncated || final.Parts[0].Text != advice {
				t.Errorf("the message is %+v of the draft %s, cut off: %v", final.Parts, final.Draft, final.Truncated)
			}
			if !strings.HasPrefix(advice, text) {
				t.Errorf("what grew is %q", text)
			}
		})
	}
}

// Who comes while an answer grows sees what was said so far at once, and then the rest.
func TestComesInTheMiddle(t *testing.T) {
	url := start(t, config{})
	for _, dialer := range transporttest.Clients() {
		t.Run(dialer.Name, func(t *testing.T) {
			t.Parallel()
			visitor := exampletest.Visit(t, url, dialer)
			visitor.Say("How do I clean my chain?")
			grown := visitor.Next("a piece", func(f exampletest.Frame) bool { return f.Type == "delta" && f.From > 20 })
			visitor.Reconnect(dialer)
			first := visitor.Next("the text so far", func(f exampletest.Frame) bool { return f.Type == "delta" })
			if first.From != 0 || first.Draft != grown.Draft || len(first.Text) < grown.From || !strings.HasPrefix(advice, first.Text) {
				t.Errorf("the first piece is %+v, there were %d before", first, grown.From)
			}
			if final := visitor.Hear(); final.Parts[0].Text != advice || final.Truncated {
				t.Errorf("the message is %+v", final)
			}
		})
	}
}

// The visitor stops an answer in the middle: the model is not heard any more, what was said
// stays and is marked, and the next question is answered. A stop of an answer that is over
// stops no other.
func TestStopped(t *testing.T) {
	url := start(t, config{})
	for _, dialer := range transporttest.Clients() {
		t.Run(dialer.Name, func(t *testing.T) {
			t.Parallel()
			visitor := exampletest.Visit(t, url, dialer)
			growing := func(f exampletest.Frame) bool { return f.Type == "delta" && f.From > 20 }
			visitor.Say("How do I clean my chain?")
			stopped := visitor.Next("a piece", growing).Draft
			visitor.Stop(stopped)
			final := visitor.Hear()
			if text := final.Parts[0].Text; !final.Truncated || final.Draft != stopped || !strings.HasPrefix(advice, text) || len(text) > len(advice)/2 {
				t.Errorf("the message is %+v", final)
			}
			visitor.Say("How do I clean my chain?")
			visitor.Next("a piece", growing)
			visitor.Stop(stopped)
			if again := visitor.Hear(); again.Truncated || again.Author.Role != chat.RoleBot || again.Parts[0].Text != advice {
				t.Errorf("the next answer is %+v", again)
			}
		})
	}
}

// The model calls a tool with a number that the visitor wrote, and hands over to a person.
func TestToolsAndHandoff(t *testing.T) {
	visitor := exampletest.Visit(t, start(t, config{}), transporttest.Clients()[0])
	for question, want := range map[string]string{
		"How is repair 17?":  "Repair 17 is done",
		"And number 18?":     "waiting for a part",
		"What about 9999?":   "no repair with this number",
		"When are you open?": "Tuesday to Saturday",
	} {
		visitor.Say(question)
		if got := visitor.Hear(); !strings.Contains(got.Parts[0].Text, want) {
			t.Errorf("%s is answered with %q", question, got.Parts[0].Text)
		}
	}
	visitor.Say("Give me a person, please.")
	if got := visitor.Hear(); !strings.Contains(got.Parts[0].Text, "mechanic") {
		t.Errorf("the visitor hears %q", got.Parts[0].Text)
	}
	if got := visitor.Event(chat.KindHandoff); got.Reason != "asked for a person" {
		t.Errorf("handed off for %q", got.Reason)
	}
}

// Another server is asked for the model that was named, with the key, the prompt and
// the tools. A stream that breaks off is kept and marked, and the visitor is told.
func TestAnotherServer(t *testing.T) {
	server := &openaitest.Server{Key: "sk-secret"}
	server.Then(openaitest.Say("Hello ", "there."), openaitest.Fail("server_error", "Let me ", "see"))
	at := httptest.NewServer(server)
	t.Cleanup(at.Close)
	visitor := exampletest.Visit(t, start(t, config{baseURL: at.URL + "/v1", model: "some-model", key: "sk-secret"}), transporttest.Clients()[0])

	visitor.Say("hi")
	if got := visitor.Hear(); got.Parts[0].Text != "Hello there." {
		t.Errorf("the visitor hears %+v", got)
	}
	q := server.Requests()[0]
	if q.Model != "some-model" || !q.Stream || len(q.Tools) != 2 || q.Messages[0].Role != "system" || *q.Messages[0].Content != prompt {
		t.Errorf("the server got %s", q.Body)
	}
	visitor.Say("and now?")
	if got := visitor.Hear(); !got.Truncated || got.Parts[0].Text != "Let me see" {
		t.Errorf("of a stream that broke off the visitor has %+v", got)
	}
	if got := visitor.Hear(); got.Author.Role != chat.RoleSystem || strings.Contains(got.Parts[0].Text, "server_error") {
		t.Errorf("the visitor is told %+v", got)
	}
}

// With a key that is not good the visitor reads a kind sentence, and not the key.
func TestBadKey(t *testing.T) {
	at := httptest.NewServer(&openaitest.Server{Key: "sk-good"})
	t.Cleanup(at.Close)
	visitor := exampletest.Visit(t, start(t, config{baseURL: at.URL, model: "m", key: "sk-bad"}), transporttest.Clients()[0])
	visitor.Say("hi")
	if got := visitor.Hear(); got.Author.Role != chat.RoleSystem || strings.Contains(got.Parts[0].Text, "sk-bad") {
		t.Errorf("the visitor reads %+v", got)
	}
}

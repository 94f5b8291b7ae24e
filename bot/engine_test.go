package bot_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/bot/rules"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// conversation is one visitor of an engine with a bot. It lives in a bubble.
type conversation struct {
	t      *testing.T
	engine *chat.Engine
	who    chat.Session
}

func converse(t *testing.T, b chat.Bot) *conversation {
	t.Helper()
	store := memory.New()
	e, err := chat.New(chat.Options{Store: store, Bot: b, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := e.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	who := chat.Session{ID: "s", Participant: chat.Participant{ID: "v", Name: "Vera", Role: chat.RoleVisitor}}
	return &conversation{t, e, who}
}

// do carries out a command and returns the events that came after it.
func (c *conversation) do(cmd chat.Command, wait time.Duration) []chat.Event {
	c.t.Helper()
	ack, err := c.engine.Do(c.t.Context(), c.who, cmd)
	if err != nil {
		c.t.Fatal(err)
	}
	time.Sleep(wait) // virtual
	synctest.Wait()
	records, err := c.engine.Events(c.t.Context(), c.who, ack.Conversation, chat.Page{From: ack.Offset + 1})
	if err != nil {
		c.t.Fatal(err)
	}
	var events []chat.Event
	for _, r := range records {
		e, err := r.Event(ack.Conversation)
		if err != nil {
			c.t.Fatal(err)
		}
		if e.Kind != chat.KindJoined {
			events = append(events, e)
		}
	}
	return events
}

func (c *conversation) say(key, text string) []chat.Event {
	c.t.Helper()
	return c.do(chat.Send{Key: key, Parts: []chat.Part{chat.Text(text)}}, 0)
}

// press presses a button of an event.
func (c *conversation) press(key string, e chat.Event, value string) []chat.Event {
	c.t.Helper()
	return c.do(chat.Action{Key: key, Target: chat.Target{Offset: e.Offset}, Value: value}, 0)
}

// told returns what events say, with the role of who says it.
func told(events []chat.Event) []string {
	var out []string
	for _, e := range events {
		text := chat.PlainText(e.Parts)
		if e.Author.Role == chat.RoleSystem {
			text = e.Parts[0].Text
		}
		out = append(out, string(e.Author.Role)+" "+string(e.Kind)+": "+text+e.Reason)
	}
	return out
}

func (c *conversation) want(got []chat.Event, want ...string) {
	c.t.Helper()
	if got := told(got); !slices.Equal(got, want) {
		c.t.Errorf("got %q, want %q", got, want)
	}
}

// A visitor who talks to rules through the engine gets answers and buttons that
// can be pressed, and a person who asked for is the last word of the bot.
func TestRulesThroughTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := converse(t, bot.Chain(rules.New(
			rules.Greeting("Hello!").Choices("Opening hours"),
			rules.On("opening hours").Say("From 9 to 5."),
			rules.On("person").Say("One moment.").Handoff("asked for one"),
		), bot.Recover, bot.Timeout(30*time.Second, 0)))
		greeting := c.say("1", "hi there")
		c.want(greeting, "bot message: Hello!")
		c.want(c.press("2", greeting[0], "Opening hours"), "bot message: From 9 to 5.")
		c.want(c.say("3", "blah"), "bot message: Sorry, I do not know that.")
		c.want(c.say("4", "a person!"), "bot message: One moment.", "bot handoff: asked for one")
		c.want(c.say("5", "hello?"))
	})
}

// A visitor who talks to Rasa through the engine: the payload of an offered
// button is an intent, the same text typed is none; a slow service is told of once;
// what Rasa wants to be shown is there, without what may not be.
func TestRasaThroughTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s rasatest.Server
		c := converse(t, rasa.New("http://rasa:5005", rasa.WithTransport(bottest.Serve(t, &s)), rasa.WithLogger(slog.New(slog.DiscardHandler))))
		s.Then(rasatest.Say(rasatest.Response{Text: "Shall I?", Buttons: []rasatest.Button{{Title: "Yes", Payload: "/affirm"}}}))
		question := c.say("1", "/affirm")
		c.want(question, "bot message: Shall I?")
		c.want(c.press("2", question[0], "/affirm"), "bot message: You said: /affirm")
		got := s.Messages()
		if got[0].Intent != "" || got[1].Intent != "affirm" || got[0].Sender == "" || got[0].Sender != got[1].Sender {
			t.Errorf("Rasa got %+v", got)
		}
		s.Then(rasatest.Hang)
		c.want(c.do(chat.Send{Key: "3", Parts: []chat.Part{chat.Text("slow")}}, 31*time.Second),
			"system message: The assistant did not answer in time. Please check before you ask for it again.")
		s.Then(rasatest.Body("application/json", `[{"text":"a\u0000b","image":"javascript:x"},{"custom":{"fallback":"map","x":"\u0007"}},{"text":"\u0001"}]`))
		c.want(c.say("4", "odd"), "bot message: ab", "bot message: ")
		s.Then(rasatest.Say(rasatest.Response{Text: "Bye.", Custom: map[string]any{"handoff": "wants a person"}}))
		c.want(c.say("5", "person"), "bot message: Bye.", "bot handoff: wants a person")
	})
}

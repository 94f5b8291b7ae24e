package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// page is what a visitor's page tells along.
func page(language, path string) chat.Part {
	return chat.Part{Type: "x-page", Fallback: "-", Extra: map[string]json.RawMessage{
		"language": json.RawMessage(`"` + language + `"`), "path": json.RawMessage(`"` + path + `"`), "odd": json.RawMessage(`7`),
	}}
}

func named(name string) chat.Bot { return bot.Say(chat.Text(name)) }

// Route asks the first bot whose case holds, by the button, by the language and by
// the page, which are the newest that the visitor's page has told.
func TestRoute(t *testing.T) {
	b := bot.Route(named("otherwise"),
		bot.Case{When: bot.Pressed("order", "buy"), Bot: named("orders")},
		bot.Case{When: bot.Told("x-page", "language", "de", "at"), Bot: named("German")},
		bot.Case{When: bot.Told("x-page", "path", "/shop", "/sale/"), Bot: named("shop")},
		bot.Case{When: bot.Told("x-page", "odd", ""), Bot: named("odd")},
	)
	visitor := bottest.Says("").Visitor
	earlier := []chat.Event{
		{Author: visitor, Parts: []chat.Part{page("fr", "/shop")}},
		{Author: visitor, Parts: []chat.Part{page("de", "/")}},
		{Author: chat.Participant{ID: "bot"}, Parts: []chat.Part{page("en", "/")}},
		{Author: visitor, Parts: []chat.Part{chat.Text("hi")}},
	}
	for name, c := range map[string]struct {
		turn    chat.Turn
		parts   []chat.Part
		history []chat.Event
		want    string
	}{
		"a button":                      {turn: bottest.Presses("buy"), want: "orders"},
		"the same as a text":            {turn: bottest.Says("buy"), want: "otherwise"},
		"another button":                {turn: bottest.Presses("sell"), want: "otherwise"},
		"a button of a German page":     {turn: bottest.Presses("sell"), history: earlier, want: "German"},
		"a language":                    {turn: bottest.Says("x"), parts: []chat.Part{page("de", "/shop")}, want: "German"},
		"a language with a region":      {turn: bottest.Says("x"), parts: []chat.Part{page("DE-ch", "/")}, want: "German"},
		"another language":              {turn: bottest.Says("x"), parts: []chat.Part{page("den", "/")}, want: "otherwise"},
		"this turn before earlier ones": {turn: bottest.Says("x"), parts: []chat.Part{page("en", "/shop?a=b")}, history: earlier, want: "shop"},
		"a page below":                  {turn: bottest.Says("x"), parts: []chat.Part{page("", "/sale/bikes")}, want: "shop"},
		"a page beside":                 {turn: bottest.Says("x"), parts: []chat.Part{page("", "/shopping")}, want: "otherwise"},
		"another part":                  {turn: bottest.Says("x"), parts: []chat.Part{{Type: "x-other", Extra: page("de", "").Extra}}, want: "otherwise"},
	} {
		c.turn.Event.Parts = append(c.turn.Event.Parts, c.parts...)
		c.turn.History = func(_ context.Context, n int) ([]chat.Event, error) {
			return c.history[max(0, len(c.history)-n):], nil
		}
		rec := &bottest.Recorder{}
		if err := rec.Ask(t.Context(), b, c.turn); err != nil || rec.Texts()[0] != c.want {
			t.Errorf("%s: %v, %q, want %q", name, err, rec.Texts(), c.want)
		}
	}
	turn := bottest.Says("x")
	turn.History = func(context.Context, int) ([]chat.Event, error) { return nil, errors.New("unreadable") }
	rec := &bottest.Recorder{}
	if err := rec.Ask(t.Context(), b, turn); err != nil || rec.Texts()[0] != "otherwise" {
		t.Errorf("an unreadable history: %v, %q", err, rec.Texts())
	}
}

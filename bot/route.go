package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

// Case sends some turns to a bot.
type Case struct {
	When func(ctx context.Context, t chat.Turn) bool
	Bot  chat.Bot
}

// Route returns a bot that asks the bot of the first case whose When holds, else the bot
// otherwise: Pressed tells what a visitor wants by the button, rules.Means by the text, and Told
// where the visitor is and in which language. Each turn is routed for itself. It may be asked again after a crash when
// all of the bots may.
func Route(otherwise chat.Bot, cases ...Case) chat.Bot {
	bots := []chat.Bot{otherwise}
	for _, c := range cases {
		bots = append(bots, c.Bot)
	}
	reply := Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
		for _, c := range cases {
			if c.When(ctx, t) {
				return c.Bot.Reply(ctx, t, r)
			}
		}
		return otherwise.Reply(ctx, t, r)
	})
	return repeater{reply, allRepeatable(bots)}
}

// Pressed holds for a pressed button with one of the values, which says what the
// visitor wants without a language model.
func Pressed(values ...string) func(context.Context, chat.Turn) bool {
	return func(_ context.Context, t chat.Turn) bool {
		return t.Event.Kind == chat.KindAction && slices.Contains(values, t.Text)
	}
}

// historyOfTold is how many events Told looks back.
const historyOfTold = 50

// Told holds when the visitor's page has told one of the values, in a field of a part of
// a type of its own:
//
//	bot.Told("x-page", "language", "de")   {"type":"x-page","fallback":"-","language":"de-AT","path":"/prices"}
//	bot.Told("x-page", "path", "/prices")
//
// The newest such part of the visitor's counts, of this turn or of up to fifty events
// before. A value also holds for what begins with it and goes on with "-", "/", "?" or "#",
// as languages and paths do, without regard to case. Neither the protocol nor the widget
// tells pages and languages by itself; what a page tells is the visitor's word,
// fit to choose a bot and nothing more.
func Told(partType, field string, values ...string) func(context.Context, chat.Turn) bool {
	return func(ctx context.Context, t chat.Turn) bool {
		got, ok := told(t.Event, partType, field)
		if !ok && t.History != nil {
			events, err := t.History(ctx, historyOfTold)
			if err != nil {
				return false
			}
			for i := len(events) - 1; i >= 0 && !ok; i-- {
				if events[i].Author.ID == t.Visitor.ID {
					got, ok = told(events[i], partType, field)
				}
			}
		}
		return ok && slices.ContainsFunc(values, func(v string) bool { return within(got, v) })
	}
}

// told returns the string in a field of an event's part.
func told(e chat.Event, partType, field string) (string, bool) {
	for _, p := range e.Parts {
		var s *string
		if p.Type == partType && json.Unmarshal(p.Extra[field], &s) == nil && s != nil {
			return *s, true
		}
	}
	return "", false
}

// within reports whether got is want, or something below it.
func within(got, want string) bool {
	if len(got) < len(want) || !strings.EqualFold(got[:len(want)], want) {
		return false
	}
	rest := got[len(want):]
	return rest == "" || strings.HasSuffix(want, "/") || strings.ContainsAny(rest[:1], "-/?#")
}

package dialogflow

import (
	"context"
	"log/slog"

	"github.com/chatmount/chatmount/chat"
)

// before is how many events are looked at to tell whether a visitor speaks for
// the first time: more than a new conversation has.
const before = 20

// welcomes reports whether the welcome event comes before a query.
func (b *Bot) welcomes(ctx context.Context, t chat.Turn, q Query, log *slog.Logger) bool {
	if b.welcome == "" || q.Event == b.welcome || t.History == nil {
		return false
	}
	events, err := t.History(ctx, before)
	if err != nil {
		log.WarnContext(ctx, "dialogflow: no welcome: the history cannot be read", "error", err)
		return false
	}
	for _, e := range events {
		if (e.Kind == chat.KindMessage || e.Kind == chat.KindAction) && e.Author.Role == chat.RoleVisitor {
			return false
		}
	}
	return len(events) < before
}

// greet triggers the welcome event, and says what the agent answers to that.
func (b *Bot) greet(ctx context.Context, c *clock, session string, q Query, a *answer) error {
	welcome := Query{Event: b.welcome, Language: q.Language, TimeZone: q.TimeZone, Payload: q.Payload}
	body, err := b.body(welcome)
	if err != nil {
		return err
	}
	if err := b.ask(ctx, c, session, body, a); err != nil {
		return err
	}
	a.next()
	c.next()
	return nil
}

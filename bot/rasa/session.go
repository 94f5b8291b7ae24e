package rasa

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// What Rasa obeys without asking its language model.
const (
	intentSessionStart = "/session_start"
	intentRestart      = "/restart"
)

// prepare tells Rasa what has happened since it was asked last: that the conversation
// begins, begins anew, or is the bot's again.
func (b *Bot) prepare(ctx, turn context.Context, t chat.Turn, s *speech) error {
	if !b.tracker && !b.sessions && !b.restarts {
		return nil
	}
	since, err := lookBack(turn, t)
	if err != nil {
		return bot.Unreached(fmt.Errorf("rasa: the history cannot be read: %w", err))
	}
	if b.tracker && since.changed {
		if err := b.setPaused(ctx, t.Conversation, false); err != nil {
			return err
		}
	}
	if b.restarts && since.ended {
		if err := b.restart(ctx, t.Conversation); err != nil {
			return err
		}
	}
	if b.sessions && (since.first || since.ended) {
		return b.ask(ctx, turn, t, intentSessionStart, s)
	}
	return nil
}

// past is what has happened since Rasa was asked last.
type past struct {
	first   bool // it was not asked before
	ended   bool // the conversation has ended, and was opened again
	changed bool // somebody else has answered, was waited for, or it has ended
}

// lookBack reads the history up to the turn before, but for turns that failed: Rasa
// may not have heard of those.
func lookBack(ctx context.Context, t chat.Turn) (past, error) {
	const far = 50
	events, err := t.History(ctx, far)
	if err != nil {
		return past{}, err
	}
	var p past
	failed := map[int64]bool{}
	for i := len(events) - 1; i >= 0; i-- {
		switch e := events[i]; {
		case e.Kind == chat.KindEnded:
			p.ended, p.changed = true, true
		case e.Kind == chat.KindAssigned || e.Kind == chat.KindHandoff:
			p.changed = true
		case e.Author.Role == chat.RoleSystem && e.Reply != 0:
			failed[e.Reply] = true
		case e.Author.Role == chat.RoleVisitor && e.Kind != chat.KindJoined && !failed[e.Offset]:
			return p, nil
		}
	}
	p.first = len(events) < far
	return p, nil
}

// restart resets Rasa's tracker; what it says to that is dropped.
func (b *Bot) restart(ctx context.Context, conversation string) error {
	body, err := json.Marshal(message{Sender: conversation, Message: intentRestart})
	if err != nil {
		return bot.Unreached(err)
	}
	if b.callback {
		return b.askCallback(ctx, ctx, chat.Turn{Conversation: conversation}, body, &speech{mute: true})
	}
	return b.post(ctx, b.question(body), func(ctx context.Context, r *reply) error {
		_, err := readAll(ctx, r.Body)
		return err
	})
}

// setPaused has Rasa's tracker of a conversation be silent, or listen again.
func (b *Bot) setPaused(ctx context.Context, conversation string, paused bool) error {
	q := request{
		path:    "conversations/" + url.PathEscape(conversation) + "/tracker/events",
		query:   url.Values{"include_events": {"NONE"}},
		body:    []byte(`{"event":"resume"}`),
		missing: "start Rasa with --enable-api",
	}
	if paused {
		q.body = []byte(`{"event":"pause"}`)
	}
	if b.token != "" {
		q.query.Set("token", b.token)
	}
	return b.post(ctx, q, func(ctx context.Context, r *reply) error {
		_, err := readAll(ctx, r.Body)
		return err
	})
}

// pauseFor pauses a tracker because the bot hands off, where that is wanted. That it
// failed is no reason to keep a person away.
func (b *Bot) pauseFor(ctx context.Context, conversation string, log *slog.Logger) {
	if !b.tracker {
		return
	}
	if err := b.Pause(ctx, conversation); err != nil {
		log.WarnContext(ctx, "rasa: the tracker is not paused", "error", err)
	}
}

// Restart has Rasa forget a conversation, as "/restart" does: for a host that
// lets visitors begin anew.
func (b *Bot) Restart(ctx context.Context, conversation string) error {
	return b.command(ctx, func(ctx context.Context) error { return b.restart(ctx, conversation) })
}

// Pause has Rasa's tracker of a conversation be silent until Resume, reminders
// included. It needs Rasa's HTTP API; see WithTracker, which calls both where it
// can. A host whose agents take over without a handoff calls it from Hooks.OnEvent.
func (b *Bot) Pause(ctx context.Context, conversation string) error {
	return b.command(ctx, func(ctx context.Context) error { return b.setPaused(ctx, conversation, true) })
}

// Resume ends what Pause began.
func (b *Bot) Resume(ctx context.Context, conversation string) error {
	return b.command(ctx, func(ctx context.Context) error { return b.setPaused(ctx, conversation, false) })
}

// command runs one within the Bot's time.
func (b *Bot) command(ctx context.Context, do func(context.Context) error) error {
	if b.unusable != nil {
		return bot.Unreached(b.unusable)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, b.timeout, errLate)
	defer cancel()
	return do(ctx)
}

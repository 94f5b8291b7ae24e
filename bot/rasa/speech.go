package rasa

import (
	"context"
	"log/slog"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// speech is what Rasa makes the bot say in one turn.
type speech struct {
	r       chat.Responder
	mute    bool // drops everything
	log     *slog.Logger
	tried   int // messages
	said    int // messages that were let through
	odd     int
	refused error // why one was not
	handoff bool
	reason  string
}

// add says messages. One that the engine refuses is left out, and the rest is said;
// an error ends the turn.
func (s *speech) add(ctx context.Context, a answer) error {
	if s.mute {
		return nil
	}
	s.odd += a.odd
	if a.handoff && !s.handoff {
		s.handoff, s.reason = true, a.reason
	}
	for _, parts := range a.messages {
		if s.tried == maxItems { // over the callback channel each comes by itself
			s.odd++
			continue
		}
		s.tried++
		err := s.r.Send(ctx, parts...)
		switch chat.CodeOf(err) {
		case "":
			s.said++
		case chat.CodeInvalid, chat.CodeTooLarge, chat.CodeForbidden:
			s.refused = err
			s.log.WarnContext(ctx, "rasa: left out a message that is refused", "error", err)
		default:
			return err
		}
	}
	return nil
}

// end does what is left when Rasa has said everything, or has broken off with err.
func (b *Bot) end(ctx context.Context, t chat.Turn, s *speech, err error) error {
	if s.odd > 0 {
		s.log.WarnContext(ctx, "rasa: left out what cannot be shown", "count", s.odd)
	}
	switch {
	case s.handoff:
		if err != nil {
			s.log.WarnContext(ctx, "rasa: the answer broke off after it asked for a person", "error", err)
		}
		b.pauseFor(ctx, t.Conversation, s.log)
		return s.r.Handoff(ctx, s.reason)
	case err != nil:
		return err
	case s.tried == 0:
		s.log.WarnContext(ctx, "rasa: the answer is empty: the assistant had nothing to say, is paused, or an action failed; see Rasa's log")
		return b.saySilence(ctx, s.r)
	case s.said == 0:
		return bot.BadReply(s.refused)
	}
	return nil
}

// saySilence follows the policy for empty answers.
func (b *Bot) saySilence(ctx context.Context, r chat.Responder) error {
	if b.empty == "" {
		return ctx.Err()
	}
	return r.Send(ctx, chat.Text(b.empty))
}

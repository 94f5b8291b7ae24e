package llm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// Bot is a chat.Bot that asks a language model. It is safe for concurrent use.
type Bot struct {
	provider Provider
	settings Settings
	tools    []Function // the application's and the handoff
}

// New returns a bot that asks p. Applications call the New of a provider's
// package. With settings that cannot be used each turn fails, and Check tells why.
func New(p Provider, s Settings) *Bot {
	b := &Bot{provider: p, settings: s, tools: s.tools}
	b.settings.Fail(checkTools(s.tools))
	if s.handoff != "" {
		b.tools = append(b.tools[:len(b.tools):len(b.tools)], handoffTool(s.handoff))
	}
	return b
}

// Check reports what is wrong with the options, without asking the service. A
// program may call it when it starts.
func (b *Bot) Check() error {
	if b.settings.mistake != nil {
		return fmt.Errorf("llm: %w", b.settings.mistake)
	}
	return nil
}

// Repeatable reports whether the Bot has no tools of the application: asking again
// then costs tokens, and has no effect but the answer.
func (b *Bot) Repeatable() bool { return len(b.settings.tools) == 0 }

var (
	errEmpty  = errors.New("llm: the answer is empty")
	errFilter = errors.New("llm: the answer was withheld by a filter or refused")
	errBroken = errors.New("llm: the service broke the answer off before the first word")
	errTokens = errors.New("llm: the most tokens were reached before the first word")
	errRounds = errors.New("llm: the model still calls tools in the last round")
)

// Reply asks the model and says what it answers.
func (b *Bot) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if err := b.Check(); err != nil {
		return bot.Unreached(err)
	}
	log := b.settings.log.With("conversation", t.Conversation, "turn", t.ID)
	asked := question(t)
	if asked == "" {
		log.InfoContext(ctx, "llm: not asked: the message has no text")
		return ctx.Err()
	}
	messages, err := b.window(ctx, t, asked)
	if err != nil {
		return bot.Unreached(err)
	}
	q := Query{System: b.settings.system(t), Messages: messages, Tools: b.tools}
	said := &speech{ctx: ctx, responder: r}
	err = b.converse(withTurn(ctx, t), t, q, said, log)
	if errors.Is(err, errFull) {
		log.WarnContext(ctx, "llm: the answer is too long; its beginning is kept, marked as truncated")
		return nil
	}
	return said.blamed(err)
}

// converse asks the model in rounds until it has said everything.
func (b *Bot) converse(turn context.Context, t chat.Turn, q Query, said *speech, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(turn, b.settings.timeout)
	defer cancel()
	for round := 1; ; round++ {
		q.NoTools = round == b.settings.rounds && len(q.Tools) > 0
		a, err := b.provider.Complete(ctx, q, said.write)
		if err != nil {
			return err
		}
		b.settings.usage(t, a.Usage)
		calls := a.Message.Calls
		switch {
		case a.End != Complete:
			return said.breakOff(a.End, log)
		case len(calls) == 0:
			return said.finish(turn)
		case q.NoTools:
			return bot.BadReply(errRounds)
		}
		done, err := b.carryOut(ctx, calls, log)
		if err != nil {
			said.acted = true
			return err
		}
		if done.handoff {
			return said.handOff(turn, done.reason)
		}
		said.acted = true
		q.Messages = append(q.Messages, a.Message, Message{Role: User, Results: done.results})
		said.paragraph()
	}
}

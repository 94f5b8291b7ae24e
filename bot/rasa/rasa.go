package rasa

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// Bot is a chat.Bot that asks a Rasa server. It is safe for concurrent use.
type Bot struct {
	base     *url.URL
	unusable error // why base cannot be asked; nil: it can
	client   *http.Client
	timeout  time.Duration
	empty    string
	metadata func(chat.Turn) map[string]any
	log      *slog.Logger
}

// New returns a bot that asks the Rasa server at baseURL, such as
// "http://localhost:5005", or "https://user:password@example.org/rasa" behind a
// proxy. With a URL that cannot be used each turn fails, and Check tells why.
func New(baseURL string, opts ...Option) *Bot {
	b := &Bot{client: newClient(), timeout: 30 * time.Second, log: slog.Default()}
	b.base, b.unusable = parseBase(baseURL)
	for _, opt := range opts {
		opt(b)
	}
	return b
}

func parseBase(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		// The URL may hold a password, so the message does not.
		return nil, errors.New("rasa: the base URL is wrong: give one like http://localhost:5005, without a query")
	}
	return u, nil
}

// Reply asks Rasa and says what it answers.
func (b *Bot) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if b.unusable != nil {
		return bot.Unreached(b.unusable)
	}
	if t.Conversation == "" {
		return bot.Unreached(errors.New("rasa: the turn has no conversation, and Rasa would mix it with others of the kind"))
	}
	log := b.log.With("conversation", t.Conversation, "turn", t.ID)
	asked := question(t)
	if strings.TrimSpace(asked) == "" {
		log.InfoContext(ctx, "rasa: not asked: the message has no text")
		return b.saySilence(ctx, r)
	}
	a, err := b.ask(ctx, t, asked)
	if err != nil {
		return err
	}
	if a.odd > 0 {
		log.WarnContext(ctx, "rasa: left out what cannot be shown", "count", a.odd)
	}
	if len(a.messages) == 0 && !a.handoff {
		log.WarnContext(ctx, "rasa: the answer is empty: the assistant had nothing to say, is paused, or an action failed; see Rasa's log")
		return b.saySilence(ctx, r)
	}
	return say(ctx, r, a, log)
}

// saySilence follows the policy for empty answers.
func (b *Bot) saySilence(ctx context.Context, r chat.Responder) error {
	if b.empty == "" {
		return ctx.Err()
	}
	return r.Send(ctx, chat.Text(b.empty))
}

// say says an answer. A message that the engine refuses is left out, and the
// rest is said; when it refuses all, there is no answer.
func say(ctx context.Context, r chat.Responder, a answer, log *slog.Logger) error {
	var refused error
	said := 0
	for _, parts := range a.messages {
		err := r.Send(ctx, parts...)
		switch chat.CodeOf(err) {
		case "":
			said++
		case chat.CodeInvalid, chat.CodeTooLarge, chat.CodeForbidden:
			refused = err
			log.WarnContext(ctx, "rasa: left out a message that is refused", "error", err)
		default:
			return err
		}
	}
	if a.handoff {
		return r.Handoff(ctx, a.reason)
	}
	if said == 0 {
		return bot.BadReply(refused)
	}
	return nil
}

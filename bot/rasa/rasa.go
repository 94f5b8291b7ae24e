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

	idle     time.Duration // of a stream; 0: answers come in one piece
	callback bool
	tracker  bool // is told who answers
	token    string
	sessions bool
	restarts bool

	turns mailboxes // of the callback channel
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
	s := &speech{r: r, log: log}
	limited, cancel := context.WithTimeoutCause(ctx, b.timeout, errLate)
	defer cancel()
	err := b.prepare(limited, ctx, t, s)
	if err == nil {
		err = b.ask(limited, ctx, t, asked, s)
	}
	return b.end(ctx, t, s, err)
}

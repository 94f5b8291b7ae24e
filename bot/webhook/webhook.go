package webhook

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/chat"
)

// What an answer may have at most.
const (
	maxBody     = 1 << 20 // bytes
	maxMessages = 50
)

// Bot is a chat.Bot that asks an HTTP service. It is safe for concurrent use.
type Bot struct {
	service  *call.Service
	unusable error // why the service cannot be asked; nil: it can
	secret   []byte
	timeout  time.Duration
	history  int
	header   http.Header
	log      *slog.Logger
}

// Option changes how a Bot asks.
type Option func(*Bot)

// WithTimeout bounds how long an answer may take in all, repeats included, and how long one
// that has begun may pause. The defaults are 30 and 15 seconds, which zero or less leaves.
func WithTimeout(total, idle time.Duration) Option {
	return func(b *Bot) {
		if total > 0 {
			b.timeout = total
		}
		if idle > 0 {
			b.service.Idle = idle
		}
	}
}

// WithIdempotent declares that the service does nothing twice for the same turn, and may
// therefore be asked again after a failure and after a crash.
func WithIdempotent() Option { return func(b *Bot) { b.service.Repeat = true } }

// WithHistory sends up to n events before each turn along, of them the newest that fit
// into 2 MiB.
func WithHistory(n int) Option { return func(b *Bot) { b.history = n } }

// WithHeader adds a header to each request.
func WithHeader(name, value string) Option { return func(b *Bot) { b.header.Set(name, value) } }

// WithTransport sends the requests through rt instead of an http.Transport of the
// Bot's own.
func WithTransport(rt http.RoundTripper) Option {
	return func(b *Bot) { b.service.Client.Transport = rt }
}

// WithLogger logs to l instead of slog.Default. Logs have ids and counts, never
// what was said.
func WithLogger(l *slog.Logger) Option { return func(b *Bot) { b.log = l } }

var errSecret = errors.New("webhook: the secret is empty: give one that the service knows, such as 32 random bytes in hex")

// New returns a bot that asks the service at url and signs with secret. With a URL,
// a secret or a header that cannot be used each turn fails, and Check tells why.
func New(url, secret string, opts ...Option) *Bot {
	u, err := call.ParseURL(url)
	b := &Bot{
		service: &call.Service{Name: "webhook", URL: u, Client: call.NewClient(), Idle: 15 * time.Second, Limit: maxBody},
		secret:  []byte(secret), timeout: 30 * time.Second, header: http.Header{}, log: slog.Default(), unusable: err,
	}
	if secret == "" {
		b.unusable = cmp.Or(b.unusable, errSecret)
	}
	for _, opt := range opts {
		opt(b)
	}
	b.unusable = cmp.Or(b.unusable, call.CheckHeader(b.header))
	return b
}

// Check reports what is wrong with the URL, the secret or a header, without asking the service.
func (b *Bot) Check() error { return b.unusable }

// Repeatable reports whether the service was declared WithIdempotent.
func (b *Bot) Repeatable() bool { return b.service.Repeat }

// Reply asks the service and says what it answers.
func (b *Bot) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if b.unusable != nil {
		return bot.Unreached(b.unusable)
	}
	body, err := b.request(ctx, t)
	if err != nil {
		return bot.Unreached(err)
	}
	asking, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	a, err := b.service.Ask(asking, body, func(r *http.Request) { b.sign(r, t.ID, body) })
	if err != nil {
		return err
	}
	defer a.Close()
	said := &speech{ctx: ctx, responder: r, log: b.log.With("conversation", t.Conversation, "turn", t.ID)}
	switch {
	case a.Status == http.StatusNoContent:
		return ctx.Err()
	case a.MediaType() == "application/x-ndjson":
		return readLines(a, said)
	default:
		return readWhole(a, said)
	}
}

// sign completes a request. The time is that of the attempt.
func (b *Bot) sign(r *http.Request, turn string, body []byte) {
	for name, values := range b.header {
		r.Header[name] = values
	}
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("Accept", "application/x-ndjson, application/json")
	r.Header.Set(HeaderTurn, turn)
	r.Header.Set(HeaderTimestamp, timestamp)
	r.Header.Set(HeaderSignature, signature(b.secret, timestamp, turn, body))
}

package rasa

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Option changes how a Bot asks.
type Option func(*Bot)

// WithTimeout bounds how long getting an answer may take, repeats included. The
// default is 30 seconds, which zero or less leaves.
func WithTimeout(d time.Duration) Option {
	return func(b *Bot) {
		if d > 0 {
			b.timeout = d
		}
	}
}

// WithEmptyReply says text when Rasa's answer is empty, instead of nothing.
func WithEmptyReply(text string) Option { return func(b *Bot) { b.empty = text } }

// WithMetadata adds what f returns to the metadata of each message, for Rasa's
// actions to read. It must encode to JSON and may be called concurrently.
func WithMetadata(f func(chat.Turn) map[string]any) Option {
	return func(b *Bot) { b.metadata = f }
}

// WithTransport sends the requests through rt instead of an http.Transport of
// the Bot's own: to add credentials for a proxy in front of Rasa, or for tests.
func WithTransport(rt http.RoundTripper) Option { return func(b *Bot) { b.client.Transport = rt } }

// WithLogger logs to l instead of slog.Default. Logs have ids and counts, never
// what was said.
func WithLogger(l *slog.Logger) Option { return func(b *Bot) { b.log = l } }

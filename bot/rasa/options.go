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

// WithStreaming asks for each message as soon as Rasa utters it, so that a slow
// action can say first that it is at work. Once there was a message, the next must
// come within idle, or the turn fails behind what was said: Rasa does not end a stream
// in which an exception was raised. Fifteen seconds suit most. Zero or less leaves
// answers in one piece, the default.
func WithStreaming(idle time.Duration) Option { return func(b *Bot) { b.idle = max(0, idle) } }

// WithCallback asks over Rasa's callback channel, `callback:` in its
// credentials.yml, instead of the REST channel, so that reminders and other things that
// Rasa says unasked arrive. Mount Callback where that points. WithStreaming does not count then:
// each message comes as soon as it is uttered anyway. Rasa does not pass metadata on over this
// channel, and tells of an exception with a failure of the turn.
func WithCallback() Option { return func(b *Bot) { b.callback = true } }

// WithTracker pauses Rasa's tracker of a conversation when the bot hands it off, and
// resumes it before it is asked again, so that reminders and actions of Rasa's own are
// silent, too, while a person answers. Rasa has to run with --enable-api; token is its
// --auth-token, empty for none.
func WithTracker(token string) Option {
	return func(b *Bot) { b.tracker, b.token = true, token }
}

// WithSessionStart sends "/session_start" before a conversation's first message, and
// before the first one after it was ended; what Rasa says to it is said before the
// answer. By itself Rasa starts a session without being told, unless its action for that
// says something else to the intent.
func WithSessionStart() Option { return func(b *Bot) { b.sessions = true } }

// WithRestart sends "/restart" before the first message after the conversation was ended,
// so that Rasa begins with an empty tracker; what it says to it is dropped.
func WithRestart() Option { return func(b *Bot) { b.restarts = true } }

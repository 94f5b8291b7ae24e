package dialogflow

import (
	"log/slog"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Option changes how a Bot asks and what it makes of the answer.
type Option func(*Bot)

// WithLanguage asks in a language, such as "de" or "pt-BR". The default is "en",
// which the empty string leaves.
func WithLanguage(code string) Option {
	return func(b *Bot) {
		if code != "" {
			b.language = code
		}
	}
}

// WithQuery lets f change what is asked: the language by the visitor, parameters,
// a payload for the webhooks, an event in place of a text. The Query that it gets
// is complete: its Payload has "turn" and "visitor". f may be called concurrently.
func WithQuery(f func(t chat.Turn, q *Query)) Option { return func(b *Bot) { b.change = f } }

// WithWelcome triggers an event, usually "WELCOME", before what a visitor says
// first in a conversation, so that the agent greets before it answers.
func WithWelcome(event string) Option { return func(b *Bot) { b.welcome = event } }

// WithStreaming shows partial responses of CX as they come, instead of all at the
// end: what a fulfillment says before it calls a slow webhook. Once there was a response, the
// next must come within idle, or the turn fails behind what was said. Fifteen seconds suit
// most; a webhook for which the agent waits longer needs more. Zero or less leaves answers in
// one piece, the default. ES has no partial responses.
func WithStreaming(idle time.Duration) Option { return func(b *Bot) { b.idle = max(0, idle) } }

// WithEnd ends the conversation when the agent ends the interaction. Without it
// the conversation stays open, and the next message begins anew.
func WithEnd() Option { return func(b *Bot) { b.end = true } }

// WithMarkdown takes the agent's texts for markdown, as Dialogflow CX Messenger
// does.
func WithMarkdown() Option { return func(b *Bot) { b.text = chat.PartMarkdown } }

// WithCutText asks ES with the first MaxText characters of a longer text. Without
// it the visitor is asked to be brief.
func WithCutText() Option { return func(b *Bot) { b.cut = true } }

// WithPlatform takes the messages that an agent of ES has for a platform, such as
// "ACTIONS_ON_GOOGLE", where it has some, instead of those for no platform.
func WithPlatform(name string) Option { return func(b *Bot) { b.platform = name } }

// WithEmptyReply says text when the agent's answer is empty, instead of nothing.
func WithEmptyReply(text string) Option { return func(b *Bot) { b.empty = text } }

// WithTimeout bounds how long getting an answer may take in all, repeats included. The
// default is 30 seconds, which zero or less leaves.
func WithTimeout(d time.Duration) Option {
	return func(b *Bot) {
		if d > 0 {
			b.timeout = d
		}
	}
}

// WithEndpoint asks at a URL instead of Google's for the agent's location: a
// private endpoint, a proxy, or dialogflowtest.
func WithEndpoint(url string) Option {
	return func(b *Bot) { b.endpoint, b.unusable = parseEndpoint(url) }
}

// WithLogger logs to l instead of slog.Default. Logs have ids, codes and counts,
// never what was said.
func WithLogger(l *slog.Logger) Option { return func(b *Bot) { b.log = l } }

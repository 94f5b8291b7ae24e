package llm

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// Settings are what Options set: an application passes Options to the New of a
// provider's package, which reads what concerns the wire.
type Settings struct {
	Key         string                     // the API key
	BaseURL     string                     // of the service
	Transport   http.RoundTripper          // nil: one of the Bot's own
	Header      http.Header                // added to each request
	Fields      map[string]json.RawMessage // added to each request's body; null removes a field
	NoStream    bool                       // ask for answers in one piece
	Retries     bool                       // ask again after a failure
	Idle        time.Duration              // the longest pause within an answer
	MaxTokens   int                        // of an answer; zero: the Provider's choice
	Temperature *float64                   // nil: the service's choice

	system   func(chat.Turn) string
	messages int
	tokens   int
	count    func(string) int
	tools    []Function
	handoff  string
	rounds   int
	timeout  time.Duration
	usage    func(chat.Turn, Usage)
	log      *slog.Logger
	mistake  error // the first thing that an Option got wrong
}

// Option changes how a Bot asks.
type Option func(*Settings)

// NewSettings returns what options set, beside the defaults. It is for those who write
// a Provider.
func NewSettings(opts ...Option) Settings {
	s := Settings{
		Header: http.Header{}, Fields: map[string]json.RawMessage{}, Idle: 15 * time.Second,
		system: func(chat.Turn) string { return "" }, messages: 40, tokens: 8000, count: ApproximateTokens,
		rounds: 8, timeout: 2 * time.Minute, usage: func(chat.Turn, Usage) {}, log: slog.Default(),
	}
	for _, opt := range opts {
		opt(&s)
	}
	return s
}

// WithKey sends an API key. It goes only to the base URL's host, in a header, and
// is in no error and no log. Without it no key is sent, which suits servers of one's own.
func WithKey(key string) Option { return func(s *Settings) { s.Key = key } }

// WithBaseURL asks another server than the provider's own, such as
// "http://localhost:11434/v1" for Ollama with package openai. It has neither
// a user nor a query; credentials go with WithKey or WithHeader. Plain http is for
// servers on the same machine or network.
func WithBaseURL(url string) Option { return func(s *Settings) { s.BaseURL = url } }

// WithSystem tells the model who it is and what to do.
func WithSystem(prompt string) Option {
	return WithSystemFunc(func(chat.Turn) string { return prompt })
}

// WithSystemFunc is WithSystem with a prompt for each turn, such as one with the
// visitor's name. F may be called concurrently.
func WithSystemFunc(f func(chat.Turn) string) Option { return func(s *Settings) { s.system = f } }

// WithHistory shows the model at most so many messages and so many tokens of
// what was said before, the newest. The defaults are 40 and 8000; zero shows none. What
// the visitor says now is always shown and counts as tokens.
func WithHistory(messages, tokens int) Option {
	return func(s *Settings) { s.messages, s.tokens = max(0, messages), max(0, tokens) }
}

// WithTokenCounter counts the tokens of a text with f, which may be called
// concurrently, instead of ApproximateTokens.
func WithTokenCounter(f func(text string) int) Option { return func(s *Settings) { s.count = f } }

// WithTools lets the model call functions. Their names differ.
func WithTools(tools ...Function) Option {
	return func(s *Settings) { s.tools = append(s.tools, tools...) }
}

// WithHandoff lets the model hand the conversation over to a person, by a tool
// named HandoffTool. When tells it when to, in a sentence. The other calls of the
// same round are carried out before.
func WithHandoff(when string) Option { return func(s *Settings) { s.handoff = when } }

// WithRounds bounds how often the model is asked in one turn. The default is 8;
// less than one leaves it.
func WithRounds(n int) Option {
	return func(s *Settings) {
		if n > 0 {
			s.rounds = n
		}
	}
}

// WithMaxTokens bounds the length of each answer.
func WithMaxTokens(n int) Option { return func(s *Settings) { s.MaxTokens = n } }

// WithTemperature sets how freely the model chooses its words.
func WithTemperature(t float64) Option { return func(s *Settings) { s.Temperature = &t } }

// WithField adds a field to the body of each request, or changes or, with nil, removes
// one that would be there: WithField("top_p", 0.9).
func WithField(name string, value any) Option {
	return func(s *Settings) {
		encoded, err := json.Marshal(value)
		if err != nil {
			s.Fail(fmt.Errorf("the field %q is no JSON: %w", name, err))
			return
		}
		s.Fields[name] = encoded
	}
}

// WithHeader adds a header to each request, or changes one that would be there.
func WithHeader(name, value string) Option { return func(s *Settings) { s.Header.Set(name, value) } }

// WithTimeout bounds how long a turn may take in all, tools included, and how
// long an answer that has begun may pause. The defaults are two minutes and 15
// seconds, which zero or less leaves.
func WithTimeout(total, idle time.Duration) Option {
	return func(s *Settings) {
		if total > 0 {
			s.timeout = total
		}
		if idle > 0 {
			s.Idle = idle
		}
	}
}

// WithRetries asks again, twice at most, when the service fails with a 5xx or the
// connection breaks before the answer begins. It costs the tokens again.
func WithRetries() Option { return func(s *Settings) { s.Retries = true } }

// WithoutStreaming asks for each answer in one piece.
func WithoutStreaming() Option { return func(s *Settings) { s.NoStream = true } }

// WithUsage calls f with what each answer cost. F may be called concurrently.
func WithUsage(f func(chat.Turn, Usage)) Option { return func(s *Settings) { s.usage = f } }

// WithTransport sends the requests through rt instead of an http.Transport of
// the Bot's own.
func WithTransport(rt http.RoundTripper) Option { return func(s *Settings) { s.Transport = rt } }

// WithLogger logs to l instead of slog.Default. Logs have ids, counts and codes,
// never what was said.
func WithLogger(l *slog.Logger) Option { return func(s *Settings) { s.log = l } }

// Fail notes that the settings cannot be used, which makes each turn fail. The first
// err counts; nil is none.
func (s *Settings) Fail(err error) {
	if s.mistake == nil {
		s.mistake = err
	}
}

// Body returns the JSON of a request whose fields are given, changed as WithField says.
func (s *Settings) Body(fields map[string]any) ([]byte, error) {
	fields = maps.Clone(fields)
	for name, value := range s.Fields {
		if string(value) == "null" {
			delete(fields, name)
			continue
		}
		fields[name] = value
	}
	return json.Marshal(fields)
}

// ApproximateTokens guesses how many tokens a text has: one for four characters of
// ASCII and one for each other character. It is seldom less than what models count.
func ApproximateTokens(text string) int {
	ascii := 0
	for i := range len(text) {
		if text[i] < utf8.RuneSelf {
			ascii++
		}
	}
	return (ascii+3)/4 + utf8.RuneCountInString(text) - ascii
}

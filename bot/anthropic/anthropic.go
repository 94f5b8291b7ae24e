package anthropic

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/bot/internal/endpoint"
	"github.com/chatmount/chatmount/bot/llm"
)

// BaseURL is the base URL of Anthropic itself, which is asked without llm.WithBaseURL.
const BaseURL = "https://api.anthropic.com"

// version is the version of the API.
const version = "2023-06-01"

// defaultMaxTokens is the most tokens of an answer without llm.WithMaxTokens.
const defaultMaxTokens = 4096

// New returns a bot that asks a model by its name.
func New(model string, opts ...llm.Option) *llm.Bot {
	s := llm.NewSettings(opts...)
	p := newProvider(model, &s)
	return llm.New(p, s)
}

func newProvider(model string, s *llm.Settings) *provider {
	header := http.Header{"Accept": {"text/event-stream, application/json"}}
	header.Set("anthropic-version", version)
	if s.Key != "" {
		header.Set("x-api-key", s.Key)
	}
	p := &provider{model: model, maxTokens: cmp.Or(s.MaxTokens, defaultMaxTokens), temperature: s.Temperature}
	p.endpoint = endpoint.New("anthropic", BaseURL, "v1/messages", s, header, explain)
	return p
}

// provider speaks the Messages API.
type provider struct {
	endpoint    *endpoint.Endpoint
	model       string
	maxTokens   int
	temperature *float64
}

// Complete asks once.
func (p *provider) Complete(ctx context.Context, q llm.Query, say func(string) error) (llm.Answer, error) {
	a, err := p.endpoint.Ask(ctx, p.request(q))
	if err != nil {
		return llm.Answer{}, err
	}
	defer a.Close()
	if endpoint.Streamed(a) {
		return p.readStream(a, say)
	}
	body, err := endpoint.Whole(a)
	if err != nil {
		return llm.Answer{}, err
	}
	return p.readWhole(body, say)
}

// explain reads the error that a refusal has.
func explain(status int, body []byte) (code, hint string) {
	var refusal struct{ Error struct{ Type string } }
	if json.Unmarshal(body, &refusal) == nil {
		code = call.Code(refusal.Error.Type)
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		hint = "check llm.WithKey and what the key may do"
	case http.StatusNotFound:
		hint = "check the name of the model and the base URL"
	}
	return code, hint
}

// busy reports whether a type of error means that there is too much to do.
func busy(code string) bool { return code == "overloaded_error" || code == "rate_limit_error" }

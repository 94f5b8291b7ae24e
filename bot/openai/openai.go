package openai

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/bot/internal/endpoint"
	"github.com/chatmount/chatmount/bot/llm"
)

// BaseURL is the base URL of OpenAI itself, which is asked without llm.WithBaseURL.
const BaseURL = "https://api.openai.com/v1"

// New returns a bot that asks a model by its name.
func New(model string, opts ...llm.Option) *llm.Bot {
	s := llm.NewSettings(opts...)
	p := newProvider(model, &s)
	return llm.New(p, s)
}

func newProvider(model string, s *llm.Settings) *provider {
	header := http.Header{"Accept": {"text/event-stream, application/json"}}
	if s.Key != "" {
		header.Set("Authorization", "Bearer "+s.Key)
	}
	p := &provider{model: model, limit: "max_tokens", maxTokens: s.MaxTokens, temperature: s.Temperature, stream: !s.NoStream}
	if s.BaseURL == "" {
		p.limit = "max_completion_tokens"
	}
	p.endpoint = endpoint.New("openai", BaseURL, "chat/completions", s, header, explain)
	return p
}

// provider speaks Chat Completions.
type provider struct {
	endpoint    *endpoint.Endpoint
	model       string
	limit       string // the name of the field for maxTokens
	maxTokens   int    // zero: not sent
	temperature *float64
	stream      bool
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
	var refusal struct{ Error apiError }
	if json.Unmarshal(body, &refusal) == nil {
		code = refusal.Error.code()
	}
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		hint = "check llm.WithKey and what the key may do"
	case status == http.StatusNotFound:
		hint = "check the name of the model and the base URL"
	case code == "insufficient_quota":
		hint = "the account has no credit left"
	}
	return code, hint
}

// apiError is how the API reports an error; servers differ in the types of its fields.
type apiError struct{ Code, Type any }

// UnmarshalJSON reads the object; what else stands for an error has no code.
func (e *apiError) UnmarshalJSON(b []byte) error {
	type fields apiError
	if json.Unmarshal(b, (*fields)(e)) != nil {
		*e = apiError{}
	}
	return nil
}

// code returns what the error is called.
func (e apiError) code() string {
	for _, name := range []any{e.Code, e.Type} {
		if s, ok := name.(string); ok && call.Code(s) != "" {
			return s
		}
	}
	return ""
}

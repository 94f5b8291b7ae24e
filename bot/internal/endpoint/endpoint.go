// Package endpoint asks a language model's service with the settings of package llm.
package endpoint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/bot/llm"
)

// What an answer may have at most.
const (
	maxStream = 16 << 20 // bytes of a stream, which wraps each token in much else
	maxBody   = 1 << 20  // bytes of an answer in one piece
)

// Endpoint is where a model is asked. It is safe for concurrent use.
type Endpoint struct {
	service  *call.Service
	settings llm.Settings
	header   http.Header
}

// New returns the endpoint at a path below the settings' base URL or base. Header is sent
// with each request. A base URL that cannot be used is told to the settings.
func New(name, base, path string, s *llm.Settings, header http.Header, explain func(status int, body []byte) (code, hint string)) *Endpoint {
	u, err := call.ParseURL(cmp.Or(s.BaseURL, base))
	if err != nil {
		s.Fail(err)
		return nil
	}
	client := call.NewClient()
	if s.Transport != nil {
		client.Transport = s.Transport
	}
	header = header.Clone()
	maps.Copy(header, s.Header)
	s.Fail(call.CheckHeader(header))
	return &Endpoint{
		service: &call.Service{
			Name: name, URL: u.JoinPath(path), Client: client, Idle: s.Idle, Limit: maxStream, Repeat: s.Retries, Explain: explain,
		},
		settings: *s,
		header:   header,
	}
}

// Ask asks with the fields of a request.
func (e *Endpoint) Ask(ctx context.Context, fields map[string]any) (*call.Answer, error) {
	if !e.settings.NoStream {
		fields["stream"] = true
	}
	body, err := e.settings.Body(fields)
	if err != nil {
		return nil, bot.Unreached(fmt.Errorf("%s: the request is no JSON: %w", e.service.Name, err))
	}
	return e.service.Ask(ctx, body, func(r *http.Request) { maps.Copy(r.Header, e.header) })
}

// Streamed reports whether an answer comes as server-sent events: a service may
// not know how to stream, and answer in one piece.
func Streamed(a *call.Answer) bool { return a.MediaType() == "text/event-stream" }

// Whole returns the body of an answer in one piece.
func Whole(a *call.Answer) ([]byte, error) { return a.All(maxBody) }

var (
	errEnd   = errors.New("the answer ended before it was complete")
	errNoFit = errors.New("the answer does not follow the API")
)

// Ended returns the error of a stream that was read up to err without the mark of
// its end.
func (e *Endpoint) Ended(err error) error {
	switch {
	case errors.Is(err, call.ErrLongLine):
		return bot.BadReply(fmt.Errorf("%s: %w", e.service.Name, err))
	case errors.Is(err, io.EOF):
		return bot.Failed(fmt.Errorf("%s: %w", e.service.Name, errEnd))
	}
	return err // it is named already
}

// Unreadable returns the error of an answer that does not follow the API.
func (e *Endpoint) Unreadable() error {
	return bot.BadReply(fmt.Errorf("%s: %w", e.service.Name, errNoFit))
}

// Reported returns the error of a failure that the service reports within an answer,
// by the code that it has for it.
func (e *Endpoint) Reported(code string, busy bool) error {
	err := fmt.Errorf("%s: the service reports an error %s", e.service.Name, call.Code(code))
	if busy {
		return bot.Busy(0, err)
	}
	return bot.Failed(err)
}

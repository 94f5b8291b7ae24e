package call

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chatmount/chatmount/bot"
)

// Service is something that answers POST requests. Its fields are not changed
// once it is asked; it is then safe for concurrent use.
type Service struct {
	Name   string // begins the text of errors
	URL    *url.URL
	Client *http.Client
	// Idle is the longest that one read of an answer's body may take, except for
	// the first, which only ctx bounds: a service may think before it speaks. Zero
	// means no bound.
	Idle time.Duration
	// Limit is the most bytes of an answer's body.
	Limit int64
	// Repeat declares that asking twice does no harm.
	Repeat bool
	// Explain reads the body of a refusal. Code is what the service calls it, and
	// hint what the operator can do; a hint for a 429 says that waiting does not help.
	// Nil means that nothing is known.
	Explain func(status int, body []byte) (code, hint string)
}

// NewClient returns a client that takes no longer than it must to learn that
// nobody is there, and follows no redirect, so that a question and its credentials
// go only where they were meant to. How long an answer takes is bounded by ctx.
func NewClient() *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           100,
			MaxIdleConnsPerHost:    100,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// errURL does not repeat the URL, which may hold a password.
var errURL = errors.New("the URL is wrong: give one like https://example.org/path, without a user, a query or a fragment")

// ParseURL returns the URL of a service.
func ParseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errURL
	}
	return u, nil
}

// CheckHeader returns an error for a value that no request can have, such as a key that was
// read from a file together with the end of its line. The error does not repeat the value.
func CheckHeader(header http.Header) error {
	for name, values := range header {
		for _, v := range values {
			if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
				return fmt.Errorf("the value of the header %q has a line break or another control character: trim it", name)
			}
		}
	}
	return nil
}

// Ask posts body until there is an answer of status 2xx or no use in trying.
// Prepare completes each request, with headers. The caller closes the answer.
// Errors are *bot.Error, unless ctx was cancelled from outside.
func (s *Service) Ask(ctx context.Context, body []byte, prepare func(*http.Request)) (*Answer, error) {
	var again retry
	for {
		a, err := s.post(ctx, body, prepare)
		if err == nil {
			return a, nil
		}
		if !again.wait(ctx, err, s.Repeat) {
			return nil, err
		}
	}
}

// post asks once.
func (s *Service) post(ctx context.Context, body []byte, prepare func(*http.Request)) (*Answer, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	tracing, link := Traced(ctx)
	req, err := http.NewRequestWithContext(tracing, http.MethodPost, s.URL.String(), bytes.NewReader(body))
	if err != nil {
		cancel(nil)
		return nil, bot.Unreached(err)
	}
	req.Header.Set("Content-Type", "application/json")
	prepare(req)
	resp, err := s.Client.Do(req)
	if err != nil {
		defer cancel(nil)
		return nil, s.noResponse(ctx, link, err)
	}
	a := &Answer{Status: resp.StatusCode, Header: resp.Header, service: s, ctx: ctx, cancel: cancel, body: resp.Body, left: s.Limit + 1}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		defer a.Close()
		return nil, s.badStatus(a)
	}
	return a, nil
}

package transporttest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/chatmount/chatmount/chat"
)

// poster sends payloads by POST, for the transports that only carry them down.
type poster struct {
	hello Hello
	http  *http.Client
	inbox *inbox
}

func newPoster(h Hello) *poster {
	return &poster{hello: h, http: &http.Client{Transport: network(h)}, inbox: newInbox()}
}

// network returns what a connection's requests travel over.
func network(h Hello) http.RoundTripper {
	if h.Network != nil {
		return h.Network
	}
	return &http.Transport{}
}

func (p *poster) request(ctx context.Context, method, path, body string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.hello.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+p.hello.Token)
	r.Header.Set("Chat-Client", "transporttest/1")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	return p.http.Do(r)
}

// Send implements Client.
func (p *poster) Send(ctx context.Context, payload string) error {
	path := "/send"
	if p.hello.Conversation != "" {
		path += "?conversation=" + url.QueryEscape(p.hello.Conversation)
	}
	resp, err := p.request(ctx, http.MethodPost, path, payload)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		refused := refusal(resp)
		var r *Refusal
		if !errors.As(refused, &r) {
			return refused
		}
		p.inbox.answer([]byte(mustJSON([]any{map[string]any{"type": "error", "code": r.Code, "retry_after": r.RetryAfter}})))
		return nil
	}
	answer, err := io.ReadAll(resp.Body)
	if err == nil && string(answer) != "[]" {
		p.inbox.answer(answer)
	}
	return err
}

// Next implements Client.
func (p *poster) Next(ctx context.Context) ([]byte, error) { return p.inbox.next(ctx) }

func (p *poster) close() {
	if t, ok := p.http.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// refusal reads the body of a refused request and closes it.
func refusal(resp *http.Response) error {
	defer resp.Body.Close()
	var body struct {
		Error struct {
			Code       chat.Code
			Message    string
			RetryAfter float64 `json:"retry_after"`
		}
	}
	text, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(text, &body)
	}
	if err != nil || body.Error.Code == "" || body.Error.Message == "" {
		return fmt.Errorf("status %d without an error body: %q", resp.StatusCode, text)
	}
	return &Refusal{Code: body.Error.Code, RetryAfter: body.Error.RetryAfter}
}

// greeted returns the client when its first payload is there, and gives that to
// Next again.
func greeted(ctx context.Context, c Client, b *inbox) (Client, error) {
	payload, err := c.Next(ctx)
	if err != nil {
		c.Close()
		return nil, err
	}
	frames, err := decode(payload)
	if err != nil {
		c.Close()
		return nil, err
	}
	if len(frames) > 0 && frames[0].Type == "error" {
		r := &Refusal{Code: chat.Code(frames[0].Code), RetryAfter: frames[0].RetryAfter}
		for _, f := range frames {
			if f.Type == "bye" {
				r.Bye = f.Code
			}
		}
		c.Close()
		return nil, r
	}
	b.mu.Lock()
	b.queue = append([]arrival{{payload, false}}, b.queue...)
	b.mu.Unlock()
	return c, nil
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

package rasa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// maxBody is the most bytes of an answer, and maxItems the most of its items.
const (
	maxBody  = 1 << 20
	maxItems = 50
)

// message is what the REST channel takes.
type message struct {
	Sender   string         `json:"sender"`
	Message  string         `json:"message"`
	Metadata map[string]any `json:"metadata"`
}

var errLate = errors.New("rasa: no answer in time")

// ask asks Rasa one question, again where that is safe, within the Bot's timeout.
func (b *Bot) ask(ctx context.Context, t chat.Turn, question string) (answer, error) {
	metadata := map[string]any{"turn": t.ID, "visitor": t.Visitor.ID}
	if b.metadata != nil {
		maps.Copy(metadata, b.metadata(t))
	}
	body, err := json.Marshal(message{Sender: t.Conversation, Message: question, Metadata: metadata})
	if err != nil {
		return answer{}, bot.Unreached(fmt.Errorf("rasa: the metadata is no JSON: %w", err))
	}
	ctx, cancel := context.WithTimeoutCause(ctx, b.timeout, errLate)
	defer cancel()
	var again retry
	for {
		a, err := b.post(ctx, body)
		if err == nil {
			return a, nil
		}
		if !again.wait(ctx, err) {
			return answer{}, err
		}
	}
}

// post asks once.
func (b *Bot) post(ctx context.Context, body []byte) (answer, error) {
	tracing, link := traced(ctx)
	req, err := http.NewRequestWithContext(tracing, http.MethodPost, b.base.JoinPath("webhooks/rest/webhook").String(), bytes.NewReader(body))
	if err != nil {
		return answer{}, bot.Unreached(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := b.client.Do(req)
	if err != nil {
		return answer{}, noResponse(ctx, link, err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	if resp.StatusCode != http.StatusOK {
		return answer{}, badStatus(resp)
	}
	reply, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return answer{}, brokenBody(ctx, len(reply), err)
	}
	if len(reply) > maxBody {
		return answer{}, bot.BadReply(fmt.Errorf("rasa: the answer is over %d bytes", maxBody))
	}
	a, err := parse(reply)
	if err != nil {
		return answer{}, bot.BadReply(err)
	}
	return a, nil
}

// Check reports whether Rasa answers at the base URL and has its REST channel
// enabled. A program may call it when it starts, and for its own health.
func (b *Bot) Check(ctx context.Context) error {
	if b.unusable != nil {
		return b.unusable
	}
	ctx, cancel := context.WithTimeoutCause(ctx, b.timeout, errLate)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base.JoinPath("webhooks/rest/").String(), http.NoBody)
	if err != nil {
		return err
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	if resp.StatusCode != http.StatusOK {
		return statusError(resp.StatusCode)
	}
	var health struct{ Status string }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 4<<10)).Decode(&health); err != nil || health.Status != "ok" {
		return errors.New("rasa: what answers at the base URL is not Rasa's REST channel")
	}
	return nil
}

// sleep waits, or returns false when ctx ends before that.
func sleep(ctx context.Context, d time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

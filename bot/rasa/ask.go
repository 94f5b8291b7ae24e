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
	"net/url"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/chat"
)

// maxBody is the most bytes of an answer, and maxItems the most of its items.
const (
	maxBody  = 1 << 20
	maxItems = 50
)

// message is what the channels take.
type message struct {
	Sender   string         `json:"sender"`
	Message  string         `json:"message"`
	Metadata map[string]any `json:"metadata"`
}

var (
	errLate = errors.New("rasa: no answer in time")
	errIdle = errors.New("rasa: the answer paused for too long")
)

// ask asks Rasa one question within ctx, and says the answer with the turn's own ctx.
func (b *Bot) ask(ctx, turn context.Context, t chat.Turn, question string, s *speech) error {
	metadata := map[string]any{"turn": t.ID, "visitor": t.Visitor.ID}
	if b.metadata != nil {
		maps.Copy(metadata, b.metadata(t))
	}
	body, err := json.Marshal(message{Sender: t.Conversation, Message: question, Metadata: metadata})
	if err != nil {
		return bot.Unreached(fmt.Errorf("rasa: the metadata is no JSON: %w", err))
	}
	switch {
	case b.callback:
		return b.askCallback(ctx, turn, t, body, s)
	case b.idle > 0:
		q := b.question(body)
		q.query = url.Values{"stream": {"true"}}
		return b.post(ctx, q, func(ctx context.Context, r *reply) error { return b.readStream(ctx, turn, r, s) })
	}
	var a answer
	err = b.post(ctx, b.question(body), func(ctx context.Context, r *reply) (err error) {
		a, err = readAnswer(ctx, r.Body)
		return err
	})
	if err != nil {
		return err
	}
	return s.add(turn, a)
}

// request is what a server is asked.
type request struct {
	path    string
	query   url.Values
	body    []byte
	missing string // what to do when the path is not there
}

// question is a request with a message for the channel.
func (b *Bot) question(body []byte) request {
	return request{path: "webhooks/" + b.channel() + "/webhook", body: body, missing: b.enable()}
}

// reply is a response of status 200, and how to end it.
type reply struct {
	*http.Response
	end context.CancelCauseFunc
}

// post asks, again where that is safe, while ctx lasts, and has take read the answer.
func (b *Bot) post(ctx context.Context, q request, take func(context.Context, *reply) error) error {
	var again retry
	for {
		err := b.postOnce(ctx, q, take)
		if err == nil || !again.wait(ctx, err) {
			return err
		}
	}
}

func (b *Bot) postOnce(ctx context.Context, q request, take func(context.Context, *reply) error) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	tracing, link := call.Traced(ctx)
	u := b.base.JoinPath(q.path)
	u.RawQuery = q.query.Encode()
	req, err := http.NewRequestWithContext(tracing, http.MethodPost, u.String(), bytes.NewReader(q.body))
	if err != nil {
		return bot.Unreached(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := b.client.Do(req)
	if err != nil {
		var whole *url.Error
		if errors.As(err, &whole) {
			err = whole.Err // without the URL, which may hold a token
		}
		return noResponse(ctx, link, err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	if resp.StatusCode != http.StatusOK {
		return badStatus(resp, q.missing)
	}
	return take(ctx, &reply{resp, end})
}

// readAnswer reads an answer in one piece.
func readAnswer(ctx context.Context, r io.Reader) (answer, error) {
	body, err := readAll(ctx, r)
	if err != nil {
		return answer{}, err
	}
	a, err := parse(body)
	if err != nil {
		return answer{}, bot.BadReply(err)
	}
	return a, nil
}

func readAll(ctx context.Context, r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil {
		return nil, brokenBody(ctx, len(body), err)
	}
	if len(body) > maxBody {
		return nil, bot.BadReply(errTooBig)
	}
	return body, nil
}

var errTooBig = fmt.Errorf("rasa: the answer is over %d bytes", maxBody)

// channel is the part of the URL that names how Rasa is asked.
func (b *Bot) channel() string {
	if b.callback {
		return "callback"
	}
	return "rest"
}

// enable says what to do when the channel is not there.
func (b *Bot) enable() string {
	if b.callback {
		return "enable its callback channel with 'callback:' in credentials.yml"
	}
	return "enable its REST channel with 'rest:' in credentials.yml"
}

// Check reports whether Rasa answers at the base URL and has the channel enabled
// that the Bot asks over. A program may call it when it starts, and for its own health.
func (b *Bot) Check(ctx context.Context) error {
	if b.unusable != nil {
		return b.unusable
	}
	ctx, cancel := context.WithTimeoutCause(ctx, b.timeout, errLate)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base.JoinPath("webhooks", b.channel(), "/").String(), http.NoBody)
	if err != nil {
		return err
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	if resp.StatusCode != http.StatusOK {
		return statusError(resp.StatusCode, b.enable())
	}
	var health struct{ Status string }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 4<<10)).Decode(&health); err != nil || health.Status != "ok" {
		return errors.New("rasa: what answers at the base URL is not Rasa's channel")
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

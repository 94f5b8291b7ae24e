package dialogflow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
)

// maxBody is the most bytes of an answer, and maxErrorBody of an error.
const (
	maxBody      = 1 << 20
	maxErrorBody = 64 << 10
)

// url returns where a resource, with a method perhaps, is found.
func (b *Bot) url(resource string) string {
	u := *b.endpoint
	u.Path = strings.TrimRight(u.Path, "/") + "/" + b.agent.version() + "/" + resource
	return u.String()
}

// streams reports whether partial responses are wanted, and to be had.
func (b *Bot) streams() bool { return b.idle > 0 && b.agent.cx }

// ask asks one question, again where that is safe, and has its answer taken up.
// ctx is the turn's.
func (b *Bot) ask(ctx context.Context, c *clock, session string, body []byte, a *answer) error {
	var again retry
	for {
		err := b.post(ctx, c, session, body, a)
		if err == nil || !again.wait(c, err) {
			return err
		}
	}
}

// post asks once.
func (b *Bot) post(ctx context.Context, c *clock, session string, body []byte, a *answer) error {
	method := ":detectIntent"
	if b.streams() {
		method = ":serverStreamingDetectIntent"
	}
	tracing, link := call.Traced(c.ctx)
	req, err := http.NewRequestWithContext(tracing, http.MethodPost, b.url(session+method), bytes.NewReader(body))
	if err != nil {
		return bot.Unreached(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := b.client.Do(req)
	if err != nil {
		return noResponse(c.ctx, link, err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	switch {
	case resp.StatusCode == http.StatusBadRequest && a.long:
		return errTooLong
	case resp.StatusCode != http.StatusOK:
		return badStatus(resp)
	}
	if b.streams() {
		return b.readStream(ctx, c, resp.Body, a)
	}
	reply, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return brokenBody(c.ctx, int64(len(reply)), err)
	}
	if len(reply) > maxBody {
		return tooBig()
	}
	_, err = a.take(ctx, reply)
	return err
}

func tooBig() error {
	return bot.BadReply(fmt.Errorf("dialogflow: the answer is over %d bytes", maxBody))
}

// Check reports whether the agent is there and the client's credentials are good
// for it, by reading its description, for which the permission
// dialogflow.agents.get is needed besides dialogflow.sessions.detectIntent, which
// turns need. A program may call it when it starts, and for its own health.
func (b *Bot) Check(ctx context.Context) error {
	if b.unusable != nil {
		return b.unusable
	}
	c := newClock(ctx, b.timeout)
	defer c.stop()
	req, err := http.NewRequestWithContext(c.ctx, http.MethodGet, b.url(b.agent.name), http.NoBody)
	if err != nil {
		return err
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return bare(err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	if resp.StatusCode != http.StatusOK {
		return statusError(resp.StatusCode, bodyStatus(resp))
	}
	var described struct{ Name, Parent, DisplayName string }
	err = json.NewDecoder(io.LimitReader(resp.Body, maxBody)).Decode(&described)
	if err != nil || described.Name+described.Parent == "" {
		return errors.New("dialogflow: what answers at the endpoint is not Dialogflow")
	}
	return nil
}

// bare returns an error of an http.Client without the URL, which names the session.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

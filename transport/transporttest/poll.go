package transporttest

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// poll is a client over long polling.
type poll struct {
	*poster
	cancel  context.CancelFunc
	polling sync.WaitGroup
}

func dialPoll(ctx context.Context, h Hello) (Client, error) {
	c := &poll{poster: newPoster(h)}
	live, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	defer context.AfterFunc(ctx, cancel)()
	query := map[string]any{"connection": rand.Text(), "first": true}
	if h.Conversation != "" {
		query["conversation"] = h.Conversation
	}
	if h.Cursor != "" {
		query["cursor"] = h.Cursor
	}
	last, payload, err := c.once(live, query)
	if err != nil {
		c.Close()
		return nil, err
	}
	c.inbox.answer(payload)
	delete(query, "first")
	if frames, err := decode(payload); err == nil && len(frames) > 0 {
		query["wait"] = frames[0].Heartbeat
	}
	c.polling.Go(func() { c.inbox.end(c.run(live, query, last)) })
	return greeted(ctx, c, c.inbox)
}

// run polls on from a cursor until the connection ends.
func (c *poll) run(ctx context.Context, query map[string]any, cursor string) error {
	for {
		query["cursor"] = cursor
		next, payload, err := c.again(ctx, query)
		if err != nil {
			return err
		}
		cursor = next
		if err := c.inbox.stream(ctx, payload); err != nil {
			return err
		}
		if strings.Contains(string(payload), `{"type":"bye"`) {
			return io.EOF
		}
	}
}

// errSuperseded is the answer to a poll after which another came; as this client
// polls one at a time, something on the way has repeated its request.
var errSuperseded = errors.New("the poll was superseded")

// again polls, and polls again with the same cursor when no answer came or only a
// part of it: what was lost on its way is still there.
func (c *poll) again(ctx context.Context, query map[string]any) (cursor string, payload []byte, err error) {
	const attempts = 3
	for range attempts {
		cursor, payload, err = c.once(ctx, query)
		var refused *Refusal
		var v violation
		if err == nil || errors.As(err, &refused) || errors.As(err, &v) || ctx.Err() != nil {
			break
		}
	}
	return cursor, payload, err
}

// once polls once and returns the answer and the cursor with which it ends.
func (c *poll) once(ctx context.Context, query map[string]any) (cursor string, payload []byte, err error) {
	resp, err := c.request(ctx, http.MethodPost, "/poll", mustJSON(query))
	if err != nil {
		return "", nil, err
	}
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNoContent:
		resp.Body.Close()
		return "", nil, errSuperseded
	default:
		return "", nil, refusal(resp)
	}
	defer resp.Body.Close()
	if payload, err = io.ReadAll(resp.Body); err != nil {
		return "", nil, err
	}
	frames, err := decode(payload)
	if err != nil {
		return "", nil, err
	}
	if len(frames) == 0 || frames[len(frames)-1].Type != "cursor" {
		return "", nil, violated("the answer to a poll does not end with the cursor: %s", payload)
	}
	return frames[len(frames)-1].Cursor, payload, nil
}

func (c *poll) Close() {
	c.cancel()
	c.polling.Wait()
	c.close()
}

package transporttest

import (
	"context"
	"crypto/rand"
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
		next, payload, err := c.once(ctx, query)
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

// once polls once and returns the answer and the cursor with which it ends.
func (c *poll) once(ctx context.Context, query map[string]any) (cursor string, payload []byte, err error) {
	resp, err := c.request(ctx, http.MethodPost, "/poll", mustJSON(query))
	if err != nil {
		return "", nil, err
	}
	if resp.StatusCode != http.StatusOK {
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

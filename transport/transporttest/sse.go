package transporttest

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// stream is a client over Server-Sent Events.
type stream struct {
	*poster
	cancel  context.CancelFunc
	reading sync.WaitGroup
}

func dialSSE(ctx context.Context, h Hello) (Client, error) {
	c := &stream{poster: newPoster(h)}
	query := url.Values{}
	if h.Conversation != "" {
		query.Set("conversation", h.Conversation)
	}
	if h.Cursor != "" {
		query.Set("cursor", h.Cursor)
	}
	live, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	defer context.AfterFunc(ctx, cancel)()
	resp, err := c.request(live, http.MethodGet, "/sse?"+query.Encode(), "")
	if err == nil && resp.StatusCode != http.StatusOK {
		err = refusal(resp)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	c.reading.Go(func() {
		defer resp.Body.Close()
		c.inbox.end(c.read(live, resp.Body))
	})
	return greeted(ctx, c, c.inbox)
}

// read takes events apart as the HTML standard says.
func (c *stream) read(ctx context.Context, body io.Reader) error {
	lines := bufio.NewReader(body)
	var data []string
	var id string
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		line = strings.TrimRight(line, "\r\n")
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case name == "data":
			data = append(data, value)
		case name == "id":
			id = value
		case line == "" && data != nil:
			if err := c.event(ctx, id, strings.Join(data, "\n")); err != nil {
				return err
			}
			data = nil
		}
	}
}

// event holds an event to its id: that of a payload with a cursor is the cursor.
func (c *stream) event(ctx context.Context, id, data string) error {
	frames, err := decode([]byte(data))
	if err != nil {
		return err
	}
	for _, f := range frames {
		if f.Type == "cursor" && f.Cursor != id {
			return violated("the event's id is %q and its cursor %q", id, f.Cursor)
		}
	}
	return c.inbox.stream(ctx, []byte(data))
}

func (c *stream) Close() {
	c.cancel()
	c.reading.Wait()
	c.close()
}

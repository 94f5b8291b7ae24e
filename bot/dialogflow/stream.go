package dialogflow

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/chatmount/chatmount/bot"
)

var (
	errNoStream  = errors.New("dialogflow: the stream is no JSON array of responses")
	errTruncated = errors.New("dialogflow: the stream ended before its final response")
	errTooBig    = errors.New("dialogflow: the stream is too long")
)

// readStream reads a JSON array of responses as they come, and has each taken up
// before it reads the next.
func (b *Bot) readStream(ctx context.Context, c *clock, body io.Reader, a *answer) error {
	capped := &cappedReader{r: body, left: maxBody}
	dec := json.NewDecoder(capped)
	if begin, err := dec.Token(); err != nil {
		return streamError(c, capped, err)
	} else if begin != json.Delim('[') {
		return bot.BadReply(errNoStream)
	}
	partial := true
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return streamError(c, capped, err)
		}
		if failure := readStatus(raw); failure.Code != 0 {
			return bot.Failed(statusError(failure.Code, failure))
		}
		c.pause()
		var err error
		if partial, err = a.take(ctx, raw); err != nil {
			return err
		}
		c.resume(b.idle)
	}
	if _, err := dec.Token(); err != nil {
		return streamError(c, capped, err)
	}
	if partial {
		return bot.BadReply(errTruncated)
	}
	return nil
}

// streamError names why a stream could not be read on.
func streamError(c *clock, r *cappedReader, err error) error {
	var syntax *json.SyntaxError
	switch {
	case r.left <= 0:
		return tooBig()
	case errors.As(err, &syntax):
		return bot.BadReply(errNoStream)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return bot.BadReply(errTruncated)
	}
	return brokenBody(c.ctx, maxBody-r.left, err)
}

// cappedReader reads up to a number of bytes, and then fails.
type cappedReader struct {
	r    io.Reader
	left int64
}

func (c *cappedReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTooBig
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

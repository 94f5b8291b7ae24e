package rasa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
)

var errNoItem = errors.New("rasa: a line of the answer is no JSON object")

// readStream says each line of a streamed answer as it comes: one item each, whatever
// the Content-Type says. Once there was one, the next must come within b.idle; Rasa never
// ends a stream in which an exception was raised.
func (b *Bot) readStream(ctx, turn context.Context, r *reply, s *speech) error {
	capped := &io.LimitedReader{R: r.Body, N: maxBody + 1}
	lines := call.NewLines(capped)
	idle := time.AfterFunc(b.timeout, func() { r.end(errIdle) })
	defer idle.Stop()
	for n := 0; ; {
		line, err := lines.Next()
		idle.Stop() // what is said may take its time
		if item := bytes.TrimSpace(line); len(item) > 0 && (err == nil || errors.Is(err, io.EOF)) {
			if n++; n > maxItems {
				s.odd++
				return nil
			}
			if err := sayLine(turn, item, s); err != nil {
				return err
			}
		}
		switch {
		case capped.N <= 0:
			return bot.BadReply(errTooBig)
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, call.ErrLongLine):
			return bot.BadReply(err)
		case err != nil:
			return brokenStream(ctx, err)
		case n > 0:
			idle.Reset(b.idle)
		}
	}
}

// sayLine says the item in a line.
func sayLine(ctx context.Context, line []byte, s *speech) error {
	line = bytes.ToValidUTF8(line, []byte("\ufffd"))
	if !json.Valid(line) || line[0] != '{' {
		return bot.BadReply(errNoItem)
	}
	var a answer
	a.add(bytes.Clone(line)) // it is valid until the next line, and a part may keep some of it
	return s.add(ctx, a)
}

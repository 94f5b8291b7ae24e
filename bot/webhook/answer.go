package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/chat"
)

// answer is what a service says and does at once: all of an answer in one piece, or a
// line of a stream.
type answer struct {
	Messages []message
	message
	Delta   *string
	Handoff *string
	End     bool
	Done    bool
}

// message is a message, when it has something.
type message struct {
	Text  string
	Parts []chat.Part
}

var (
	errObject = errors.New("webhook: the answer is no JSON object of this protocol")
	errBroke  = errors.New("webhook: the stream ended without handoff, end or done")
)

// parse reads an object.
func parse(raw []byte) (answer, error) {
	var a *answer
	if err := json.Unmarshal(raw, &a); err != nil || a == nil {
		return answer{}, bot.BadReply(errObject)
	}
	return *a, nil
}

// last reports whether nothing comes after a.
func (a answer) last() bool { return a.Handoff != nil || a.End || a.Done }

// readWhole says an answer in one piece.
func readWhole(from *call.Answer, said *speech) error {
	body, err := from.All(maxBody)
	if err != nil {
		return err
	}
	a, err := parse(body)
	if err != nil {
		return err
	}
	if err := said.say(a); err != nil || a.last() {
		return err
	}
	return said.finish()
}

// readLines says a stream as it comes.
func readLines(from io.Reader, said *speech) error {
	lines := call.NewLines(from)
	for {
		line, err := lines.Next()
		switch {
		case errors.Is(err, call.ErrLongLine):
			return bot.BadReply(fmt.Errorf("webhook: %w", err))
		case errors.Is(err, io.EOF) && !json.Valid(line):
			return bot.Failed(errBroke)
		case err != nil && !errors.Is(err, io.EOF):
			return err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			a, failure := parse(line)
			if failure != nil {
				return failure
			}
			if failure := said.say(a); failure != nil || a.last() {
				return failure
			}
		}
		if err != nil {
			return bot.Failed(errBroke)
		}
	}
}

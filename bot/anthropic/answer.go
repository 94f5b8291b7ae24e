package anthropic

import (
	"cmp"
	"encoding/json"
	"errors"

	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/bot/internal/sse"
	"github.com/chatmount/chatmount/bot/llm"
)

// body is a message in one piece, or its beginning in a stream.
type body struct {
	Type       string
	Content    []json.RawMessage
	StopReason string `json:"stop_reason"`
	Usage      usage
	Error      struct{ Type string }
}

// usage is cumulative: what an event tells replaces what the ones before told.
type usage struct {
	Input  int `json:"input_tokens"`
	Output int `json:"output_tokens"`
}

// event is an event of a stream.
type event struct {
	Type    string
	Message body            // message_start
	Index   int             // content_block_start, content_block_delta
	Block   json.RawMessage `json:"content_block"` // content_block_start
	Delta   delta           // content_block_delta, message_delta
	Usage   usage           // message_delta
	Error   struct{ Type string }
}

// delta is what an event adds.
type delta struct {
	growth
	StopReason string `json:"stop_reason"`
}

// completion puts an answer together.
type completion struct {
	say    func(string) error
	parts  []*part
	reason string // the stop_reason
	usage  usage
	size   int // bytes of the parts
}

// maxParts and maxSize are what an answer may have at most.
const (
	maxParts = 256
	maxSize  = 1 << 20 // bytes, thinking and calls included
)

var errOdd = errors.New("anthropic: the answer does not follow the API")

// begin takes up a block, which in a stream grows later.
func (c *completion) begin(raw json.RawMessage) error {
	p, err := newPart(raw)
	if err != nil || len(c.parts) == maxParts {
		return errOdd
	}
	c.parts = append(c.parts, p)
	return c.hear(p.kind, p.text.String())
}

// grow adds to a block.
func (c *completion) grow(index int, g growth) error {
	if index < 0 || index >= len(c.parts) {
		return errOdd
	}
	if c.size += g.size(); c.size > maxSize {
		return errOdd
	}
	p := c.parts[index]
	p.grow(g)
	return c.hear(p.kind, g.Text)
}

// hear says text that is meant for the visitor.
func (c *completion) hear(kind, text string) error {
	if kind != "text" || text == "" {
		return nil
	}
	return c.say(text)
}

// cost takes up what an event tells of it.
func (c *completion) cost(u usage) {
	c.usage.Input = max(c.usage.Input, u.Input)
	c.usage.Output = max(c.usage.Output, u.Output)
}

// answer returns what was put together.
func (c *completion) answer() llm.Answer {
	a := llm.Answer{
		Message: llm.Message{Role: llm.Assistant, Native: native(c.parts)},
		Usage:   llm.Usage{InputTokens: c.usage.Input, OutputTokens: c.usage.Output},
	}
	switch c.reason {
	case "", "end_turn", "stop_sequence", "tool_use":
	case "max_tokens", "model_context_window_exceeded", "pause_turn":
		a.End = llm.Cut
	case "refusal":
		a.End = llm.Filtered
	default:
		a.End = llm.Broken
	}
	for _, p := range c.parts {
		switch p.kind {
		case "text":
			a.Message.Text += p.text.String()
		case "tool_use":
			a.Message.Calls = append(a.Message.Calls, p.call())
		}
	}
	return a
}

// readWhole reads an answer in one piece.
func (p *provider) readWhole(raw []byte, say func(string) error) (llm.Answer, error) {
	var b body
	if err := json.Unmarshal(raw, &b); err != nil {
		return llm.Answer{}, p.endpoint.Unreadable()
	}
	if b.Type == "error" {
		return llm.Answer{}, p.endpoint.Reported(b.Error.Type, busy(b.Error.Type))
	}
	if b.Type != "message" || b.StopReason == "" {
		return llm.Answer{}, p.endpoint.Unreadable()
	}
	c := completion{say: say, reason: b.StopReason, usage: b.Usage}
	for _, block := range b.Content {
		if err := c.begin(block); err != nil {
			return llm.Answer{}, p.named(err)
		}
	}
	return c.answer(), nil
}

// readStream reads events up to the end of the answer.
func (p *provider) readStream(a *call.Answer, say func(string) error) (llm.Answer, error) {
	c := completion{say: say}
	events := sse.NewReader(a)
	for {
		next, err := events.Next()
		if err != nil && c.reason != "" {
			return c.answer(), nil
		}
		if err != nil {
			return llm.Answer{}, p.endpoint.Ended(err)
		}
		if len(next.Data) == 0 {
			continue // it keeps the connection open
		}
		var e event
		if err := json.Unmarshal(next.Data, &e); err != nil {
			return llm.Answer{}, p.endpoint.Unreadable()
		}
		switch e.Type {
		case "message_stop":
			return c.answer(), nil
		case "error":
			return llm.Answer{}, p.endpoint.Reported(e.Error.Type, busy(e.Error.Type))
		}
		if err := c.take(e); err != nil {
			return llm.Answer{}, p.named(err)
		}
	}
}

// take takes up an event; those of unknown types, and pings, mean nothing.
func (c *completion) take(e event) error {
	switch e.Type {
	case "message_start":
		c.cost(e.Message.Usage)
	case "content_block_start":
		if e.Index != len(c.parts) {
			return errOdd
		}
		return c.begin(e.Block)
	case "content_block_delta":
		return c.grow(e.Index, e.Delta.growth)
	case "message_delta":
		c.cost(e.Usage)
		c.reason = cmp.Or(e.Delta.StopReason, c.reason) // one may tell of the usage only
	}
	return nil
}

// named returns err, with the name that callers know for an odd answer.
func (p *provider) named(err error) error {
	if errors.Is(err, errOdd) {
		return p.endpoint.Unreadable()
	}
	return err
}

package anthropic

import (
	"encoding/json"
	"strings"

	"github.com/chatmount/chatmount/bot/llm"
)

// part is a block of an answer: one that we know, or any other, which only goes back to
// the model.
type part struct {
	kind   string
	id     string // tool_use
	name   string
	fields map[string]json.RawMessage // as they came first

	text, thinking, signature, input strings.Builder
}

// growth is what an event adds to a block.
type growth struct {
	Text      string
	Thinking  string
	Signature string
	Input     string `json:"partial_json"`
}

func (g growth) size() int { return len(g.Text) + len(g.Thinking) + len(g.Signature) + len(g.Input) }

func newPart(raw json.RawMessage) (*part, error) {
	var begin struct {
		Type, ID, Name            string
		Text, Thinking, Signature string
	}
	p := &part{}
	if err := json.Unmarshal(raw, &p.fields); err != nil || p.fields == nil {
		return nil, errOdd
	}
	if err := json.Unmarshal(raw, &begin); err != nil {
		return nil, errOdd
	}
	p.kind, p.id, p.name = begin.Type, begin.ID, begin.Name
	p.grow(growth{Text: begin.Text, Thinking: begin.Thinking, Signature: begin.Signature})
	return p, nil
}

func (p *part) grow(g growth) {
	p.text.WriteString(g.Text)
	p.thinking.WriteString(g.Thinking)
	p.signature.WriteString(g.Signature)
	p.input.WriteString(g.Input)
}

// call returns the call that a tool_use is.
func (p *part) call() llm.Call {
	args := json.RawMessage(p.input.String())
	if len(args) == 0 {
		args = p.fields["input"]
	}
	if len(args) == 0 {
		args = json.RawMessage("{}")
	}
	return llm.Call{ID: p.id, Name: p.name, Args: args}
}

// native returns blocks as the API takes them back: complete, without the empty texts that it
// refuses, and with no input where the model's was no object.
func native(parts []*part) json.RawMessage {
	blocks := []any{}
	for _, p := range parts {
		switch p.kind {
		case "text":
			if text := p.text.String(); strings.TrimSpace(text) != "" {
				blocks = append(blocks, map[string]string{"type": "text", "text": text})
			}
		case "thinking":
			blocks = append(blocks, map[string]string{"type": "thinking", "thinking": p.thinking.String(), "signature": p.signature.String()})
		case "tool_use":
			blocks = append(blocks, block{Type: "tool_use", ID: p.id, Name: p.name, Input: object(p.call().Args)})
		default:
			blocks = append(blocks, p.fields)
		}
	}
	encoded, err := json.Marshal(blocks)
	if err != nil {
		return json.RawMessage("[]") // cannot be: all of it came out of JSON
	}
	return encoded
}

// object returns raw when it is a JSON object, and else an empty one.
func object(raw json.RawMessage) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return json.RawMessage("{}")
	}
	return raw
}

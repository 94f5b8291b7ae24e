package anthropic

import (
	"encoding/json"
	"strings"

	"github.com/chatmount/chatmount/bot/llm"
)

// message is a message as the API takes it.
type message struct {
	Role    llm.Role        `json:"role"`
	Content json.RawMessage `json:"content"` // a list of blocks
}

// block is a component of a message that we make: a text, a call or a result.
type block struct {
	Type string `json:"type"`

	Text string `json:"text,omitempty"` // text

	ID    string          `json:"id,omitempty"` // tool_use
	Name  string          `json:"name,omitempty"`
	Input json.RawMessage `json:"input,omitempty"`

	ToolUseID string  `json:"tool_use_id,omitempty"` // tool_result
	Content   []block `json:"content,omitempty"`
	IsError   bool    `json:"is_error,omitempty"`
}

type tool struct {
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Schema      json.RawMessage `json:"input_schema"`
}

// request returns the fields of a request's body.
func (p *provider) request(q llm.Query) map[string]any {
	fields := map[string]any{"model": p.model, "max_tokens": p.maxTokens, "messages": messages(q.Messages)}
	if strings.TrimSpace(q.System) != "" {
		fields["system"] = texts(q.System)
	}
	if p.temperature != nil {
		fields["temperature"] = *p.temperature
	}
	if len(q.Tools) > 0 {
		tools := make([]tool, len(q.Tools))
		for i, f := range q.Tools {
			tools[i] = tool{f.Name, f.Description, f.Schema}
		}
		fields["tools"] = tools
	}
	if q.NoTools {
		fields["tool_choice"] = map[string]string{"type": "none"}
	}
	return fields
}

func messages(said []llm.Message) []message {
	var ms []message
	for _, m := range said {
		content := m.Native
		if content == nil {
			content = encode(blocks(m))
		}
		ms = append(ms, message{m.Role, content})
	}
	return ms
}

// texts returns a text as blocks; a blank one is none, because the API refuses it.
func texts(s string) []block {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return []block{{Type: "text", Text: s}}
}

// blocks returns the components of a message.
func blocks(m llm.Message) []block {
	var bs []block
	for _, r := range m.Results {
		bs = append(bs, block{Type: "tool_result", ToolUseID: r.ID, Content: texts(r.Text), IsError: r.Failed})
	}
	bs = append(bs, texts(m.Text)...)
	for _, c := range m.Calls {
		bs = append(bs, block{Type: "tool_use", ID: c.ID, Name: c.Name, Input: c.Args})
	}
	return bs
}

// encode returns blocks as JSON. Theirs is valid: the only part that a model wrote, the input
// of a call, is in Native.
func encode(bs []block) json.RawMessage {
	encoded, err := json.Marshal(bs)
	if err != nil {
		return json.RawMessage("[]")
	}
	return encoded
}

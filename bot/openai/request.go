package openai

import (
	"encoding/json"

	"github.com/chatmount/chatmount/bot/llm"
)

// message is a message as the API takes it.
type message struct {
	Role       string     `json:"role"`
	Content    *string    `json:"content,omitempty"` // missing beside tool calls without a text
	ToolCalls  []toolCall `json:"tool_calls,omitempty"`
	ToolCallID string     `json:"tool_call_id,omitempty"`
}

type toolCall struct {
	ID       string       `json:"id"`
	Type     string       `json:"type"`
	Function calledByName `json:"function"`
}

type calledByName struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"` // JSON, in a string
}

type tool struct {
	Type     string   `json:"type"`
	Function function `json:"function"`
}

type function struct {
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Parameters  json.RawMessage `json:"parameters"`
}

// request returns the fields of a request's body.
func (p *provider) request(q llm.Query) map[string]any {
	fields := map[string]any{"model": p.model, "messages": messages(q)}
	if p.stream {
		fields["stream_options"] = map[string]bool{"include_usage": true}
	}
	if p.maxTokens > 0 {
		fields[p.limit] = p.maxTokens
	}
	if p.temperature != nil {
		fields["temperature"] = *p.temperature
	}
	if len(q.Tools) > 0 {
		tools := make([]tool, len(q.Tools))
		for i, f := range q.Tools {
			tools[i] = tool{"function", function{f.Name, f.Description, f.Schema}}
		}
		fields["tools"] = tools
	}
	if q.NoTools {
		fields["tool_choice"] = "none"
	}
	return fields
}

func messages(q llm.Query) []message {
	var ms []message
	if q.System != "" {
		ms = append(ms, message{Role: "system", Content: &q.System})
	}
	for _, m := range q.Messages {
		ms = append(ms, encode(m)...)
	}
	return ms
}

// encode returns a message of a conversation; results are one message each.
func encode(m llm.Message) []message {
	if len(m.Results) > 0 {
		var ms []message
		for _, r := range m.Results {
			ms = append(ms, message{Role: "tool", ToolCallID: r.ID, Content: &r.Text})
		}
		return ms
	}
	out := message{Role: string(m.Role), Content: &m.Text}
	for _, c := range m.Calls {
		arguments := string(c.Args)
		if !isObject(c.Args) { // the model has been told; servers that read them would refuse the request
			arguments = "{}"
		}
		out.ToolCalls = append(out.ToolCalls, toolCall{c.ID, "function", calledByName{c.Name, arguments}})
	}
	if m.Text == "" && len(m.Calls) > 0 {
		out.Content = nil
	}
	return []message{out}
}

func isObject(raw json.RawMessage) bool {
	var fields map[string]json.RawMessage
	return json.Unmarshal(raw, &fields) == nil && fields != nil
}

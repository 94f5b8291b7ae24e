package openai

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chatmount/chatmount/bot/internal/call"
	"github.com/chatmount/chatmount/bot/internal/sse"
	"github.com/chatmount/chatmount/bot/llm"
)

// reply is a completion, or a chunk of one.
type reply struct {
	Choices []struct {
		Index        int
		Message      *delta // in one piece
		Delta        *delta // in a chunk
		FinishReason string `json:"finish_reason"`
	}
	Usage *struct {
		Prompt     int `json:"prompt_tokens"`
		Completion int `json:"completion_tokens"`
	}
	Error *apiError
}

// delta is a message, or what a chunk adds to one.
type delta struct {
	Content   content
	Refusal   content
	ToolCalls []struct {
		Index    *int
		ID       string
		Function calledByName
	} `json:"tool_calls"`
}

// content is a text, which some servers send as a list of parts.
type content string

// UnmarshalJSON takes a string, null, or a list whose parts of type text count.
func (c *content) UnmarshalJSON(b []byte) error {
	var text *string
	if json.Unmarshal(b, &text) == nil {
		if text != nil {
			*c = content(*text)
		}
		return nil
	}
	var parts []struct{ Type, Text string }
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	for _, p := range parts {
		if p.Type == "text" {
			*c += content(p.Text)
		}
	}
	return nil
}

// completion puts an answer together.
type completion struct {
	say      func(string) error
	text     strings.Builder
	calls    []*building
	byIndex  map[int]*building
	finished string // the finish_reason
	usage    llm.Usage
}

// building is a tool call whose arguments grow.
type building struct {
	id, name string
	args     strings.Builder
}

// maxBuilding is how many bytes of tool calls an answer may have.
const maxBuilding = 1 << 20

// add takes up what a reply says.
func (c *completion) add(r reply) error {
	if r.Usage != nil {
		c.usage = llm.Usage{InputTokens: r.Usage.Prompt, OutputTokens: r.Usage.Completion}
	}
	for _, choice := range r.Choices {
		if choice.Index != 0 {
			continue
		}
		for _, d := range []*delta{choice.Message, choice.Delta} {
			if d == nil {
				continue
			}
			if err := c.grow(*d); err != nil {
				return err
			}
		}
		if choice.FinishReason != "" {
			c.finished = choice.FinishReason
		}
	}
	return nil
}

func (c *completion) grow(d delta) error {
	for i, part := range d.ToolCalls {
		index := i
		if part.Index != nil {
			index = *part.Index
		}
		b := c.byIndex[index]
		// Some servers give each call the same index: then a new id tells, or without
		// ids a new name.
		if b == nil || part.ID != "" && b.id != "" && b.id != part.ID || part.ID == "" && b.id == "" && b.name != "" && part.Function.Name != "" {
			b = &building{}
			c.calls, c.byIndex[index] = append(c.calls, b), b
		}
		if part.ID != "" {
			b.id = part.ID
		}
		if part.Function.Name != "" {
			b.name = part.Function.Name
		}
		b.args.WriteString(part.Function.Arguments)
	}
	text := string(d.Content + d.Refusal)
	if text == "" {
		return nil
	}
	c.text.WriteString(text)
	return c.say(text)
}

// answer returns what was put together.
func (c *completion) answer() llm.Answer {
	a := llm.Answer{Usage: c.usage, Message: llm.Message{Role: llm.Assistant, Text: c.text.String()}}
	switch c.finished {
	case "", "stop", "tool_calls", "function_call", "eos", "eos_token", "stop_sequence": // some servers' names
	case "length", "model_length":
		a.End = llm.Cut
	case "content_filter":
		a.End = llm.Filtered
	default:
		a.End = llm.Broken
	}
	for i, b := range c.calls {
		call := llm.Call{ID: b.id, Name: b.name, Args: json.RawMessage(b.args.String())}
		if call.ID == "" {
			call.ID = fmt.Sprintf("call_%d", i)
		}
		if len(call.Args) == 0 {
			call.Args = json.RawMessage("{}")
		}
		a.Message.Calls = append(a.Message.Calls, call)
	}
	return a
}

// readWhole reads an answer in one piece.
func (p *provider) readWhole(body []byte, say func(string) error) (llm.Answer, error) {
	c := completion{say: say, byIndex: map[int]*building{}}
	var r reply
	if err := json.Unmarshal(body, &r); err != nil {
		return llm.Answer{}, p.endpoint.Unreadable()
	}
	if r.Error != nil {
		return llm.Answer{}, p.endpoint.Reported(r.Error.code(), false)
	}
	if len(r.Choices) == 0 {
		return llm.Answer{}, p.endpoint.Unreadable()
	}
	if err := c.add(r); err != nil {
		return llm.Answer{}, err
	}
	return c.answer(), nil
}

// readStream reads chunks up to the end of the answer.
func (p *provider) readStream(a *call.Answer, say func(string) error) (llm.Answer, error) {
	c := completion{say: say, byIndex: map[int]*building{}}
	events := sse.NewReader(a)
	for size := 0; ; {
		e, err := events.Next()
		if err != nil && c.finished != "" || err == nil && string(e.Data) == "[DONE]" {
			return c.answer(), nil
		}
		if err != nil {
			return llm.Answer{}, p.endpoint.Ended(err)
		}
		if len(e.Data) == 0 {
			continue // it keeps the connection open
		}
		var r reply
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return llm.Answer{}, p.endpoint.Unreadable()
		}
		if r.Error != nil {
			return llm.Answer{}, p.endpoint.Reported(r.Error.code(), false)
		}
		if size += sizeOfCalls(r); size > maxBuilding {
			return llm.Answer{}, p.endpoint.Unreadable()
		}
		if err := c.add(r); err != nil {
			return llm.Answer{}, err
		}
	}
}

// sizeOfCalls returns how many bytes a chunk adds to tool calls.
func sizeOfCalls(r reply) int {
	n := 0
	for _, choice := range r.Choices {
		if choice.Delta == nil {
			continue
		}
		for _, call := range choice.Delta.ToolCalls {
			n += 64 + len(call.Function.Arguments)
		}
	}
	return n
}

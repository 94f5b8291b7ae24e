package anthropictest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/chatmount/chatmount/bot/bottest/behavior"
)

// Block is a component of a message: of a Request's, or of an answer.
type Block struct {
	Type      string          `json:"type"`
	Text      string          `json:"text,omitempty"`
	ID        string          `json:"id,omitempty"`
	Name      string          `json:"name,omitempty"`
	Input     json.RawMessage `json:"input,omitempty"`
	ToolUseID string          `json:"tool_use_id,omitempty"`
	Content   []Block         `json:"content,omitempty"` // of a tool_result
	IsError   bool            `json:"is_error,omitempty"`
	Thinking  string          `json:"thinking,omitempty"`
	Signature string          `json:"signature,omitempty"`
}

// Result returns the text of a tool_result.
func (b Block) Result() string {
	text := ""
	for _, c := range b.Content {
		text += c.Text
	}
	return text
}

// Text returns a block of text.
func Text(s string) Block { return Block{Type: "text", Text: s} }

// Thinking returns a block of thinking.
func Thinking(s, signature string) Block {
	return Block{Type: "thinking", Thinking: s, Signature: signature}
}

// Calls returns a block that calls a tool with arguments that are encoded to JSON.
func Calls(id, name string, arguments any) Block {
	return Block{Type: "tool_use", ID: id, Name: name, Input: json.RawMessage(encode(arguments))}
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

type object = map[string]any

// Event returns an event of a stream.
func Event(kind string, fields map[string]any) string {
	all := object{"type": kind}
	for name, value := range fields {
		all[name] = value
	}
	return "event: " + kind + "\ndata: " + encode(all) + "\n\n"
}

// ContentType is the type of a stream.
const ContentType = "text/event-stream; charset=utf-8"

// Begin returns the events that begin a stream.
func Begin() string {
	return Event("message_start", object{"message": object{
		"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": []any{}, "stop_reason": nil, "stop_sequence": nil,
		"usage": object{"input_tokens": 10, "output_tokens": 1},
	}}) + Event("ping", nil)
}

// End returns the events that end a stream for a reason, such as "end_turn".
func End(reason string) string {
	return Event("message_delta", object{
		"delta": object{"stop_reason": reason, "stop_sequence": nil}, "usage": object{"output_tokens": 5},
	}) + Event("message_stop", nil)
}

// Start returns the event that begins a block.
func Start(index int, b map[string]any) string {
	return Event("content_block_start", object{"index": index, "content_block": b})
}

// Delta returns the event that adds to a block.
func Delta(index int, d map[string]any) string {
	return Event("content_block_delta", object{"index": index, "delta": d})
}

// Piece returns the event that adds a piece of text to the first block.
func Piece(s string) string { return Delta(0, object{"type": "text_delta", "text": s}) }

// events returns the events of one block, whose content comes in two pieces.
func events(index int, b Block) []string {
	stop := Event("content_block_stop", object{"index": index})
	switch b.Type {
	case "tool_use":
		half := len(b.Input) / 2
		return []string{
			Start(index, object{"type": "tool_use", "id": b.ID, "name": b.Name, "input": object{}}),
			Delta(index, object{"type": "input_json_delta", "partial_json": ""}),
			Delta(index, object{"type": "input_json_delta", "partial_json": string(b.Input[:half])}),
			Delta(index, object{"type": "input_json_delta", "partial_json": string(b.Input[half:])}),
			stop,
		}
	case "thinking":
		return []string{
			Start(index, object{"type": "thinking", "thinking": "", "signature": ""}),
			Delta(index, object{"type": "thinking_delta", "thinking": b.Thinking}),
			Delta(index, object{"type": "signature_delta", "signature": b.Signature}),
			stop,
		}
	}
	half := len(b.Text) / 2
	return []string{
		Start(index, object{"type": "text", "text": ""}),
		Delta(index, object{"type": "text_delta", "text": b.Text[:half]}),
		Delta(index, object{"type": "text_delta", "text": b.Text[half:]}),
		stop,
	}
}

// Answer streams blocks, and ends for a reason.
func Answer(reason string, blocks ...Block) http.HandlerFunc {
	chunks := []string{Begin()}
	for i, b := range blocks {
		chunks = append(chunks, events(i, b)...)
	}
	return behavior.Stream(ContentType, 0, append(chunks, End(reason))...)
}

// Say streams a complete answer in pieces.
func Say(pieces ...string) http.HandlerFunc { return Slowly(0, pieces...) }

// Slowly is Say with a pause before each piece, of which there is one at least.
func Slowly(pause time.Duration, pieces ...string) http.HandlerFunc {
	var chunks []string
	for _, p := range pieces {
		chunks = append(chunks, Piece(p))
	}
	chunks[0] = Begin() + Start(0, object{"type": "text", "text": ""}) + chunks[0]
	chunks[len(chunks)-1] += Event("content_block_stop", object{"index": 0}) + End("end_turn")
	return behavior.Stream(ContentType, pause, chunks...)
}

// Whole answers in one piece.
func Whole(reason string, blocks ...Block) http.HandlerFunc {
	return behavior.Body("application/json", encode(object{
		"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": append([]Block{}, blocks...),
		"stop_reason": reason, "stop_sequence": nil, "usage": object{"input_tokens": 10, "output_tokens": 5},
	}))
}

// Refuse answers with an error as the API has them, and headers, given as name and value in turn.
func Refuse(status int, kind string, headers ...string) http.HandlerFunc {
	headers = append([]string{"Content-Type", "application/json"}, headers...)
	return behavior.Status(status, encode(failure(kind)), headers...)
}

func failure(kind string) object {
	return object{"type": "error", "error": object{"type": kind, "message": "It did not work."}, "request_id": "req_1"}
}

// Fail streams pieces, then an error within the stream.
func Fail(kind string, pieces ...string) http.HandlerFunc {
	chunks := []string{Begin() + Start(0, object{"type": "text", "text": ""})}
	for _, p := range pieces {
		chunks = append(chunks, Piece(p))
	}
	return behavior.Stream(ContentType, 0, append(chunks, Event("error", failure(kind)))...)
}

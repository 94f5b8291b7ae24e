package dialogflowtest

import (
	"encoding/json"
	"net/http"
	"time"
)

// Message is a message of an answer, as the edition that is asked has it:
// Message{"quickReplies": ...} for one.
type Message map[string]any

// Text is a text, of either edition.
func Text(text string) Message { return Message{"text": map[string]any{"text": []string{text}}} }

// Payload is a custom payload, of either edition.
func Payload(payload any) Message { return Message{"payload": payload} }

// Rich is a custom payload of rich content with one card of elements.
func Rich(elements ...map[string]any) Message {
	return Payload(map[string]any{"richContent": []any{elements}})
}

// Response is an answer of the agent, or a part of it.
type Response struct {
	Messages []Message
	// Text is ES's field fulfillmentText.
	Text string
	// Webhook is the gRPC code with which a webhook failed; zero: none did.
	Webhook int
	// Handoff asks for a person. CX has a message with the metadata.
	Handoff  bool
	Metadata map[string]any
	// End ends the interaction.
	End bool
}

// render returns the response as ES or CX have it on the wire.
func (r Response) render(cx, partial bool) map[string]any {
	if cx {
		return r.renderCX(partial)
	}
	messages := r.Messages
	if messages == nil {
		messages = []Message{}
	}
	out := map[string]any{
		"responseId": "1",
		"queryResult": map[string]any{
			"fulfillmentText": r.Text, "fulfillmentMessages": messages, "languageCode": "en",
			"intent": map[string]any{"displayName": "Stand-in", "liveAgentHandoff": r.Handoff, "endInteraction": r.End},
		},
	}
	if r.Webhook != 0 {
		out["webhookStatus"] = failure(r.Webhook)
	}
	return out
}

func (r Response) renderCX(partial bool) map[string]any {
	messages := append([]Message{}, r.Messages...)
	if r.Handoff {
		messages = append(messages, Message{"liveAgentHandoff": map[string]any{"metadata": r.Metadata}})
	}
	if r.End {
		messages = append(messages, Message{"endInteraction": map[string]any{}})
	}
	result := map[string]any{"responseMessages": messages, "languageCode": "en"}
	if r.Webhook != 0 {
		result["webhookStatuses"] = []any{map[string]any{}, failure(r.Webhook)}
	}
	kind := "FINAL"
	if partial {
		kind = "PARTIAL"
	}
	return map[string]any{"responseId": "1", "queryResult": result, "responseType": kind}
}

func failure(code int) map[string]any {
	return map[string]any{"code": code, "message": "Webhook call failed."}
}

// merge returns one response of several, as an agent gives them to those who do
// not stream.
func merge(responses []Response) Response {
	var one Response
	for _, r := range responses {
		one.Messages = append(one.Messages, r.Messages...)
		one.Text += r.Text
		one.Webhook = max(one.Webhook, r.Webhook)
		one.Handoff, one.End = one.Handoff || r.Handoff, one.End || r.End
		if r.Metadata != nil {
			one.Metadata = r.Metadata
		}
	}
	return one
}

// Say answers with messages.
func Say(messages ...Message) Behavior { return Answer(Response{Messages: messages}) }

// Answer answers with responses: to a stream all but the last are partial ones,
// to other questions they are one.
func Answer(responses ...Response) Behavior { return Pace(0, responses...) }

// Pace answers a stream with a pause before each response but the first.
func Pace(pause time.Duration, responses ...Response) Behavior {
	return func(w http.ResponseWriter, r *http.Request, q Question) {
		if !q.Streaming {
			writeJSON(w, merge(responses).render(q.CX, false))
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		begin(w, "[")
		for i, response := range responses {
			if i > 0 && (!wait(r.Context(), pause) || !begin(w, ",\r\n")) {
				return
			}
			b, err := json.Marshal(response.render(true, i < len(responses)-1))
			if err != nil {
				panic(err)
			}
			begin(w, string(b))
		}
		begin(w, "\n]")
	}
}

package dialogflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// cxResponse is what a DetectIntentResponse of CX has for visitors.
type cxResponse struct {
	QueryResult *struct {
		ResponseMessages []json.RawMessage
		WebhookStatuses  []rpcStatus
	}
	ResponseType string
}

// partialType is the type of a response that others follow.
const partialType = "PARTIAL"

// takeCX takes up a response of CX, and reports whether it is a partial one.
func (a *answer) takeCX(raw json.RawMessage) (partial bool, err error) {
	var r cxResponse
	if err := json.Unmarshal(raw, &r); err != nil {
		return false, fmt.Errorf("dialogflow: the response is not one of CX: %s", kindOf(err))
	}
	if r.QueryResult == nil {
		return false, errNoResult
	}
	partial = r.ResponseType == partialType
	for _, message := range a.unseen(r.QueryResult.ResponseMessages, partial) {
		a.addCX(message)
	}
	for _, status := range r.QueryResult.WebhookStatuses {
		a.webhook(status)
	}
	return partial, nil
}

// unseen returns the messages of a response that no partial response before it
// had: the final one may repeat them all.
func (a *answer) unseen(messages []json.RawMessage, partial bool) []json.RawMessage {
	var all [][]byte
	for _, raw := range messages {
		var compact bytes.Buffer
		_ = json.Compact(&compact, raw) // it is JSON, because it was decoded
		all = append(all, compact.Bytes())
	}
	repeats := len(all) >= len(a.partial) && slices.EqualFunc(a.partial, all[:len(a.partial)], bytes.Equal)
	if !repeats {
		if partial {
			a.partial = append(a.partial, all...)
		}
		return messages
	}
	messages = messages[len(a.partial):]
	if partial {
		a.partial = all
	}
	return messages
}

// cxMessage is a ResponseMessage of CX: one of its fields is set. Those for
// telephones and for Google's own use are known, and passed over.
type cxMessage struct {
	Text             *struct{ Text []string }
	Payload          json.RawMessage
	OutputAudioText  *struct{ Text string }
	LiveAgentHandoff *struct {
		Metadata struct{ Reason json.RawMessage }
	}
	EndInteraction *struct{}

	ConversationSuccess   *struct{}
	PlayAudio             *struct{}
	MixedAudio            *struct{}
	TelephonyTransferCall *struct{}
	KnowledgeInfoCard     *struct{}
}

// addCX takes up one message.
func (a *answer) addCX(raw json.RawMessage) {
	var m cxMessage
	if json.Unmarshal(raw, &m) != nil {
		a.odd++
		return
	}
	switch {
	case m.Text != nil:
		a.addText(pick(m.Text.Text))
	case present(m.Payload):
		a.addPayload(m.Payload)
	case m.LiveAgentHandoff != nil:
		a.handoff = true
		a.reason, _ = stringOf(m.LiveAgentHandoff.Metadata.Reason)
	case m.EndInteraction != nil:
		a.end = true
	case m.OutputAudioText != nil:
		a.voice = append(a.voice, m.OutputAudioText.Text)
	case m.ConversationSuccess != nil || m.PlayAudio != nil || m.MixedAudio != nil || m.TelephonyTransferCall != nil || m.KnowledgeInfoCard != nil:
	default:
		a.odd++ // such as a tool call, which nobody here can answer
	}
}

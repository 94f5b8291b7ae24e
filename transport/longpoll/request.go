package longpoll

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// request is the body of a poll.
type request struct {
	name         string        // the client's for its connection, one a tab
	first        bool          // begin with welcome
	conversation string        // empty: the visitor's current one
	cursor       string        // empty: from the head
	wait         time.Duration // how long to hold
}

// greets reports whether the answer is to come at once and to begin with welcome.
func (q request) greets() bool { return q.first || q.cursor == "" }

// decode reads a body. Names are matched exactly and unknown ones ignored, null
// counts as absent. The error is CodeInvalid. longest is the most that a poll is
// held, and for how long one is that does not say.
func decode(body []byte, longest time.Duration) (request, error) {
	fields := object{}
	if !utf8.Valid(body) {
		return request{}, invalid("The body must be valid UTF-8.")
	}
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' || json.Unmarshal(body, &fields.members) != nil {
		return request{}, invalid("The body must be a JSON object.")
	}
	wait := longest.Seconds()
	q := request{}
	fields.read("connection", &q.name, "must be a string.")
	fields.read("first", &q.first, "must be true or false.")
	fields.read("conversation", &q.conversation, "must be a string.")
	fields.read("cursor", &q.cursor, "must be a string.")
	fields.read("wait", &wait, "must be a number of seconds.")
	if n := utf8.RuneCountInString(q.name); n < 1 || n > chat.MaxIDLength {
		fields.refuse("connection", "must have 1 to 64 characters: a random id that the client keeps for as long as it is connected.")
	}
	if wait < 0 {
		fields.refuse("wait", "must not be negative.")
	}
	q.wait = time.Duration(min(wait, longest.Seconds()) * float64(time.Second))
	return q, fields.problem
}

// object reads the members of a JSON object and keeps the first problem.
type object struct {
	members map[string]json.RawMessage
	problem error
}

func (o *object) read(name string, into any, rule string) {
	if raw, ok := o.members[name]; ok && json.Unmarshal(raw, into) != nil {
		o.refuse(name, rule)
	}
}

func (o *object) refuse(name, rule string) {
	if o.problem == nil {
		o.problem = invalid(`"` + name + `" ` + rule)
	}
}

func invalid(message string) error { return &chat.Error{Code: chat.CodeInvalid, Message: message} }

package transport

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
)

// pageForm is what a form of the page has sent.
type pageForm struct{ url.Values }

// readForm reads the body of a form, within the limits of any other body.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) (pageForm, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" || r.Header.Get("Content-Encoding") != "" {
		return pageForm{}, errFormType
	}
	body, err := s.host.ReadBody(w, r)
	if err != nil {
		return pageForm{}, err
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return pageForm{}, invalid("The form is malformed.")
	}
	return pageForm{values}, nil
}

var errFormType error = &chat.Error{
	Code: chat.CodeInvalid, Message: "Send the form as application/x-www-form-urlencoded, and without a Content-Encoding.", Err: peer.ErrMediaType,
}

// key returns the idempotency key of what the form says. It is of this page and
// of this content: sent twice it is said once, and what is said from the same page
// later, after going back to it, is said too.
func (f pageForm) key() string {
	hash := sha256.Sum256([]byte(f.Encode()))
	return base64.RawURLEncoding.EncodeToString(hash[:])
}

// fieldPrefix is put before the names of the fields of a form in a message, so
// that a bot's names and ours never meet.
const fieldPrefix = "field:"

// formAnswer is the type of the part that carries a form's answers for programs.
const formAnswer = "x-form"

// answers returns what a filled-in form in the message at an offset says, as
// the widget says it: a text for people, and a part of its own for programs.
func (s *Server) answers(ctx context.Context, who chat.Session, offset int64, f pageForm) ([]chat.Part, error) {
	asked, err := s.asked(ctx, who, offset, f.Get("form"))
	if err != nil {
		return nil, err
	}
	var lines []string
	values := make(map[string]string, len(asked.Fields))
	for _, field := range asked.Fields {
		answer := strings.TrimSpace(f.Get(fieldPrefix + field.Name))
		if field.Kind == "checkbox" {
			answer = map[bool]string{true: "Yes", false: "No"}[answer != ""]
		}
		if answer == "" && field.Required {
			return nil, invalid("Please fill in “" + field.Label + "”.")
		}
		values[field.Name] = answer
		if answer != "" {
			lines = append(lines, field.Label+": "+answer)
		}
	}
	said := strings.Join(lines, "\n")
	if said == "" {
		said = "–"
	}
	id, err := json.Marshal(asked.ID)
	if err != nil {
		return nil, err
	}
	filled, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	return []chat.Part{chat.Text(said), {Type: formAnswer, Fallback: "–", Extra: map[string]json.RawMessage{"form": id, "values": filled}}}, nil
}

// asked finds the form with an id in the message at an offset.
func (s *Server) asked(ctx context.Context, who chat.Session, offset int64, id string) (chat.Part, error) {
	gone := invalid("That form is not there any more.")
	c, err := s.engine.Conversation(ctx, who, "")
	if err != nil {
		return chat.Part{}, err
	}
	records, err := s.engine.Events(ctx, who, c.ID, chat.Page{From: offset, Limit: 1})
	if err != nil {
		return chat.Part{}, err
	}
	if len(records) == 0 || records[0].Offset != offset {
		return chat.Part{}, gone
	}
	message, err := records[0].Event(c.ID)
	if err != nil {
		return chat.Part{}, err
	}
	for _, p := range message.Parts {
		if p.Type == chat.PartForm && p.ID == id {
			return p, nil
		}
	}
	return chat.Part{}, gone
}

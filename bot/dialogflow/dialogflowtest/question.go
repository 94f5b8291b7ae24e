package dialogflowtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"unicode/utf8"
)

// Question is what Dialogflow was asked.
type Question struct {
	Host      string // that the request named
	CX        bool
	Streaming bool
	Agent     string // the agent's name, with its environment
	Session   string // the session's id
	Text      string
	Event     string
	DTMF      string
	Language  string
	TimeZone  string
	// Parameters are those of the session with CX, those of the event with ES.
	Parameters map[string]any
	Payload    map[string]any
	Body       []byte // of the request
}

// The names of sessions. An id has at most 36 characters.
var (
	cxSession = regexp.MustCompile(`^/v3/(projects/[^/]+/locations/[^/]+/agents/[^/]+(?:/environments/[^/]+)?)/sessions/([A-Za-z0-9_-]{1,36}):(detectIntent|serverStreamingDetectIntent)$`)
	esSession = regexp.MustCompile(`^/v2/(projects/[^/]+(?:/locations/[^/]+)?/agent(?:/environments/[^/]+/users/[^/]{1,36})?)/sessions/([A-Za-z0-9_-]{1,36}):(detectIntent)$`)
	agentName = regexp.MustCompile(`^/(?:v3/projects/[^/]+/locations/[^/]+/agents/[^/]+|v2/projects/[^/]+(?:/locations/[^/]+)?/agent)$`)
)

// parsePath reads what a path says of a question.
func parsePath(path string) (Question, bool) {
	if m := cxSession.FindStringSubmatch(path); m != nil {
		return Question{CX: true, Agent: m[1], Session: m[2], Streaming: m[3] != "detectIntent"}, true
	}
	if m := esSession.FindStringSubmatch(path); m != nil {
		return Question{Agent: m[1], Session: m[2]}, true
	}
	return Question{}, false
}

type queryParams struct {
	TimeZone   string         `json:"timeZone"`
	Parameters map[string]any `json:"parameters"` // CX only
	Payload    map[string]any `json:"payload"`
}

type cxRequest struct {
	QueryParams queryParams `json:"queryParams"`
	QueryInput  struct {
		Text         *struct{ Text string }   `json:"text"`
		Event        *struct{ Event string }  `json:"event"`
		DTMF         *struct{ Digits string } `json:"dtmf"`
		LanguageCode string                   `json:"languageCode"`
	} `json:"queryInput"`
}

type esRequest struct {
	QueryParams queryParams `json:"queryParams"`
	QueryInput  struct {
		Text  *struct{ Text, LanguageCode string } `json:"text"`
		Event *struct {
			Name, LanguageCode string
			Parameters         map[string]any
		} `json:"event"`
	} `json:"queryInput"`
}

// maxESText is the most characters of a text that ES takes.
const maxESText = 256

// Why a request is refused.
var (
	errFields   = errors.New("invalid JSON payload received: an unknown name, or no JSON")
	errInput    = errors.New("query_input must have exactly one input")
	errLanguage = errors.New("language_code is required")
	errLength   = errors.New("input text exceeds 256 characters")
)

// read reads a body into the question, and refuses what Dialogflow refuses.
func (q *Question) read(body []byte) error {
	q.Body = body
	if q.CX {
		return q.readCX(body)
	}
	return q.readES(body)
}

func (q *Question) readCX(body []byte) error {
	var r cxRequest
	if err := strict(body, &r); err != nil {
		return err
	}
	in := r.QueryInput
	inputs := 0
	if in.Text != nil {
		inputs, q.Text = inputs+1, in.Text.Text
	}
	if in.Event != nil {
		inputs, q.Event = inputs+1, in.Event.Event
	}
	if in.DTMF != nil {
		inputs, q.DTMF = inputs+1, in.DTMF.Digits
	}
	q.Language, q.TimeZone, q.Parameters, q.Payload = in.LanguageCode, r.QueryParams.TimeZone, r.QueryParams.Parameters, r.QueryParams.Payload
	return q.check(inputs)
}

func (q *Question) readES(body []byte) error {
	var r esRequest
	if err := strict(body, &r); err != nil {
		return err
	}
	if r.QueryParams.Parameters != nil {
		return errFields
	}
	inputs := 0
	if text := r.QueryInput.Text; text != nil {
		inputs, q.Text, q.Language = inputs+1, text.Text, text.LanguageCode
	}
	if event := r.QueryInput.Event; event != nil {
		inputs, q.Event, q.Language, q.Parameters = inputs+1, event.Name, event.LanguageCode, event.Parameters
	}
	q.TimeZone, q.Payload = r.QueryParams.TimeZone, r.QueryParams.Payload
	if utf8.RuneCountInString(q.Text) > maxESText {
		return errLength
	}
	return q.check(inputs)
}

func (q *Question) check(inputs int) error {
	switch {
	case inputs != 1 || q.Text+q.Event+q.DTMF == "":
		return errInput
	case q.Language == "":
		return errLanguage
	}
	return nil
}

// strict decodes one JSON value with known fields only.
func strict(body []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if dec.Decode(into) != nil {
		return errFields
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errFields
	}
	return nil
}

package chat

import (
	"encoding/json"
	"strings"
)

// Part is a component of a message. Type says which of the other fields count.
type Part struct {
	Type string `json:"type"`

	Text string `json:"text,omitempty"` // text, markdown, system; card: below its title

	URL       string `json:"url,omitempty"` // image, file, audio, video
	Alt       string `json:"alt,omitempty"` // image
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
	Name      string `json:"name,omitempty"` // file, audio, video
	Size      int64  `json:"size,omitempty"` // bytes; 0: not known
	MediaType string `json:"media_type,omitempty"`

	Title   string   `json:"title,omitempty"`   // card
	Image   string   `json:"image,omitempty"`   // card: a URL
	Buttons []Button `json:"buttons,omitempty"` // buttons, card
	Cards   []Part   `json:"cards,omitempty"`   // carousel

	ID     string  `json:"id,omitempty"` // form
	Fields []Field `json:"fields,omitempty"`
	Submit string  `json:"submit,omitempty"` // form: the label of its button

	Fallback string `json:"fallback,omitempty"` // x-*: the text for those who do not know the type
	// Extra holds the other fields of a part whose type begins with "x-".
	Extra map[string]json.RawMessage `json:"-"`
}

// The types of parts. A type of the application's own begins with "x-".
const (
	PartText     = "text"
	PartMarkdown = "markdown"
	PartImage    = "image"
	PartFile     = "file"
	PartAudio    = "audio"
	PartVideo    = "video"
	PartCard     = "card"
	PartCarousel = "carousel"
	PartButtons  = "buttons"
	PartForm     = "form"
	PartSystem   = "system"
)

// Button is one choice. It has either a Value, which pressing it sends as an
// action, or a URL, which pressing it opens.
type Button struct {
	Title string `json:"title"`
	Value string `json:"value,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Field is an input of a form.
type Field struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Kind     string   `json:"kind"` // text, email, tel, number, textarea, select, checkbox
	Required bool     `json:"required,omitempty"`
	Options  []string `json:"options,omitempty"` // select
}

// Text returns a part of plain text.
func Text(s string) Part { return Part{Type: PartText, Text: s} }

// Markdown returns a part of markdown text.
func Markdown(s string) Part { return Part{Type: PartMarkdown, Text: s} }

// Choices returns a part with buttons.
func Choices(b ...Button) Part { return Part{Type: PartButtons, Buttons: b} }

// PlainText returns what the text and markdown parts say, joined by newlines.
func PlainText(parts []Part) string {
	var lines []string
	for _, p := range parts {
		if p.Type == PartText || p.Type == PartMarkdown {
			lines = append(lines, p.Text)
		}
	}
	return strings.Join(lines, "\n")
}

type plainPart Part

// custom reports whether the part's type is the application's own.
func (p Part) custom() bool { return len(p.Type) > len("x-") && strings.HasPrefix(p.Type, "x-") }

// MarshalJSON writes the fields of the type, and Extra for types of the
// application's own.
func (p Part) MarshalJSON() ([]byte, error) {
	switch p.Type { // what the protocol has in each part of a type is written where it is empty, too
	case PartImage:
		return json.Marshal(struct {
			plainPart
			Alt string `json:"alt"`
		}{plainPart(p), p.Alt})
	case PartFile, PartAudio, PartVideo:
		return json.Marshal(struct {
			plainPart
			Size      int64  `json:"size"`
			MediaType string `json:"media_type"`
		}{plainPart(p), p.Size, p.MediaType})
	}
	if !p.custom() || len(p.Extra) == 0 {
		return json.Marshal(plainPart(p))
	}
	m := make(map[string]any, len(p.Extra)+2)
	for k, v := range p.Extra {
		m[k] = v
	}
	m["type"], m["fallback"] = p.Type, p.Fallback
	return json.Marshal(m)
}

// UnmarshalJSON reads a part; fields that its type does not know are dropped,
// except for types of the application's own, which keep them in Extra.
func (p *Part) UnmarshalJSON(b []byte) error {
	// A map tells "Type" from "type", and a struct would not: both may be there.
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		return err
	}
	kind, err := textOf(fields["type"])
	if err != nil {
		return err
	}
	if !strings.HasPrefix(kind, "x-") {
		return json.Unmarshal(b, (*plainPart)(p))
	}
	fallback, err := textOf(fields["fallback"])
	if err != nil {
		return err
	}
	delete(fields, "type")
	delete(fields, "fallback")
	*p = Part{Type: kind, Fallback: fallback, Extra: fields}
	return nil
}

// textOf returns the string that raw is, "" when it is absent or null.
func textOf(raw json.RawMessage) (s string, err error) {
	if raw != nil {
		err = json.Unmarshal(raw, &s)
	}
	return s, err
}

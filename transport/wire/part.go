package wire

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/internal/jsontext"
)

// Shape says which fields a type of part, or a kind of event, has.
type Shape struct {
	Name   string
	Fields []string // as on the wire; a "?" behind the name: may be absent
}

// PartShapes returns the shape of every type of part but x-*, in the order of
// the protocol's document.
func PartShapes() []Shape { return partShapes }

// EventShapes returns the shape of every kind of event, beyond the fields that
// all events have.
func EventShapes() []Shape { return eventShapes }

var partShapes = []Shape{
	shape(chat.PartText, "text"),
	shape(chat.PartMarkdown, "text"),
	shape(chat.PartImage, "url alt width? height?"),
	shape(chat.PartFile, "url name size media_type"),
	shape(chat.PartAudio, "url name size media_type"),
	shape(chat.PartVideo, "url name size media_type"),
	shape(chat.PartCard, "title text? image? buttons?"),
	shape(chat.PartCarousel, "cards"),
	shape(chat.PartButtons, "buttons"),
	shape(chat.PartForm, "id fields submit"),
	shape(chat.PartSystem, "text"),
}

var eventShapes = []Shape{
	shape(string(chat.KindMessage), "parts reply? draft? truncated?"),
	shape(string(chat.KindAction), "event value"),
	shape(string(chat.KindJoined), "participant"),
	shape(string(chat.KindAssigned), "to fence"),
	shape(string(chat.KindHandoff), "reason?"),
	shape(string(chat.KindEnded), ""),
	shape(string(chat.KindEdited), "event parts"),
	shape(string(chat.KindErased), "event"),
}

func shape(name, fields string) Shape { return Shape{Name: name, Fields: strings.Fields(fields)} }

// parts returns a field that is absent or an array of parts. Only the fields of
// a part's type are looked at; a type that does not exist is left to the engine
// to refuse.
func (f *fields) parts(name string, v value, depth int) []chat.Part {
	objects := f.objects(name, v)
	parts := make([]chat.Part, 0, len(objects))
	for _, o := range objects {
		p := o.part(depth)
		if o.problem != "" {
			f.fail(o.problem)
			return nil
		}
		parts = append(parts, p)
	}
	return parts
}

func (f *fields) part(depth int) chat.Part {
	p := chat.Part{Type: f.string("type")}
	switch {
	case p.Type != "":
	case depth > 0: // all that a carousel holds
		p.Type = chat.PartCard
	default:
		p.Type = f.requiredString("type")
	}
	if strings.HasPrefix(p.Type, "x-") {
		p.Fallback = f.string("fallback")
		p.Extra = f.extra()
		return p
	}
	for _, s := range partShapes {
		if s.Name != p.Type {
			continue
		}
		for _, name := range s.Fields {
			f.partField(&p, strings.TrimSuffix(name, "?"), depth)
		}
	}
	return p
}

func (f *fields) partField(p *chat.Part, name string, depth int) {
	switch name {
	case "text":
		p.Text = f.string(name)
	case "url":
		p.URL = f.string(name)
	case "alt":
		p.Alt = f.string(name)
	case "width":
		p.Width = int(f.integer(name))
	case "height":
		p.Height = int(f.integer(name))
	case "name":
		p.Name = f.string(name)
	case "size":
		p.Size = f.integer(name)
	case "media_type":
		p.MediaType = f.string(name)
	case "title":
		p.Title = f.string(name)
	case "image":
		p.Image = f.string(name)
	case "buttons":
		p.Buttons = f.buttons()
	case "cards":
		p.Cards = f.cards(depth)
	case "id":
		p.ID = f.string(name)
	case "fields":
		p.Fields = f.inputs()
	case "submit":
		p.Submit = f.string(name)
	}
}

func (f *fields) buttons() []chat.Button {
	var list []chat.Button
	for _, o := range f.objects("buttons", f.get("buttons")) {
		list = append(list, chat.Button{Title: o.string("title"), Value: o.string("value"), URL: o.string("url")})
		f.adopt(o)
	}
	return list
}

func (f *fields) cards(depth int) []chat.Part {
	if depth > 0 {
		f.fail("A carousel must not be part of another one.")
		return nil
	}
	return f.parts("cards", f.get("cards"), depth+1)
}

// inputs returns the fields of a form.
func (f *fields) inputs() []chat.Field {
	var list []chat.Field
	for _, o := range f.objects("fields", f.get("fields")) {
		list = append(list, chat.Field{
			Name: o.string("name"), Label: o.string("label"), Kind: o.string("kind"),
			Required: o.boolean("required"), Options: o.strings("options"),
		})
		f.adopt(o)
	}
	return list
}

// adopt takes over the problem of an object within this one.
func (f *fields) adopt(o fields) {
	if o.problem != "" {
		f.fail(o.problem)
	}
}

// extra returns the fields of an x-* part besides type and fallback, as they
// were written.
func (f *fields) extra() map[string]json.RawMessage {
	extra := map[string]json.RawMessage{}
	for w := f.object.walk(); w.member(); {
		if w.name.is("type") || w.name.is("fallback") {
			continue
		}
		if jsontext.Depth(w.value) > MaxDepth {
			f.fail("A field of a part nests too deeply.")
			return nil
		}
		name, _ := w.name.string()
		extra[name] = json.RawMessage(bytes.Clone(w.value))
	}
	return extra
}

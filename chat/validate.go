package chat

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chatmount/chatmount/internal/jsontext"
)

// authoredText is how many times longer the texts of bots, agents and the host
// may be than a visitor's.
const authoredText = 8

// maxURL is the most bytes of a URL.
const maxURL = 2048

// maxNested bounds buttons, cards, fields and options within one part.
const maxNested = 50

// checkKey returns an error unless s can be an idempotency key.
func checkKey(s string) error {
	if n := utf8.RuneCountInString(s); n < 1 || n > MaxIDLength || !utf8.ValidString(s) {
		return invalid(fmt.Sprintf("The key must have 1 to %d characters.", MaxIDLength))
	}
	return nil
}

// checker validates and cleans the parts of one message.
type checker struct {
	role   Role
	text   int // most characters of one text
	fields int // nested things left
}

// checkParts returns a cleaned copy of the parts of a message.
func (e *Engine) checkParts(r Role, parts []Part) ([]Part, error) {
	if len(parts) == 0 {
		return nil, invalid("A message needs at least one part.")
	}
	if len(parts) > e.limits.Parts {
		return nil, &Error{Code: CodeTooLarge, Message: fmt.Sprintf("A message may have at most %d parts.", e.limits.Parts)}
	}
	c := checker{role: r, text: e.limits.Text, fields: maxNested * len(parts)}
	if r != RoleVisitor {
		c.text *= authoredText
	}
	out := slices.Clone(parts)
	for i := range out {
		if err := c.part(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

var partChecks = map[string]func(*checker, *Part) error{
	PartText:     func(c *checker, p *Part) error { return c.body(p) },
	PartMarkdown: func(c *checker, p *Part) error { return c.body(p) },
	PartSystem:   func(c *checker, p *Part) error { return c.body(p) },
	PartImage:    checkImage,
	PartFile:     checkMedia,
	PartAudio:    checkMedia,
	PartVideo:    checkMedia,
	PartCard:     checkCard,
	PartCarousel: checkCarousel,
	PartButtons:  func(c *checker, p *Part) error { return c.buttons(&p.Buttons, true) },
	PartForm:     checkForm,
}

func (c *checker) part(p *Part) error {
	check := partChecks[p.Type]
	if check == nil && !p.custom() {
		return invalid("The type of a part must be one of the documented ones, or begin with \"x-\".")
	}
	if !maySend(c.role, *p) {
		return &Error{Code: CodeForbidden, Message: "You may send text only."}
	}
	if p.custom() {
		return c.extra(p)
	}
	p.Extra = nil
	return check(c, p)
}

// body checks the one text a part consists of.
func (c *checker) body(p *Part) error {
	*p = Part{Type: p.Type, Text: p.Text}
	return c.line(&p.Text, true)
}

// line cleans a text and checks its length.
func (c *checker) line(s *string, required bool) error {
	*s = clean(*s)
	if required && strings.TrimSpace(*s) == "" {
		return invalid("A text must not be empty.")
	}
	if len(*s) > c.text && utf8.RuneCountInString(*s) > c.text {
		return &Error{Code: CodeTooLarge, Message: fmt.Sprintf("A text may have at most %d characters.", c.text)}
	}
	return nil
}

// all returns the first error.
func (c *checker) all(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) count(n int) error {
	if c.fields -= n; c.fields < 0 || n > maxNested {
		return &Error{Code: CodeTooLarge, Message: fmt.Sprintf("A part may have at most %d buttons, cards or fields.", maxNested)}
	}
	return nil
}

func checkImage(c *checker, p *Part) error {
	if p.Width < 0 || p.Height < 0 {
		return invalid("A width or height must not be negative.")
	}
	return c.all(c.media(p.URL), c.line(&p.Alt, false))
}

func checkMedia(c *checker, p *Part) error {
	if p.Size < 0 {
		return invalid("A size must not be negative.")
	}
	return c.all(c.media(p.URL), c.line(&p.Name, true), c.line(&p.MediaType, false))
}

func checkCard(c *checker, p *Part) error {
	if p.Image != "" {
		if err := c.media(p.Image); err != nil {
			return err
		}
	}
	return c.all(c.line(&p.Title, true), c.line(&p.Text, false), c.buttons(&p.Buttons, false))
}

func checkCarousel(c *checker, p *Part) error {
	if len(p.Cards) == 0 {
		return invalid("A carousel needs at least one card.")
	}
	if err := c.count(len(p.Cards)); err != nil {
		return err
	}
	cards := make([]Part, len(p.Cards))
	for i, card := range p.Cards {
		if card.Type == "" {
			card.Type = PartCard
		}
		if card.Type != PartCard {
			return invalid("A carousel holds cards only.")
		}
		if err := checkCard(c, &card); err != nil {
			return err
		}
		cards[i] = card
	}
	p.Cards = cards
	return nil
}

// buttons replaces the slice by a cleaned copy.
func (c *checker) buttons(bs *[]Button, required bool) error {
	if required && len(*bs) == 0 {
		return invalid("A part with buttons needs at least one.")
	}
	if err := c.count(len(*bs)); err != nil {
		return err
	}
	out := slices.Clone(*bs)
	for i := range out {
		if err := c.button(&out[i]); err != nil {
			return err
		}
	}
	*bs = out
	return nil
}

func (c *checker) button(b *Button) error {
	if (b.Value == "") == (b.URL == "") {
		return invalid("A button needs either a value or a URL.")
	}
	if b.URL != "" && !allowedURL(b.URL, "http", "https", "mailto", "tel") {
		return invalid("A link must be an http, https, mailto or tel URL.")
	}
	return c.all(c.line(&b.Title, true), c.line(&b.Value, false))
}

var fieldKinds = map[string]bool{
	"text": true, "email": true, "tel": true, "number": true, "textarea": true, "select": true, "checkbox": true,
}

func checkForm(c *checker, p *Part) error {
	if p.ID = clean(p.ID); len(p.Fields) == 0 || p.ID == "" {
		return invalid("A form needs an id and at least one field.")
	}
	if err := c.count(len(p.Fields)); err != nil {
		return err
	}
	p.Fields = slices.Clone(p.Fields)
	for i := range p.Fields {
		if err := c.field(&p.Fields[i]); err != nil {
			return err
		}
	}
	return c.line(&p.Submit, true)
}

func (c *checker) field(f *Field) error {
	if f.Name = clean(f.Name); f.Name == "" || !fieldKinds[f.Kind] {
		return invalid("A field of a form needs a name and a documented kind.")
	}
	if err := c.all(c.line(&f.Label, true), c.count(len(f.Options))); err != nil {
		return err
	}
	f.Options = slices.Clone(f.Options)
	for i := range f.Options {
		if err := c.line(&f.Options[i], true); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) media(raw string) error {
	if allowedURL(raw, "http", "https") || underFiles(raw) {
		return nil
	}
	return invalid("Media must be an http or https URL, or a path under files/.")
}

// underFiles reports whether raw is a path that no browser leads out of files/: to one
// "%2e" is a point, a backslash a slash, and a tab or newline nothing.
func underFiles(raw string) bool {
	path, err := url.PathUnescape(raw)
	return err == nil && len(raw) <= maxURL && strings.HasPrefix(raw, "files/") && clean(raw) == raw &&
		!strings.Contains(path, "..") && !strings.ContainsAny(raw, "\\\t\n")
}

// extra checks a part of the application's own type: only its size and its
// texts are ours to judge.
func (c *checker) extra(p *Part) error {
	size := 0
	extra := make(map[string]json.RawMessage, len(p.Extra))
	for k, v := range p.Extra {
		size += len(k) + len(v)
		var any any // what Go cannot hold, such as 1e400, other readers could not either
		if !utf8.Valid(v) || json.Unmarshal(v, &any) != nil {
			return invalid("A field of a part is not valid JSON.")
		}
		if jsontext.Depth(v) > MaxDepth {
			return invalid("A field of a part nests too deeply.")
		}
		extra[clean(k)] = jsontext.MapStrings(v, clean)
	}
	delete(extra, "type")
	delete(extra, "fallback")
	if size > c.text {
		return &Error{Code: CodeTooLarge, Message: fmt.Sprintf("A part of your own type may have at most %d bytes.", c.text)}
	}
	if len(p.Type) > MaxIDLength || clean(p.Type) != p.Type {
		return invalid(fmt.Sprintf("The type of a part of your own is \"x-\" and a name, at most %d bytes in all.", MaxIDLength))
	}
	*p = Part{Type: p.Type, Fallback: p.Fallback, Extra: extra}
	return c.line(&p.Fallback, true)
}

// allowedURL reports whether raw is an absolute URL with one of the schemes.
func allowedURL(raw string, schemes ...string) bool {
	if len(raw) > maxURL || clean(raw) != raw {
		return false
	}
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	for _, s := range schemes {
		if u.Scheme == s {
			return u.Host != "" || s == "mailto" || s == "tel"
		}
	}
	return false
}

// clean makes valid UTF-8 of s and removes control characters other than tab
// and newline.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// isClean reports whether a text is plain ASCII with nothing to take out, as
// most are.
func isClean(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' && c != '\n' || c >= 0x7f {
			return false
		}
	}
	return true
}

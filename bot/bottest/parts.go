package bottest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/internal/jsontext"
)

// What the protocol allows a bot to say at most.
const (
	maxParts  = 16
	maxText   = 64 << 10 // characters
	maxNested = 50       // buttons or cards of a part
	maxURL    = 2048     // bytes
)

// checkParts returns an error unless a bot may say a message of these parts. It
// is written from the protocol's chapter on parts; a test holds it to what the
// engine does.
func checkParts(parts []chat.Part) error {
	if len(parts) == 0 {
		return refuse(chat.CodeInvalid, "a message without parts")
	}
	if len(parts) > maxParts {
		return refuse(chat.CodeTooLarge, "%d parts in one message", len(parts))
	}
	for _, p := range parts {
		if err := checkPart(p); err != nil {
			return err
		}
	}
	return nil
}

func checkPart(p chat.Part) error {
	if strings.HasPrefix(p.Type, "x-") {
		return first(checkText("fallback", p.Fallback), checkExtra(p.Extra))
	}
	switch p.Type {
	case chat.PartText, chat.PartMarkdown, chat.PartSystem:
		return checkText("text", p.Text)
	case chat.PartImage:
		return checkMedia(p.URL)
	case chat.PartFile, chat.PartAudio, chat.PartVideo:
		return first(checkMedia(p.URL), checkText("name", p.Name))
	case chat.PartButtons:
		return checkButtons(p.Buttons, 1)
	case chat.PartCard:
		return checkCard(p)
	case chat.PartCarousel:
		return checkCarousel(p)
	case chat.PartForm:
		return checkForm(p)
	}
	return refuse(chat.CodeInvalid, "a part of type %q", p.Type)
}

func checkExtra(extra map[string]json.RawMessage) error {
	for name, value := range extra {
		if n := jsontext.Depth(value); n > chat.MaxDepth {
			return refuse(chat.CodeInvalid, "a field %q that nests %d deep", name, n)
		}
	}
	return nil
}

func checkCard(p chat.Part) error {
	if p.Image != "" {
		if err := checkMedia(p.Image); err != nil {
			return err
		}
	}
	return first(checkText("title", p.Title), checkButtons(p.Buttons, 0))
}

func checkCarousel(p chat.Part) error {
	if err := checkCount("cards", len(p.Cards), 1); err != nil {
		return err
	}
	for _, card := range p.Cards {
		if card.Type != chat.PartCard && card.Type != "" {
			return refuse(chat.CodeInvalid, "a %s in a carousel", card.Type)
		}
		if err := checkCard(card); err != nil {
			return err
		}
	}
	return nil
}

func checkForm(p chat.Part) error {
	if p.ID == "" {
		return refuse(chat.CodeInvalid, "a form without an id")
	}
	if err := checkCount("fields", len(p.Fields), 1); err != nil {
		return err
	}
	for _, f := range p.Fields {
		if !slices.Contains([]string{"text", "email", "tel", "number", "textarea", "select", "checkbox"}, f.Kind) || f.Name == "" {
			return refuse(chat.CodeInvalid, "a field %q of kind %q", f.Name, f.Kind)
		}
		if err := checkText("label", f.Label); err != nil {
			return err
		}
	}
	return checkText("submit", p.Submit)
}

func checkCount(what string, n, least int) error {
	if n < least {
		return refuse(chat.CodeInvalid, "no %s", what)
	}
	if n > maxNested {
		return refuse(chat.CodeTooLarge, "%d %s", n, what)
	}
	return nil
}

func checkText(what, s string) error {
	if strings.TrimSpace(s) == "" {
		return refuse(chat.CodeInvalid, "an empty %s", what)
	}
	if n := utf8.RuneCountInString(s); n > maxText {
		return refuse(chat.CodeTooLarge, "a %s of %d characters", what, n)
	}
	return nil
}

func checkButtons(bs []chat.Button, least int) error {
	if err := checkCount("buttons", len(bs), least); err != nil {
		return err
	}
	for _, b := range bs {
		if err := checkText("title", b.Title); err != nil {
			return err
		}
		if (b.Value == "") == (b.URL == "") {
			return refuse(chat.CodeInvalid, "a button %q without either a value or a URL", b.Title)
		}
		if b.URL == "" {
			continue
		}
		if err := checkURL(b.URL, "http", "https", "mailto", "tel"); err != nil {
			return err
		}
	}
	return nil
}

// checkMedia takes what a browser may load: a URL, or a file that was uploaded.
func checkMedia(raw string) error {
	if strings.HasPrefix(raw, "files/") && !strings.Contains(raw, "..") {
		return nil
	}
	return checkURL(raw, "http", "https")
}

func checkURL(raw string, schemes ...string) error {
	u, err := url.Parse(raw)
	if err != nil || len(raw) > maxURL || !slices.Contains(schemes, u.Scheme) {
		return refuse(chat.CodeInvalid, "the URL %.80q", raw)
	}
	if u.Host == "" && strings.HasPrefix(u.Scheme, "http") {
		return refuse(chat.CodeInvalid, "the URL %.80q without a host", raw)
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func refuse(code chat.Code, format string, args ...any) error {
	return &chat.Error{Code: code, Message: "A bot must not say this: " + fmt.Sprintf(format, args...) + "."}
}

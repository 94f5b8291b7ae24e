package bottest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// What the protocol allows a bot to say at most.
const (
	maxParts  = 16
	maxText   = 64 << 10 // characters
	maxNested = 50       // buttons or cards of a part
	maxURL    = 2048     // bytes
)

// checkParts returns an error unless a bot may say a message of these parts. It
// is written from the protocol's chapter on parts, independently of the engine.
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
		return checkText("fallback", p.Fallback)
	}
	switch p.Type {
	case chat.PartText, chat.PartMarkdown, chat.PartSystem:
		return checkText("text", p.Text)
	case chat.PartImage:
		return checkURL(p.URL, "http", "https")
	case chat.PartFile, chat.PartAudio, chat.PartVideo:
		return first(checkURL(p.URL, "http", "https"), checkText("name", p.Name))
	case chat.PartButtons:
		return checkButtons(p.Buttons, 1)
	case chat.PartCard:
		return first(checkText("title", p.Title), checkButtons(p.Buttons, 0))
	case chat.PartCarousel:
		if n := len(p.Cards); n < 1 || n > maxNested {
			return refuse(chat.CodeInvalid, "%d cards", n)
		}
		for _, card := range p.Cards {
			if err := checkPart(card); err != nil {
				return err
			}
		}
		return nil
	case chat.PartForm:
		return checkText("id", p.ID)
	}
	return refuse(chat.CodeInvalid, "a part of type %q", p.Type)
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
	if len(bs) < least || len(bs) > maxNested {
		return refuse(chat.CodeInvalid, "%d buttons", len(bs))
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

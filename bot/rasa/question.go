package rasa

import (
	"strings"
	"unicode"

	"github.com/chatmount/chatmount/chat"
)

// question returns what Rasa is asked in a turn: the payload of a pressed
// button, or what was typed.
func question(t chat.Turn) string {
	if t.Event.Kind == chat.KindAction {
		return t.Text
	}
	return typed(t.Text)
}

// typed returns a text so that Rasa takes it as something said: a slash at its
// beginning, behind whatever Rasa may strip, gets a backslash before it.
func typed(text string) string {
	start := strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf)
	})
	if start < 0 || text[start] != '/' {
		return text
	}
	return text[:start] + `\` + text[start:]
}

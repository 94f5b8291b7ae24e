package rasatest

import (
	"regexp"
	"strings"
	"unicode"
)

// strip removes what Python's str.strip removes: Rasa strips each message before
// it looks at its first character.
func strip(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f })
}

var forced = regexp.MustCompile(`^/([^{@]+)(@[0-9.]+)?({.+})?`)

// intent returns the intent that a text forces: Rasa takes a stripped text that
// begins with a slash as the name of one.
func intent(text string) string {
	m := forced.FindStringSubmatch(strip(text))
	if m == nil {
		return ""
	}
	return strip(m[1])
}

package jsontext_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatmount/chatmount/internal/jsontext"
)

// Strings are those that encoding/json would read back, and stay on one line.
func TestAppendString(t *testing.T) {
	for r := range rune(0x3000) {
		checkString(t, "a"+string(r)+"b")
	}
	for _, s := range []string{"", "\xff", "a\xc0\xafb", "\xed\xa0\x80", "\xe2\x82", "😀", "\U0010ffff", "\ufffd", "</script>"} {
		checkString(t, s)
	}
}

func checkString(t *testing.T, s string) {
	t.Helper()
	b := jsontext.AppendString(nil, s)
	var back string
	if err := json.Unmarshal(b, &back); err != nil || back != strings.ToValidUTF8(s, "\ufffd") && utf8.ValidString(s) {
		t.Errorf("%q became %s: %q, %v", s, b, back, err)
	}
	if strings.ContainsAny(string(b), "\r\n") || !utf8.Valid(b) {
		t.Errorf("%q became %q", s, b)
	}
}

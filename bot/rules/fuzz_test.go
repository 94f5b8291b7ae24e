package rules

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/chatmount/chatmount/bot/bottest"
)

// Whatever a visitor types gets an answer that a bot may give, the same each
// time, and buttons that lead to rules; and the words of a text are stable.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		"", "hello", "when are you open?", "shiping costs", "order #99999999999999999999", "ÄÖÜ ß İ ǅ ﬁ", "a\u0301\u0301",
		"\xff\xfe\xfd", "営業時間", "'’ʼ`´", "\u200b\u202e", "１２３", "person person person person",
	} {
		f.Add(seed)
	}
	b := shop()
	f.Fuzz(func(t *testing.T, text string) {
		rec := say(t, b, text)
		if len(rec.Texts()) == 0 {
			t.Errorf("nothing is said to %q", text)
		}
		for _, button := range rec.Buttons() {
			if r, _ := b.find(button.Value); r == nil {
				t.Errorf("%q: the button %q leads to no rule", text, button.Value)
			}
		}
		pressed := &bottest.Recorder{}
		if err := pressed.Ask(t.Context(), b, bottest.Presses(text)); err != nil || !slices.Equal(pressed.Texts(), rec.Texts()) {
			t.Errorf("typed %q gives %q, pressed %q (%v)", text, rec.Texts(), pressed.Texts(), err)
		}
		for _, w := range words(text) {
			if again := words(w); !utf8.ValidString(w) || len(again) != 1 || again[0] != w {
				t.Errorf("the word %q reads as %q again", w, again)
			}
		}
	})
}

package rules

import (
	"strings"
	"unicode"
)

// words returns the words of a text in the form in which they are compared: in
// lower case, without accents. Scripts that do not put spaces between words
// count each character as a word.
func words(text string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf) || strings.ContainsRune("'’ʼ`´", r):
			// Accents that stand alone, invisible characters and apostrophes are
			// no part of a word and do not end it either.
		case unicode.In(r, unspaced...):
			end()
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			r = unicode.ToLower(r)
			if plain, ok := unaccented[r]; ok {
				word.WriteString(plain)
			} else {
				word.WriteRune(r)
			}
		default:
			end()
		}
	}
	end()
	return out
}

// unspaced are the scripts that do not put spaces between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// unaccented maps a letter in lower case to the letters that people type where
// their keyboard lacks it.
var unaccented = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ĳ': "ij"}
	for plain, accented := range map[string]string{
		"a": "àáâãäåāăąǎạảấầẩẫậắằẳẵặ",
		"c": "çćĉċč",
		"d": "ďđð",
		"e": "èéêëēĕėęěẹẻẽếềểễệ",
		"g": "ĝğġģ",
		"h": "ĥħ",
		"i": "ìíîïĩīĭįıǐỉị",
		"j": "ĵ",
		"k": "ķ",
		"l": "ĺļľŀł",
		"n": "ñńņňŉŋ",
		"o": "òóôõöøōŏőǒơọỏốồổỗộớờởỡợ",
		"r": "ŕŗř",
		"s": "śŝşšșſ",
		"t": "ţťŧț",
		"u": "ùúûüũūŭůűųǔưụủứừửữự",
		"w": "ŵ",
		"y": "ýÿŷỳỵỷỹ",
		"z": "źżž",
		"α": "ά", "ε": "έ", "η": "ή", "ι": "ίϊΐ", "ο": "ό", "σ": "ς", "υ": "ύϋΰ", "ω": "ώ",
		"е": "ё",
	} {
		for _, r := range accented {
			m[r] = plain
		}
	}
	return m
}()

// weight is how much a word says, in (0, 1]: short words are mostly those that
// each sentence has.
func weight(word []rune) float64 {
	if len(word) == 1 && unicode.In(word[0], unspaced...) {
		return 0.5
	}
	return float64(min(len(word), 6)) / 6
}

// typo reports whether got is what was wanted, with one letter missing, extra or
// wrong, or two neighbours swapped.
func typo(want, got []rune) bool {
	for len(want) > 0 && len(got) > 0 && want[len(want)-1] == got[len(got)-1] {
		want, got = want[:len(want)-1], got[:len(got)-1]
	}
	same := 0
	for same < min(len(want), len(got)) && want[same] == got[same] {
		same++
	}
	want, got = want[same:], got[same:]
	switch {
	case len(want)+len(got) == 1:
		return true
	case len(want) == 2 && len(got) == 2:
		return want[0] == got[1] && want[1] == got[0]
	}
	return len(want) == 1 && len(got) == 1
}

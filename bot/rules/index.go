package rules

import (
	"fmt"
	"slices"
)

// index finds rules by the words of their phrases.
type index struct {
	rules   []Rule
	words   map[string]int // word -> its number
	list    []vocable      // by number
	initial map[rune][]int // first letter -> words that may be meant by a typo
	phrases []phrase       // of all rules, in their order
	starts  [][]int        // word -> phrases that begin with it
	in      [][]int        // word -> phrases that have it
}

// vocable is a word of some phrase.
type vocable struct {
	letters []rune
	weight  float64
	topic   bool // not only in greetings
}

// phrase is one way to lead to a rule.
type phrase struct {
	rule   int
	words  []int
	weight float64 // of its different words
}

// shortestTypo is how many letters a word needs at least to have a typo or to be
// one; of the two, one needs more, for short words differ by a letter all the time.
const shortestTypo = 4

func newIndex(rules []Rule) index {
	x := index{rules: rules, words: map[string]int{}, initial: map[rune][]int{}}
	for i, r := range rules {
		if r.kind != kindRegexp && len(r.phrases) == 0 {
			panic("rules: On needs a phrase")
		}
		for _, text := range r.phrases {
			x.add(i, text)
		}
	}
	return x
}

func (x *index) add(rule int, text string) {
	p := phrase{rule: rule}
	for _, w := range words(text) {
		n := x.number(w)
		if x.rules[rule].kind != kindGreeting {
			x.list[n].topic = true
		}
		if !slices.Contains(p.words, n) {
			p.weight += x.list[n].weight
			x.in[n] = append(x.in[n], len(x.phrases))
		}
		p.words = append(p.words, n)
	}
	if len(p.words) == 0 {
		panic(fmt.Sprintf("rules: the phrase %q has no word: use letters or digits", text))
	}
	x.starts[p.words[0]] = append(x.starts[p.words[0]], len(x.phrases))
	x.phrases = append(x.phrases, p)
}

// number returns the number of a word, a new one when it is new.
func (x *index) number(word string) int {
	if n, ok := x.words[word]; ok {
		return n
	}
	n, letters := len(x.list), []rune(word)
	x.words[word] = n
	x.list = append(x.list, vocable{letters: letters, weight: weight(letters)})
	x.starts, x.in = append(x.starts, nil), append(x.in, nil)
	if len(letters) >= shortestTypo {
		x.initial[letters[0]] = append(x.initial[letters[0]], n)
	}
	return n
}

// token is a word of a visitor's text.
type token struct {
	text   string
	weight float64
	exact  int   // the word that it is, or -1
	typos  []int // the words that it may be meant for
}

// read returns the words of a text. Equal words share what is known of them.
func (x *index) read(text string) []token {
	known := map[string]token{}
	var out []token
	for _, w := range words(text) {
		t, ok := known[w]
		if !ok {
			t = x.look(w)
			known[w] = t
		}
		out = append(out, t)
	}
	return out
}

func (x *index) look(word string) token {
	letters := []rune(word)
	t := token{text: word, weight: weight(letters), exact: -1}
	if n, ok := x.words[word]; ok {
		t.exact = n
	}
	if len(letters) < shortestTypo {
		return t
	}
	for _, n := range x.initial[letters[0]] {
		want := x.list[n].letters
		if n != t.exact && len(want)+len(letters) > 2*shortestTypo && typo(want, letters) {
			t.typos = append(t.typos, n)
		}
	}
	return t
}

// is reports whether a word of a text is, or with typos may be, a word of a phrase.
func (t token) is(word int, typos bool) bool {
	return t.exact == word || typos && slices.Contains(t.typos, word)
}

// meanings returns the words that t is or may be.
func (t token) meanings(typos bool) []int {
	var all []int
	if t.exact >= 0 {
		all = append(all, t.exact)
	}
	if typos {
		all = append(all, t.typos...)
	}
	return all
}

// contained returns the rule with the longest phrase that stands in a text and
// that fits, or -1.
func (x *index) contained(text []token, typos bool, fits func(phrase) bool) int {
	best, length := -1, 0
	for at, t := range text {
		for _, n := range t.meanings(typos) {
			for _, i := range x.starts[n] {
				p := x.phrases[i]
				longer := len(p.words) > length || len(p.words) == length && p.rule < best
				if longer && p.standsAt(text[at:], typos) && fits(p) {
					best, length = p.rule, len(p.words)
				}
			}
		}
	}
	return best
}

// standsAt reports whether a text begins with the phrase.
func (p phrase) standsAt(text []token, typos bool) bool {
	if len(text) < len(p.words) {
		return false
	}
	for i, n := range p.words {
		if !text[i].is(n, typos) {
			return false
		}
	}
	return true
}

package rules

import "slices"

// find returns the rule that a text leads to, nil for the one for everything
// else, and what its regular expression matched.
func (b *Bot) find(text string) (*Rule, Match) {
	tokens := b.index.read(text)
	if i := b.index.contained(tokens, false, func(p phrase) bool { return len(p.words) == len(tokens) }); i >= 0 {
		return &b.rules[i], Match{}
	}
	for i, r := range b.rules {
		if r.pattern == nil {
			continue
		}
		if groups := r.pattern.FindStringSubmatch(text); groups != nil {
			return &b.rules[i], Match{Groups: groups, names: r.pattern.SubexpNames()}
		}
	}
	for _, step := range []func([]token) int{b.exactly, b.nearly, b.greeting, b.question} {
		if i := step(tokens); i >= 0 {
			return &b.rules[i], Match{}
		}
	}
	return nil, Match{}
}

// exactly finds a phrase that stands in the text.
func (b *Bot) exactly(text []token) int { return b.index.contained(text, false, b.isTopic) }

// nearly finds a phrase that stands in the text with typos.
func (b *Bot) nearly(text []token) int { return b.index.contained(text, true, b.isTopic) }

func (b *Bot) isTopic(p phrase) bool { return b.rules[p.rule].kind != kindGreeting }

// greeting finds a greeting in a text with at most one word more, when that word
// is none that a rule is about.
func (b *Bot) greeting(text []token) int {
	about := func(t token) bool {
		return slices.ContainsFunc(t.meanings(true), func(n int) bool { return b.index.list[n].topic })
	}
	return b.index.contained(text, true, func(p phrase) bool {
		if b.isTopic(p) || len(text) > len(p.words)+1 {
			return false
		}
		return len(text) == len(p.words) || !slices.ContainsFunc(text, about)
	})
}

// question finds the FAQ that shares most with the text.
func (b *Bot) question(text []token) int {
	for _, s := range b.index.score(text) {
		if s.score >= enough && b.rules[s.rule].kind == kindFAQ {
			return s.rule
		}
	}
	return -1
}

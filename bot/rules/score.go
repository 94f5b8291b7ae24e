package rules

import (
	"cmp"
	"slices"
)

// enough is the score from which an FAQ answers, and hint that from which a rule
// is suggested.
const (
	enough = 0.45
	hint   = 0.15
)

// scored is a rule and how well a text fits it, from 0 to 1.
type scored struct {
	rule  int
	score float64
}

// score returns the rules of which some phrase shares words with a text, the
// best first: the share of the shared words in those of both, by weight.
func (x *index) score(text []token) []scored {
	var total float64
	shared := map[int]float64{} // phrase -> weight of what it shares
	seen := map[string]bool{}
	met := map[int]bool{}
	for _, t := range text {
		if seen[t.text] {
			continue
		}
		seen[t.text] = true
		total += t.weight
		for _, n := range t.meanings(true) {
			if met[n] {
				continue
			}
			met[n] = true
			for _, i := range x.in[n] {
				shared[i] += x.list[n].weight
			}
		}
	}
	best := map[int]float64{}
	for i, w := range shared {
		p := x.phrases[i]
		best[p.rule] = max(best[p.rule], min(1, 2*w/(p.weight+total)))
	}
	out := make([]scored, 0, len(best))
	for rule, s := range best {
		out = append(out, scored{rule, s})
	}
	slices.SortFunc(out, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.rule, b.rule))
	})
	return out
}

// suggestible reports whether a rule has a title to suggest it by.
func suggestible(r Rule) bool { return r.kind == kindOn || r.kind == kindFAQ }

// near returns up to n rules that come near a text, the nearest first.
func (x *index) near(text string, n int) []int {
	var out []int
	for _, s := range x.score(x.read(text)) {
		if s.score >= hint && len(out) < n && suggestible(x.rules[s.rule]) {
			out = append(out, s.rule)
		}
	}
	return out
}

// titled returns the first n rules that have a title.
func (x *index) titled(n int) []int {
	var out []int
	for i, r := range x.rules {
		if len(out) < n && suggestible(r) {
			out = append(out, i)
		}
	}
	return out
}

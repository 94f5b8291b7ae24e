package rules

import (
	"context"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// Bot is a chat.Bot that answers from rules. It is safe for concurrent use and
// holds no state.
type Bot struct {
	rules     []Rule // without that for everything else
	otherwise Rule
	index     index
}

// suggestions is how many rules that come near are offered at most.
const suggestions = 3

// New returns a bot with the rules. It panics, as for any mistake in a program,
// when a rule has nothing to answer, when a phrase has no word, when there is more
// than one rule for everything else, and when a button leads to no rule.
func New(rules ...Rule) *Bot {
	b := &Bot{}
	for _, r := range rules {
		if len(r.messages) == 0 && len(r.choices) == 0 && r.do == nil && !r.handoff {
			panic(fmt.Sprintf("rules: %s has no answer: add one with Say", r))
		}
		if r.kind != kindOtherwise {
			b.rules = append(b.rules, r)
			continue
		}
		if b.otherwise.kind == kindOtherwise {
			panic("rules: there are two rules for everything else: remove one Otherwise")
		}
		b.otherwise = r
	}
	if b.otherwise.kind != kindOtherwise {
		b.otherwise = Otherwise("Sorry, I do not know that.")
	}
	b.index = newIndex(b.rules)
	for _, r := range append(slices.Clone(b.rules), b.otherwise) {
		b.checkButtons(r)
	}
	return b
}

// checkButtons panics when a button of a rule leads to no rule.
func (b *Bot) checkButtons(r Rule) {
	buttons := slices.Clone(r.choices)
	for _, parts := range r.messages {
		for _, p := range parts {
			buttons = append(buttons, p.Buttons...)
			for _, card := range p.Cards {
				buttons = append(buttons, card.Buttons...)
			}
		}
	}
	for _, button := range buttons {
		if button.URL != "" {
			continue
		}
		if found, _ := b.find(button.Value); found == nil {
			panic(fmt.Sprintf("rules: the button %q of %s leads to no rule: add an On(%q)", button.Title, r, button.Value))
		}
	}
}

// Repeatable reports whether the same turn may be answered again after a crash:
// true unless a rule has a Do.
func (b *Bot) Repeatable() bool {
	return b.otherwise.do == nil && !slices.ContainsFunc(b.rules, func(r Rule) bool { return r.do != nil })
}

// Reply answers with the rule that the text of the turn leads to.
func (b *Bot) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	rule, m := b.find(t.Text)
	if rule == nil {
		rule = b.fallback(t.Text)
	}
	for _, parts := range rule.said() {
		if err := r.Send(ctx, parts...); err != nil {
			return err
		}
	}
	if rule.do != nil {
		m.Turn = t
		if err := rule.do(ctx, m, r); err != nil {
			return err
		}
	}
	if rule.handoff {
		return r.Handoff(ctx, rule.reason)
	}
	return nil
}

// fallback returns the rule for everything else, with buttons for the rules that
// come near the text.
func (b *Bot) fallback(text string) *Rule {
	r := b.otherwise
	near := b.index.near(text, suggestions)
	if len(near) == 0 && len(r.choices) == 0 {
		near = b.index.titled(suggestions)
	}
	var buttons []chat.Button
	for _, i := range near {
		title := b.rules[i].title()
		buttons = append(buttons, chat.Button{Title: title, Value: title})
	}
	for _, choice := range r.choices {
		if !slices.Contains(buttons, choice) {
			buttons = append(buttons, choice)
		}
	}
	r.choices = buttons
	return &r
}

// said returns the messages of a rule, the choices below the last.
func (r *Rule) said() [][]chat.Part {
	out := make([][]chat.Part, 0, len(r.messages)+1)
	for _, parts := range r.messages {
		out = append(out, slices.Clone(parts))
	}
	if len(r.choices) == 0 {
		return out
	}
	if len(out) == 0 {
		out = append(out, nil)
	}
	last := len(out) - 1
	out[last] = append(out[last], chat.Choices(slices.Clone(r.choices)...))
	return out
}

// title is what a rule is called on a button: its first phrase.
func (r Rule) title() string {
	first, size := utf8.DecodeRuneInString(r.phrases[0])
	return string(unicode.ToUpper(first)) + r.phrases[0][size:]
}

// String names the rule in messages to the programmer.
func (r Rule) String() string {
	switch {
	case r.kind == kindOtherwise:
		return "Otherwise"
	case r.pattern != nil:
		return fmt.Sprintf("OnRegexp(%q)", r.pattern)
	case len(r.phrases) > 0:
		return fmt.Sprintf("the rule for %q", r.phrases[0])
	}
	return "a rule without phrases"
}

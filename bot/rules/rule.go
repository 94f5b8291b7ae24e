package rules

import (
	"context"
	"regexp"
	"slices"

	"github.com/chatmount/chatmount/chat"
)

// Rule says when to answer and what. Its methods return a changed copy, so that
// rules can be written as one expression and one can be the start of others. The
// zero value is not useful; see On, OnRegexp, FAQ, Greeting and Otherwise.
type Rule struct {
	kind     kind
	phrases  []string
	pattern  *regexp.Regexp
	messages [][]chat.Part
	choices  []chat.Button
	do       func(context.Context, Match, chat.Responder) error
	handoff  bool
	reason   string
}

type kind uint8

const (
	kindOn kind = iota
	kindRegexp
	kindFAQ
	kindGreeting
	kindOtherwise
)

// On returns a rule for texts that contain one of the phrases. The first phrase
// is also its title where the bot suggests it.
func On(phrases ...string) Rule { return Rule{kind: kindOn, phrases: slices.Clone(phrases)} }

// OnRegexp returns a rule for texts that match a regular expression of package
// regexp, whatever their case. It is not anchored. It panics when the expression
// does not compile, as regexp.MustCompile does.
func OnRegexp(expr string) Rule {
	return Rule{kind: kindRegexp, pattern: regexp.MustCompile("(?i:" + expr + ")")}
}

// FAQ returns a rule that answers a question, or another wording of it, or a
// text that shares enough words with one of them.
func FAQ(question, answer string, also ...string) Rule {
	return Rule{kind: kindFAQ, phrases: append([]string{question}, also...)}.Say(answer)
}

// greetings are the phrases that Greeting knows without being told.
var greetings = []string{
	"hello", "hello there", "hi", "hi there", "hey", "hey there", "hiya", "howdy", "greetings", "good day",
	"good morning", "good afternoon", "good evening", "hallo", "guten tag", "guten morgen", "guten abend", "moin",
	"servus", "bonjour", "bonsoir", "salut", "hola", "buenos dias", "buenas tardes", "ciao", "buongiorno", "ola", "hej",
}

// Greeting returns a rule that greets back who only greets. It knows greetings
// of some languages; more are given as phrases.
func Greeting(text string, phrases ...string) Rule {
	return Rule{kind: kindGreeting, phrases: append(slices.Clone(greetings), phrases...)}.Say(text)
}

// Otherwise returns the rule for every text that no other rule answers. It
// offers, as buttons, up to three rules that come near.
func Otherwise(text string) Rule { return Rule{kind: kindOtherwise}.Say(text) }

// Say adds a message of plain text.
func (r Rule) Say(text string) Rule { return r.Send(chat.Text(text)) }

// Send adds a message of any parts. The value of a button in it must lead to a
// rule.
func (r Rule) Send(parts ...chat.Part) Rule {
	r.messages = append(slices.Clone(r.messages), slices.Clone(parts))
	return r
}

// Choices adds buttons below the last message. Pressing one is like typing its
// label, so each label must lead to a rule.
func (r Rule) Choices(labels ...string) Rule {
	r.choices = slices.Clone(r.choices)
	for _, label := range labels {
		r.choices = append(r.choices, chat.Button{Title: label, Value: label})
	}
	return r
}

// Handoff asks for a person when everything is said, with a reason for those
// who are asked.
func (r Rule) Handoff(reason string) Rule {
	r.handoff, r.reason = true, reason
	return r
}

// Do calls f when the messages are said. Its error is that of the turn. As
// nobody knows what f does, a bot with such a rule is not asked again after a crash,
// unless it is wrapped with bot.Repeatable.
func (r Rule) Do(f func(ctx context.Context, m Match, r chat.Responder) error) Rule {
	r.do = f
	return r
}

// Match is a turn that a rule answers.
type Match struct {
	chat.Turn
	// Groups has what the regular expression of the rule matched, then what each
	// of its groups did; it is empty for other rules.
	Groups []string
	names  []string // of the groups
}

// Group returns what the group (?<name>...) matched, or "".
func (m Match) Group(name string) string {
	if i := slices.Index(m.names, name); i > 0 {
		return m.Groups[i]
	}
	return ""
}

// Package rules is a bot that answers from rules written in Go. It needs no
// network and no training, and answers the same to the same.
//
//	rules.New(
//		rules.Greeting("Hello! What would you like to know?").Choices("Opening hours", "A person, please"),
//		rules.On("opening hours", "when are you open").Say("We are open from 9 to 5, Monday to Friday."),
//		rules.FAQ("How much is shipping?", "4.90 euros, and free from 50 euros.", "delivery costs", "postage"),
//		rules.OnRegexp(`order #?(?<number>\d+)`).Do(lookUpOrder),
//		rules.On("person", "human").Say("I will get someone.").Handoff("wants a person"),
//		rules.Otherwise("I am not sure what you mean."),
//	)
//
// # Which rule answers
//
// Case, accents and punctuation do not count. Of the rules, that one answers for
// which the first of these holds; within a step the longest phrase wins, then
// the rule that was written first:
//
//  1. a phrase of it is the whole text (so does a pressed button find its rule)
//  2. its regular expression matches the text as it was typed
//  3. a phrase of it stands in the text, word for word
//  4. the same, where words of four letters or more may have a typo
//  5. it is a greeting, and the text has at most one word more that no rule knows
//  6. it is an FAQ, and shares enough words with the text in whatever order
//  7. it is the one for everything else
//
// The time to find a rule grows linearly with the length of the text, and what
// visitors type cannot make a regular expression slow.
package rules

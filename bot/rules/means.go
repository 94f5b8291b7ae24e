package rules

import (
	"context"

	"github.com/chatmount/chatmount/chat"
)

// Means returns what holds for a turn whose text the rule On(phrases...) would answer,
// typos included: the When of a bot.Case, which routes by what a visitor wants without a
// language model. It panics where On would.
func Means(phrases ...string) func(context.Context, chat.Turn) bool {
	b := New(On(phrases...).Say("-"))
	return func(_ context.Context, t chat.Turn) bool {
		rule, _ := b.find(t.Text)
		return rule != nil
	}
}

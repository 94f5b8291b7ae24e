package bot

import (
	"context"

	"github.com/chatmount/chatmount/chat"
)

// First returns a bot that asks bots in order until one has begun to speak: rules
// that know some things, then a service that knows more. A bot that returns without a
// word has passed. An error ends the turn: for what shall go on when a bot fails, put
// Fallback around it. When all pass, nothing is said.
//
// It may be asked again after a crash when all of them may.
func First(bots ...chat.Bot) chat.Bot {
	reply := Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
		for _, b := range bots {
			w := &witness{Responder: r}
			if err := b.Reply(ctx, t, w); err != nil || w.spoke {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	return repeater{reply, allRepeatable(bots)}
}

func allRepeatable(bots []chat.Bot) bool {
	for _, b := range bots {
		if !IsRepeatable(b) {
			return false
		}
	}
	return true
}

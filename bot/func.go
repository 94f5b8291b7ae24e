package bot

import (
	"context"

	"github.com/chatmount/chatmount/chat"
)

// Func is a function that answers one turn, as a chat.Bot. It does not claim to
// be safe to ask again after a crash; see Repeatable.
type Func func(ctx context.Context, t chat.Turn, r chat.Responder) error

// Reply calls f.
func (f Func) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error { return f(ctx, t, r) }

// Repeatable declares that b may be asked the same turn again after a crash,
// because asking it has no effect but the answer.
func Repeatable(b chat.Bot) chat.Bot { return repeater{b, true} }

// IsRepeatable reports whether b says that it may be asked again after a crash.
func IsRepeatable(b chat.Bot) bool {
	r, ok := b.(chat.Repeater)
	return ok && r.Repeatable()
}

// Wrap returns a bot that answers with reply and may be asked again after a
// crash exactly when next may. It is what a Middleware returns.
func Wrap(next chat.Bot, reply Func) chat.Bot { return repeater{reply, IsRepeatable(next)} }

// repeater is a bot with its own word on whether it may be asked again.
type repeater struct {
	chat.Bot
	repeatable bool
}

func (r repeater) Repeatable() bool { return r.repeatable }

package bot

import (
	"context"
	"log/slog"

	"github.com/chatmount/chatmount/chat"
)

// Fallback asks another bot when the first fails before it has begun to speak: one that
// knows less but does not fail, or Say, or Handoff. What the first one said stays, and
// then its error goes on as it is. Nobody is asked when the turn is over.
//
// The error that is not told to the visitor is logged to log, or to slog.Default when
// that is nil, because neither the engine nor Hooks.OnTurnFailed hears of it. The
// first bot may have acted: let another one that acts stand in only where that is
// harmless.
func Fallback(to chat.Bot, log *slog.Logger) Middleware {
	return func(next chat.Bot) chat.Bot {
		reply := Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			w := &witness{Responder: r}
			err := next.Reply(ctx, t, w)
			if err == nil || w.spoke || ctx.Err() != nil || chat.CodeOf(err) == chat.CodeConflict {
				return err
			}
			orDefault(log).WarnContext(ctx, "bot: another one stands in", append(turnAttrs(t), failureAttrs(err)...)...)
			return to.Reply(ctx, t, r)
		})
		return repeater{reply, IsRepeatable(next) && IsRepeatable(to)}
	}
}

func orDefault(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.Default()
	}
	return log
}

// Say returns a bot that says the same message to everything, to stand behind
// Fallback, First and Route.
func Say(parts ...chat.Part) chat.Bot {
	return Repeatable(Func(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		return r.Send(ctx, parts...)
	}))
}

// Handoff returns a bot that asks for a person, after it has said the parts, if
// there are any.
func Handoff(reason string, parts ...chat.Part) chat.Bot {
	return Repeatable(Func(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		if len(parts) > 0 {
			if err := r.Send(ctx, parts...); err != nil {
				return err
			}
		}
		return r.Handoff(ctx, reason)
	}))
}

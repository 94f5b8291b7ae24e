package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Log writes one line a turn to log, or to slog.Default when that is nil: which
// conversation and turn, how long it took, how much was said, and the error with whether
// the bot may have acted. It has nothing of what was said; an error is what the bot
// returned. A failure is an error, a turn that was cancelled or answered is info.
func Log(log *slog.Logger) Middleware {
	return func(next chat.Bot) chat.Bot {
		return Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			w, start := &witness{Responder: r}, time.Now()
			err := next.Reply(ctx, t, w)
			attrs := append(turnAttrs(t),
				slog.String("kind", string(t.Event.Kind)), slog.Duration("took", time.Since(start)),
				slog.Int("messages", w.messages), slog.Bool("handoff", w.handoff), slog.Bool("ended", w.ended))
			level, what := slog.LevelInfo, "bot: answered"
			switch {
			case err == nil:
			case ctx.Err() != nil:
				what, attrs = "bot: cancelled", append(attrs, failureAttrs(err)...)
			default:
				level, what, attrs = slog.LevelError, "bot: failed", append(attrs, failureAttrs(err)...)
			}
			orDefault(log).Log(ctx, level, what, attrs...)
			return err
		})
	}
}

func turnAttrs(t chat.Turn) []any {
	return []any{slog.String("conversation", t.Conversation), slog.String("turn", t.ID)}
}

func failureAttrs(err error) []any {
	return []any{slog.Bool("may_have_acted", MayHaveActed(err)), slog.Any("error", err)}
}

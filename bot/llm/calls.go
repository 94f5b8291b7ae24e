package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// What a model may ask for at most.
const (
	maxCalls  = 16       // in one round
	maxArgs   = 64 << 10 // bytes of the arguments of a call
	maxResult = 64 << 10 // bytes of what a tool returns
	maxReason = 500      // characters of the reason of a handoff
)

// done is what came of the calls of one round.
type done struct {
	results []Result
	handoff bool
	reason  string
}

// carryOut carries out calls at once and waits for all. An error means that the turn
// cannot go on.
func (b *Bot) carryOut(ctx context.Context, calls []Call, log *slog.Logger) (done, error) {
	if len(calls) > maxCalls {
		return done{}, bot.BadReply(fmt.Errorf("llm: %d tool calls at once", len(calls)))
	}
	if err := ended(ctx); err != nil { // while the end of the answer was waited for
		return done{}, err
	}
	d := done{results: make([]Result, len(calls))}
	var wg sync.WaitGroup
	for i, c := range calls {
		if c.Name == HandoffTool && b.settings.handoff != "" {
			d.handoff, d.reason = true, reasonOf(c.Args)
			continue
		}
		wg.Go(func() { d.results[i] = b.carryOutOne(ctx, c, log) })
	}
	wg.Wait()
	return d, ended(ctx)
}

// ended names the end of ctx: by the Bot's time, or because the turn is over.
func ended(ctx context.Context) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return bot.TimedOut(fmt.Errorf("llm: the tools took too long: %w", context.Cause(ctx)))
	}
	return err
}

// carryOutOne carries out one call; what goes wrong is told to the model and the log.
func (b *Bot) carryOutOne(ctx context.Context, c Call, log *slog.Logger) Result {
	text, err := b.run(ctx, c)
	if err == nil {
		return Result{ID: c.ID, Name: c.Name, Text: cut(text, maxResult)}
	}
	log.WarnContext(ctx, "llm: a tool failed", "tool", cut(c.Name, 64), "error", unspoken(err))
	text = "The tool failed."
	var public *chat.Error
	if errors.As(err, &public) && public.Message != "" {
		text = public.Message
	}
	return Result{ID: c.ID, Name: c.Name, Text: cut(text, maxResult), Failed: true}
}

// unspoken returns err for the log, without what the model wrote.
func unspoken(err error) error {
	if errors.Is(err, errArgs) {
		return errArgs
	}
	return err
}

// run calls the function that c names; a panic is an error.
func (b *Bot) run(ctx context.Context, c Call) (text string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &bot.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	if len(c.Args) > maxArgs || !isObject(c.Args) {
		return "", badArgs(errNoObject)
	}
	for _, f := range b.tools {
		if f.Name == c.Name && f.Call != nil {
			return f.Call(ctx, c.Args)
		}
	}
	return "", &chat.Error{Code: chat.CodeNotFound, Message: "There is no such tool."}
}

// reasonOf returns the reason of a handoff, which counts with or without one.
func reasonOf(raw json.RawMessage) string {
	var args handoffArgs
	if json.Unmarshal(raw, &args) != nil {
		return ""
	}
	reason := []rune(strings.TrimSpace(args.Reason))
	return string(reason[:min(len(reason), maxReason)])
}

// cut returns the first n bytes of s, or fewer so as not to split a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

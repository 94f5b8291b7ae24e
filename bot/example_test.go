package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// echo says what the visitor said.
var echo = bot.Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
	return r.Send(ctx, chat.Text("You said: "+t.Text))
})

// hear prints what b says to a text, and the error.
func hear(b chat.Bot, text string) {
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), b, bottest.Says(text))
	for _, said := range rec.Texts() {
		fmt.Println(said)
	}
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		fmt.Println(first)
	}
}

func ExampleFunc() {
	b := bot.Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
		return r.Send(ctx, chat.Text("You said: "+t.Text))
	})
	hear(b, "hello") // in a program: chat.New(chat.Options{Store: db, Bot: b})
	// Output: You said: hello
}

func ExampleRepeatable() {
	fmt.Println(bot.IsRepeatable(echo), bot.IsRepeatable(bot.Repeatable(echo)))
	// Output: false true
}

func ExampleIsRepeatable() {
	b := bot.Recover(bot.Repeatable(echo))
	fmt.Println(bot.IsRepeatable(b))
	// Output: true
}

func ExampleMiddleware() {
	var shout bot.Middleware = func(next chat.Bot) chat.Bot {
		return bot.Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			t.Text = strings.ToUpper(t.Text)
			return next.Reply(ctx, t, r)
		})
	}
	hear(shout(echo), "hello")
	// Output: You said: HELLO
}

func ExampleWrap() {
	polite := func(next chat.Bot) chat.Bot {
		return bot.Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) error {
			if err := next.Reply(ctx, t, r); err != nil {
				return err
			}
			return r.Send(ctx, chat.Text("Anything else?"))
		})
	}
	hear(polite(echo), "hello")
	// Output:
	// You said: hello
	// Anything else?
}

func ExampleChain() {
	b := bot.Chain(echo, bot.Recover, bot.Timeout(30*time.Second, 0))
	hear(b, "hello")
	// Output: You said: hello
}

func ExampleRecover() {
	b := bot.Recover(bot.Func(func(context.Context, chat.Turn, chat.Responder) error {
		panic("out of jokes")
	}))
	hear(b, "tell me a joke")
	// Output: bot: unavailable: Something went wrong while the assistant worked on this. Please check before you ask for it again.: panic: out of jokes
}

func ExamplePanicError() {
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), bot.Recover(bot.Func(func(context.Context, chat.Turn, chat.Responder) error {
		panic("out of jokes")
	})), bottest.Says("tell me a joke"))
	var p *bot.PanicError
	if errors.As(err, &p) {
		fmt.Println(p.Value)
	}
	// Output: out of jokes
}

func ExampleTimeout() {
	slow := bot.Func(func(ctx context.Context, _ chat.Turn, _ chat.Responder) error {
		<-ctx.Done() // a service that never answers
		return ctx.Err()
	})
	hear(bot.Timeout(time.Millisecond, 0)(slow), "hello")
	// Output: bot: unavailable: The assistant did not answer in time. Please check before you ask for it again.: the bot took over 1ms in all: context deadline exceeded
}

func ExampleError() {
	err := bot.TimedOut(errors.New("no word from 10.0.0.1"))
	var e *bot.Error
	if errors.As(err, &e) {
		fmt.Println(e.MayHaveActed, e.Err.Message)
	}
	// Output: true The assistant did not answer in time. Please check before you ask for it again.
}

func ExampleMayHaveActed() {
	fmt.Println(bot.MayHaveActed(bot.Unreached(nil)), bot.MayHaveActed(bot.Failed(nil)), bot.MayHaveActed(errors.New("no idea")))
	// Output: false true true
}

func ExampleUnreached() {
	fmt.Println(bot.Unreached(errors.New("connection refused")))
	// Output: bot: unavailable: The assistant cannot be reached right now. Please try again in a moment.: connection refused
}

func ExampleBusy() {
	err := bot.Busy(20*time.Second, errors.New("429"))
	var public *chat.Error
	if errors.As(err, &public) {
		fmt.Println(public.Code, public.RetryAfter)
	}
	// Output: rate_limited 20s
}

func ExampleFailed() {
	fmt.Println(chat.CodeOf(bot.Failed(errors.New("500"))))
	// Output: unavailable
}

func ExampleTimedOut() {
	fmt.Println(chat.CodeOf(bot.TimedOut(context.DeadlineExceeded)))
	// Output: unavailable
}

func ExampleBadReply() {
	fmt.Println(chat.CodeOf(bot.BadReply(errors.New("not JSON"))))
	// Output: unavailable
}

package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// down is a bot whose service cannot be reached.
var down = bot.Func(func(context.Context, chat.Turn, chat.Responder) error {
	return bot.Unreached(errors.New("connection refused"))
})

// plain logs to standard output, without what differs from run to run.
func plain() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "took" {
			return slog.Attr{}
		}
		return a
	}}))
}

func ExampleRetry() {
	tries := 0
	b := bot.Retry(2)(bot.Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
		if tries++; tries == 1 {
			return &bot.Error{Err: &chat.Error{Code: chat.CodeUnavailable, Message: "The stock is being counted.", RetryAfter: time.Millisecond}}
		}
		return r.Send(ctx, chat.Text("Five are left."))
	}))
	hear(b, "how many?")
	// Output: Five are left.
}

func ExampleFallback() {
	b := bot.Fallback(bot.Say(chat.Text("I cannot look that up now.")), plain())(down)
	hear(b, "hello")
	// Output:
	// level=WARN msg="bot: another one stands in" conversation=conversation-1 turn=conversation-1.2 may_have_acted=false error="bot: unavailable: The assistant cannot be reached right now. Please try again in a moment.: connection refused"
	// I cannot look that up now.
}

func ExampleHandoff() {
	b := bot.Fallback(bot.Handoff("the bot does not work", chat.Text("I will get someone.")), slog.New(slog.DiscardHandler))(down)
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), b, bottest.Says("hello"))
	reason, _ := rec.HandedOff()
	fmt.Println(rec.Texts(), reason, err)
	// Output: [I will get someone.] the bot does not work <nil>
}

func ExampleSay() {
	hear(bot.Say(chat.Text("We are closed today.")), "hello")
	// Output: We are closed today.
}

func ExampleRateLimit() {
	b := bot.RateLimit(bot.Quota{Turns: 1, Per: time.Hour}, bot.Quota{Turns: 1000, Per: time.Hour})(echo)
	hear(b, "one")
	var rec bottest.Recorder
	var public *chat.Error
	if errors.As(rec.Ask(context.Background(), b, bottest.Says("two")), &public) {
		fmt.Println(public.Code, public.RetryAfter.Round(time.Hour))
	}
	// Output:
	// You said: one
	// rate_limited 1h0m0s
}

func ExampleLog() {
	hear(bot.Log(plain())(echo), "hello")
	// Output:
	// level=INFO msg="bot: answered" conversation=conversation-1 turn=conversation-1.2 kind=message messages=1 handoff=false ended=false
	// You said: hello
}

func ExampleFirst() {
	greets := bot.Func(func(ctx context.Context, t chat.Turn, r chat.Responder) error {
		if t.Text != "hello" {
			return nil // passes
		}
		return r.Send(ctx, chat.Text("Hello!"))
	})
	b := bot.First(greets, echo)
	hear(b, "hello")
	hear(b, "what else?")
	// Output:
	// Hello!
	// You said: what else?
}

func ExampleRoute() {
	german := bot.Say(chat.Text("Guten Tag!"))
	b := bot.Route(echo,
		bot.Case{When: bot.Pressed("person"), Bot: bot.Handoff("asked for a person")},
		bot.Case{When: bot.Told("x-page", "language", "de"), Bot: german},
		bot.Case{When: func(_ context.Context, t chat.Turn) bool { return t.Visitor.Name == "" }, Bot: bot.Say(chat.Text("Who are you?"))},
	)
	hear(b, "hello")
	// Output: You said: hello
}

func ExamplePressed() {
	b := bot.Route(echo, bot.Case{When: bot.Pressed("order"), Bot: bot.Say(chat.Text("What shall it be?"))})
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), b, bottest.Presses("order"))
	fmt.Println(rec.Texts(), err)
	// Output: [What shall it be?] <nil>
}

func ExampleTold() {
	b := bot.Route(echo, bot.Case{When: bot.Told("x-page", "language", "de"), Bot: bot.Say(chat.Text("Guten Tag!"))})
	turn := bottest.Says("hello")
	turn.Event.Parts = append(turn.Event.Parts, page("de-AT", "/")) // the page sends it beside the text
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), b, turn)
	fmt.Println(rec.Texts(), err)
	// Output: [Guten Tag!] <nil>
}

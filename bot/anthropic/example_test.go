package anthropic_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"

	"github.com/chatmount/chatmount/bot/anthropic"
	"github.com/chatmount/chatmount/bot/anthropic/anthropictest"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/llm"
)

func Example() {
	var s anthropictest.Server // in a program: Anthropic
	s.Then(anthropictest.Answer("tool_use",
		anthropictest.Text("I will get somebody."),
		anthropictest.Calls("1", llm.HandoffTool, map[string]string{"reason": "wants a refund"}),
	))
	srv := httptest.NewServer(&s)
	defer srv.Close()

	b := anthropic.New("claude-sonnet-4-5",
		llm.WithBaseURL(srv.URL), llm.WithTransport(srv.Client().Transport),
		llm.WithHandoff("When it is about money, or the visitor asks for a person."),
	)
	var rec bottest.Recorder // in a program: chat.New(chat.Options{Store: db, Bot: b})
	err := rec.Ask(context.Background(), b, bottest.Says("I want my money back!"))
	reason, _ := rec.HandedOff()
	fmt.Printf("%q %s %v\n", rec.Texts(), reason, err)
	// Output: ["I will get somebody."] wants a refund <nil>
}

func ExampleNew() {
	b := anthropic.New("claude-sonnet-4-5", llm.WithKey(os.Getenv("ANTHROPIC_API_KEY")), llm.WithMaxTokens(1000))
	fmt.Println(b.Check())
	// Output: <nil>
}

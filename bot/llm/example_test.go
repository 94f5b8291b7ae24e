package llm_test

import (
	"context"
	"fmt"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/chat"
)

func ExampleTool() {
	type order struct {
		Number int    `json:"number" description:"As on the receipt."`
		Detail string `json:"detail,omitempty" enum:"status,items"`
	}
	f := llm.Tool("order", "Looks up an order.", func(ctx context.Context, o order) (string, error) {
		if turn, ok := llm.TurnOf(ctx); !ok || turn.Visitor.ID != "visitor-1" {
			return "", &chat.Error{Code: chat.CodeForbidden, Message: "This is not the visitor's order."}
		}
		return fmt.Sprintf("Order %d is on its way.", o.Number), nil
	})
	fmt.Println(string(f.Schema))
	// Output: {"type":"object","properties":{"detail":{"type":"string","enum":["status","items"]},"number":{"type":"integer","description":"As on the receipt."}},"required":["number"],"additionalProperties":false}
}

// parrot is a wire format of one's own.
type parrot struct{}

func (parrot) Complete(_ context.Context, q llm.Query, say func(string) error) (llm.Answer, error) {
	text := q.Messages[len(q.Messages)-1].Text + "!"
	return llm.Answer{Message: llm.Message{Role: llm.Assistant, Text: text}}, say(text)
}

func ExampleNew() {
	b := llm.New(parrot{}, llm.NewSettings(llm.WithHistory(10, 1000)))
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), b, bottest.Says("hello"))
	fmt.Println(rec.Texts(), err)
	// Output: [hello!] <nil>
}

func ExampleApproximateTokens() {
	fmt.Println(llm.ApproximateTokens("Where is my order?"), llm.ApproximateTokens("我的订单在哪里"))
	// Output: 5 7
}

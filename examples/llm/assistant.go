package main

import (
	"context"
	"fmt"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai"
	"github.com/chatmount/chatmount/chat"
)

const prompt = "You answer the visitors of Fernside Cycles, a bicycle workshop that is open from Tuesday to Saturday, 9:00 to 18:00. " +
	"Be brief and friendly. You know about repairs only what the tool tells you."

// newAssistant returns the bot. It is an error when it cannot work.
func newAssistant(c config) (chat.Bot, error) {
	b := openai.New(c.model,
		llm.WithBaseURL(c.baseURL),
		llm.WithKey(c.key),
		llm.WithSystem(prompt),
		llm.WithMaxTokens(1000),
		llm.WithTools(llm.Tool("repair_status", "Tells how a repair is getting on.", repairStatus)),
		llm.WithHandoff("When the visitor asks for a person, or is upset."),
	)
	if err := b.Check(); err != nil {
		return nil, err
	}
	// Asking again after a crash does no harm: the tool only looks something up.
	// Each answer costs money, so nobody gets any number of them.
	perVisitor, inAll := bot.Quota{Turns: 30, Per: 10 * time.Minute}, bot.Quota{Turns: 1000, Per: time.Hour}
	return bot.Chain(bot.Repeatable(b), bot.Log(nil), bot.RateLimit(perVisitor, inAll)), nil
}

// repairArgs is what the model has to tell the tool. The schema it is shown is made of this.
type repairArgs struct {
	Number int `json:"number" description:"The number on the visitor's receipt."`
}

// repairStatus looks a repair up. What a model writes is untrusted, and so is what a
// visitor has it write: in your own tool check with llm.TurnOf whose repair it is.
func repairStatus(_ context.Context, a repairArgs) (string, error) {
	if a.Number < 1 || a.Number > 99 {
		return "", &chat.Error{Code: chat.CodeNotFound, Message: "There is no repair with this number."}
	}
	if a.Number%2 == 0 {
		return fmt.Sprintf("Repair %d is waiting for a part, which comes on Thursday.", a.Number), nil
	}
	return fmt.Sprintf("Repair %d is done and can be collected.", a.Number), nil
}

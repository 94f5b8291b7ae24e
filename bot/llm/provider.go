package llm

import (
	"context"
	"encoding/json"
)

// Provider is the wire format of a service. It is safe for concurrent use.
type Provider interface {
	// Complete asks for the next message of q and passes its text to say while it
	// comes; an error of say ends it and is returned. An Answer that comes with an error
	// is not used. Errors are *bot.Error, or the end of ctx.
	Complete(ctx context.Context, q Query, say func(text string) error) (Answer, error)
}

// Query is what a model is asked.
type Query struct {
	System   string
	Messages []Message // the User begins and is the last, and the roles alternate
	Tools    []Function
	// NoTools forbids to call the Tools, which are there because Messages has calls.
	NoTools bool
}

// Role says whose words a Message has.
type Role string

// The roles of messages.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one message as the model sees it. It has a Text, or is a step
// between the rounds of one turn: calls of the Assistant, which may have a Text, too,
// or results for them by the User.
type Message struct {
	Role    Role
	Text    string
	Calls   []Call
	Results []Result
	// Native is the message in the Provider's own form, which it gets back as it
	// was, and which then counts instead of the other fields; nil: there is none.
	Native json.RawMessage
}

// Call is the model's wish for a tool.
type Call struct {
	ID   string
	Name string
	Args json.RawMessage // what the model wrote: not always JSON
}

// Result is what a tool returned.
type Result struct {
	ID     string // of the Call
	Name   string // of the tool
	Text   string
	Failed bool
}

// Answer is what a model said. Its Message is of the Assistant.
type Answer struct {
	Message Message
	End     End
	Usage   Usage
}

// End says why an answer ended.
type End int

// The ends.
const (
	Complete End = iota // it is complete, and its calls may be carried out
	Cut                 // it reached the most tokens
	Filtered            // the service or the model broke it off, as not fit to be said
	Broken              // the service broke it off for another reason
)

// Usage is what an answer cost, as far as the service tells.
type Usage struct{ InputTokens, OutputTokens int }

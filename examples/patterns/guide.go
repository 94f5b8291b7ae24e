package main

import (
	"context"
	"strings"
	"time"

	"github.com/chatmount/chatmount/bot/rules"
	"github.com/chatmount/chatmount/chat"
)

// guide is the bot of the page: it gives each kind of traffic a reason.
func guide() chat.Bot {
	return rules.New(
		rules.Greeting("Hello! Each message lights up its way through the diagram. What shall I send?").
			Choices("Cards", "A growing answer", "Who are you?"),
		rules.On("cards", "carousel", "components").Send(cards()).Choices("A growing answer"),
		rules.On("a growing answer", "stream", "grow").Do(grow),
		rules.On("who are you", "bot", "what are you").Send(chat.Markdown(
			"A few **rules in Go**, in [guide.go](https://github.com/chatmount/chatmount/blob/main/examples/patterns/guide.go). "+
				"Rasa, Dialogflow or a language model would stand in the same place.")),
		rules.On("block", "fallback", "transport", "websocket").
			Say("Press Block under a transport. I go on answering: the widget takes the next one."),
		rules.Otherwise("I only know a few things. Try one of these.").Choices("Cards", "A growing answer", "Who are you?"),
	)
}

// cards shows a message with more than text in it.
func cards() chat.Part {
	return chat.Part{Type: chat.PartCarousel, Cards: []chat.Part{
		{Type: chat.PartCard, Title: "WebSocket", Text: "One connection, both ways.", Buttons: []chat.Button{{Title: "Who are you?", Value: "Who are you?"}}},
		{Type: chat.PartCard, Title: "Server-Sent Events", Text: "A stream down, requests up."},
		{Type: chat.PartCard, Title: "Long polling", Text: "A request that waits for news."},
	}}
}

// pace is the time between two words of a growing answer.
const pace = 80 * time.Millisecond

const growing = "This answer **grows while you watch**. Each piece of it is a frame of its own, which the diagram shows on its way down. " +
	"It is not in the log yet: a reader who comes late gets the text so far at once. Now it is complete, and becomes **one event**, on the disk before you see it as sent."

// grow streams an answer word by word.
func grow(ctx context.Context, _ rules.Match, r chat.Responder) error {
	s, err := r.Stream(ctx)
	if err != nil {
		return err
	}
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for word := range strings.SplitAfterSeq(growing, " ") {
		if err := s.Write(word); err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return s.Close(ctx)
}

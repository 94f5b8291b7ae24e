package main

import (
	"github.com/chatmount/chatmount/bot/rules"
	"github.com/chatmount/chatmount/chat"
)

// workshop answers what it knows, and asks for a person where it does not.
func workshop() chat.Bot {
	return rules.New(
		rules.Greeting("Hello! Ask me about opening hours, or talk to a mechanic.").Choices("Opening hours", "Talk to a person"),
		rules.On("opening hours", "open", "closed").Say("We are open from Tuesday to Saturday, 9:00 to 18:00."),
		rules.On("talk to a person", "human", "person", "mechanic").
			Say("I get a mechanic for you. One moment, please.").Handoff("asked for a person"),
		rules.Otherwise("I do not know that. A mechanic does.").Choices("Talk to a person"),
	)
}

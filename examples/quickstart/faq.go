package main

import (
	"github.com/chatmount/chatmount/bot/rules"
	"github.com/chatmount/chatmount/chat"
)

// faq answers what people ask a bicycle workshop.
func faq() chat.Bot {
	return rules.New(
		rules.Greeting("Hello, and welcome to Fernside Cycles! What can I help you with?").
			Choices("Opening hours", "Prices", "Book a repair"),
		rules.On("opening hours", "open", "closed", "when are you there").Send(chat.Markdown(
			"We are open\n\n- **Tuesday to Friday** 9:00 to 18:30\n- **Saturday** 10:00 to 15:00\n\nand closed on Sunday and Monday.")),
		rules.On("prices", "price", "cost", "how much", "expensive").Send(prices()),
		rules.On("book a repair", "appointment", "booking", "repair my bike").
			Say("You need no appointment: bring it in, and we look at it together. It is usually ready the next day."),
		rules.On("where are you", "address", "directions", "parking").
			Say("At 12 Lock Lane, by the canal bridge. There is room for cargo bikes and trailers in the yard."),
		rules.On("flat tyre", "flat tire", "puncture", "new tube").
			Say("We mend a puncture while you wait, usually within twenty minutes, for €14."),
		rules.On("electric bikes", "e-bike", "ebike", "battery", "motor").
			Say("Yes, we service electric bikes of every make, and batteries and motors of the two common systems."),
		rules.On("loan bike", "borrow a bike", "rent a bike").
			Say("A loan bike is €8 a day, and free while yours is here for a full service."),
		rules.On("how can I pay", "payment", "card", "cash").
			Say("By card or in cash, when you collect your bike."),
		rules.On("thank you", "thanks", "cheers").
			Say("You are welcome. Ride safely!"),
		rules.On("talk to a person", "human", "person", "agent", "mechanic").
			Say("I pass this on. One of the mechanics will answer here as soon as their hands are clean.").
			Handoff("asked for a person"),
		rules.Otherwise("I am only a small bot and do not know that. Perhaps one of these?").
			Choices("Talk to a person"),
	)
}

// prices shows the price list as cards side by side.
func prices() chat.Part {
	return chat.Part{Type: chat.PartCarousel, Cards: []chat.Part{
		{Type: chat.PartCard, Title: "Safety check, €19", Text: "Brakes, bearings, tyres and lights, with a written list."},
		{Type: chat.PartCard, Title: "Full service, €89", Text: "Stripped, cleaned, greased, trued. Parts are agreed first."},
		{Type: chat.PartCard, Title: "Puncture, €14", Text: "New tube, while you wait."},
	}}
}

package rules_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rules"
	"github.com/chatmount/chatmount/chat"
)

// ask prints what a bot says to each text, with its buttons.
func ask(b chat.Bot, texts ...string) {
	for _, text := range texts {
		var rec bottest.Recorder
		if err := rec.Ask(context.Background(), b, bottest.Says(text)); err != nil {
			fmt.Println(err)
		}
		line := text + " -> " + strings.Join(rec.Texts(), " ")
		for _, button := range rec.Buttons() {
			line += " [" + button.Title + "]"
		}
		if reason, ok := rec.HandedOff(); ok {
			line += " (" + reason + ")"
		}
		fmt.Println(line)
	}
}

func Example() {
	b := rules.New(
		rules.Greeting("Hello! What would you like to know?").Choices("Opening hours", "A person, please"),
		rules.On("opening hours", "when are you open").Say("We are open from 9 to 5."),
		rules.FAQ("How much is shipping?", "4.90 euros, and free from 50 euros.", "delivery costs", "postage"),
		rules.On("person", "human").Say("I will get someone.").Handoff("wants a person"),
		rules.Otherwise("I am not sure what you mean."),
	)
	ask(b, "Hi!", "When are you OPEN?", "openng hours", "what is the cost of delivery", "free shiping", "a person please")
	// Output:
	// Hi! -> Hello! What would you like to know? [Opening hours] [A person, please]
	// When are you OPEN? -> We are open from 9 to 5.
	// openng hours -> We are open from 9 to 5.
	// what is the cost of delivery -> 4.90 euros, and free from 50 euros.
	// free shiping -> 4.90 euros, and free from 50 euros.
	// a person please -> I will get someone. (wants a person)
}

func ExampleNew() {
	ask(rules.New(rules.On("price", "cost").Say("Ten euros.")), "What is the price?", "What is the time?")
	// Output:
	// What is the price? -> Ten euros.
	// What is the time? -> Sorry, I do not know that. [Price]
}

func ExampleOn() {
	b := rules.New(rules.On("opening hours", "when are you open").Say("From 9 to 5."))
	ask(b, "Are the opening hours still the same?", "when are you open")
	// Output:
	// Are the opening hours still the same? -> From 9 to 5.
	// when are you open -> From 9 to 5.
}

func ExampleOnRegexp() {
	b := rules.New(rules.OnRegexp(`order #?(?<number>\d+)`).Do(func(ctx context.Context, m rules.Match, r chat.Responder) error {
		return r.Send(ctx, chat.Text("Order "+m.Group("number")+" is on its way."))
	}))
	ask(b, "Where is Order #4711?")
	// Output: Where is Order #4711? -> Order 4711 is on its way.
}

func ExampleFAQ() {
	b := rules.New(rules.FAQ("Can I bring my dog?", "Dogs are welcome.", "pets"))
	ask(b, "may I bring the dog", "are pets allowed")
	// Output:
	// may I bring the dog -> Dogs are welcome.
	// are pets allowed -> Dogs are welcome.
}

func ExampleGreeting() {
	ask(rules.New(rules.Greeting("Ahoy!", "ahoy")), "hello", "Ahoy there")
	// Output:
	// hello -> Ahoy!
	// Ahoy there -> Ahoy!
}

func ExampleOtherwise() {
	b := rules.New(
		rules.On("opening hours").Say("From 9 to 5."),
		rules.On("person").Say("One moment.").Handoff("asked for one"),
		rules.Otherwise("I do not know that.").Choices("A person"),
	)
	ask(b, "your hours", "hmm")
	// Output:
	// your hours -> I do not know that. [Opening hours] [A person]
	// hmm -> I do not know that. [A person]
}

func ExampleRule_Say() {
	ask(rules.New(rules.On("thanks").Say("You are welcome.").Say("Anything else?")), "thanks!")
	// Output: thanks! -> You are welcome. Anything else?
}

func ExampleRule_Send() {
	b := rules.New(rules.On("address").Send(
		chat.Markdown("**Main street 1**"),
		chat.Choices(chat.Button{Title: "Map", URL: "https://example.org/map"}),
	))
	ask(b, "address?")
	// Output: address? -> **Main street 1** [Map]
}

func ExampleRule_Choices() {
	b := rules.New(
		rules.On("drinks").Say("What may it be?").Choices("Coffee", "Tea"),
		rules.On("coffee", "tea").Say("Coming."),
	)
	ask(b, "drinks", "Tea")
	// Output:
	// drinks -> What may it be? [Coffee] [Tea]
	// Tea -> Coming.
}

func ExampleRule_Handoff() {
	ask(rules.New(rules.On("complaint").Say("I am sorry. Someone will be with you.").Handoff("complains")), "I have a complaint")
	// Output: I have a complaint -> I am sorry. Someone will be with you. (complains)
}

func ExampleRule_Do() {
	b := rules.New(rules.On("who am I").Do(func(ctx context.Context, m rules.Match, r chat.Responder) error {
		return r.Send(ctx, chat.Text("You are "+m.Visitor.Name+"."))
	}))
	ask(b, "Who am I?")
	// Output: Who am I? -> You are Vera.
}

func ExampleMatch_Group() {
	b := rules.New(rules.OnRegexp(`my name is (?<name>\pL+)`).Do(func(ctx context.Context, m rules.Match, r chat.Responder) error {
		return r.Send(ctx, chat.Text("Pleased to meet you, "+m.Group("name")+"."))
	}))
	ask(b, "Hello, my name is Émile")
	// Output: Hello, my name is Émile -> Pleased to meet you, Émile.
}

func ExampleMeans() {
	orders := bot.Say(chat.Text("Which order is it about?"))
	b := bot.Route(bot.Say(chat.Text("How can I help?")),
		bot.Case{When: rules.Means("my order", "where is my parcel", "delivery"), Bot: orders},
	)
	ask(b, "hello", "Where is my pacel??")
	// Output:
	// hello -> How can I help?
	// Where is my pacel?? -> Which order is it about?
}

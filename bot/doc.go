// Package bot makes chat.Bots out of functions and wraps them in middleware,
// in the manner of net/http: [Func] turns a function into a bot, a [Middleware]
// turns a bot into a bot, and [Chain] puts several around one.
//
// A chat.Bot is to a turn what an http.Handler is to a request, so [Func] is its
// HandlerFunc. The middleware is [Recover], [Timeout], [Retry], [Fallback], [RateLimit] and
// [Log]; [First] and [Route] choose among bots, and [Say] and [Handoff] stand in for one:
//
//	b := bot.Route(
//		bot.First(rules.New(...), bot.Chain(rasa.New("http://localhost:5005"),
//			bot.Log(nil), bot.Fallback(bot.Handoff("the bot does not work"), nil))),
//		bot.Case{When: bot.Pressed("person"), Bot: bot.Handoff("asked for a person")},
//	)
//
// Ready-made bots live below:
//
//   - rules answers from rules written in Go
//   - rasa asks a Rasa server
//   - dialogflow asks an agent of Google's Dialogflow, CX or ES
//   - openai asks a language model over the Chat Completions API, which many servers speak
//   - anthropic asks a language model over Anthropic's Messages API
//   - webhook asks any HTTP service by signed requests
//
// Package llm has what openai and anthropic share, and bottest the suite for those who
// write a bot of their own.
//
// Whoever wraps a bot uses [Wrap], so that the outer bot may be asked again
// after a crash exactly when the inner one may. An adapter to a service tells
// why there is no answer with an [*Error], which carries whether the service may
// have acted, and a message that a visitor may read.
package bot

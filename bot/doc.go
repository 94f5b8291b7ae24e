// Package bot makes chat.Bots out of functions and wraps them in middleware,
// in the manner of net/http: [Func] turns a function into a bot, a [Middleware]
// turns a bot into a bot, and [Chain] puts several around one.
//
// Ready-made bots live below: package rules answers from rules written in Go,
// package rasa asks a Rasa server. Package bottest has the suite for those who
// write their own.
//
// Whoever wraps a bot uses [Wrap], so that the outer bot may be asked again
// after a crash exactly when the inner one may. An adapter to a service tells
// why there is no answer with an [*Error], which carries whether the service may
// have acted, and a message that a visitor may read.
package bot

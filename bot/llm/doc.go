// Package llm makes bots out of language models. Packages openai and anthropic
// have the two wire formats that are in common use; here is what they share, and
// what an application uses whichever it asks:
//
//	openai.New("gpt-4.1-mini",
//		llm.WithKey(os.Getenv("OPENAI_API_KEY")),
//		llm.WithSystem("You help the visitors of a book shop. Be brief."),
//		llm.WithTools(llm.Tool("find_book", "Finds a book by words of its title.", shop.findBook)),
//		llm.WithHandoff("When the visitor asks for a person, or is upset."),
//	)
//
// # A turn
//
// The model is shown the system prompt, the newest part of the conversation that
// fits the window (see WithHistory), and what the visitor just said. What it answers
// becomes one message that grows while it comes.
//
// Where the model asks for tools, they are called and it is asked again, in
// rounds of a bounded number; in the last one it may call none. Calls of one round
// run at once. What is said in the rounds goes into the same message. See Tool for
// what a tool is given and may return, and WithHandoff for the tool that asks for a
// person.
//
// # When it fails
//
//	connecting fails                 asked again, twice at most
//	429, 529                         asked again after Retry-After, or 1 s, 2 s, ... 32 s, while there is time
//	5xx, the connection breaks       no answer, unless WithRetries
//	401, 404, any other status       no answer; the log tells the service's error code
//	no answer in time (2 min)        what was said, marked as truncated, and an error
//	a stream pauses (15 s)           what was said, marked as truncated, and an error
//	a stream ends without its end    what was said, marked as truncated, and an error
//	an error within a stream         what was said, marked as truncated, and an error
//	the most tokens are reached      what was said, marked as truncated
//	a filter stops the answer        what was said, marked as truncated, or an error when that is nothing
//	the answer is over 64 KiB        its beginning, marked as truncated
//	it cannot be read                an error
//	a tool fails                     the model is told so, and the log why
//	the turn is cancelled            nothing more is said
//
// A tool call is carried out only when the answer that asks for it is complete.
// The errors are *bot.Error. Neither they nor the log have anything of what was said,
// nor the key.
//
// A Bot without tools of the application may be asked again after a crash; with
// them it may not, unless the application wraps it with bot.Repeatable because its
// tools do no harm twice.
package llm

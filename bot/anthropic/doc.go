// Package anthropic is a bot that asks a Claude model over Anthropic's Messages API:
//
//	anthropic.New("claude-sonnet-4-5", llm.WithKey(os.Getenv("ANTHROPIC_API_KEY")))
//
// What a turn is, which options there are, and what becomes of failures is in package llm.
// Of this API in particular:
//
//   - The key goes as "x-api-key", and the API's version is 2023-06-01, which llm.WithHeader can
//     change ("anthropic-version").
//   - max_tokens is required: without llm.WithMaxTokens it is 4096.
//   - Before a conversation that begins with the bot's words stands "(The visitor opens the chat.)",
//     because the API wants the visitor to begin.
//   - An answer is complete when it has a stop_reason, and a stream also when it has its
//     message_stop. "max_tokens", "model_context_window_exceeded", "pause_turn" and "refusal" mark it as
//     truncated. Of an answer that was only a refusal nothing is said: it is an error.
//   - Thinking, where llm.WithField("thinking", ...) asks for it, is not said, and the model gets it
//     back with the results of its tools, as the API demands.
//   - 529 and overloaded_error count as too much to do. The former is asked again; the latter, inside a
//     stream, is not.
package anthropic

// Package openai is a bot that asks a language model over the Chat Completions
// API of OpenAI, which many servers speak:
//
//	openai.New("gpt-4.1-mini", llm.WithKey(os.Getenv("OPENAI_API_KEY")))
//	openai.New("llama3.2", llm.WithBaseURL("http://localhost:11434/v1")) // Ollama
//	openai.New("Qwen/Qwen3-8B", llm.WithBaseURL("http://gpu:8000/v1"))   // vLLM
//
// What a turn is, which options there are, and what becomes of failures is in package llm.
// Of this API in particular:
//
//   - The key goes as "Authorization: Bearer". For services that want it elsewhere, use
//     llm.WithHeader.
//   - llm.WithMaxTokens is sent to OpenAI as max_completion_tokens, and to another base URL as
//     max_tokens, which older servers know. llm.WithField sets what a server wants beyond.
//   - An answer is complete when it has a finish_reason, or, from servers that send none, at
//     [DONE]. "length" and "content_filter" mark it as truncated. A stream that ends without
//     either is an error.
//   - A refusal is the model's own words, and is said.
//   - Only the first choice counts.
//   - A server that answers in one piece although it was asked for a stream is understood.
//   - 429 with insufficient_quota is not asked again: waiting does not help.
package openai

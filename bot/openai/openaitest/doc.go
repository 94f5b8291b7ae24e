// Package openaitest has a stand-in for a server that speaks OpenAI's Chat
// Completions, for tests of package openai and of applications that use it. It is
// written from the API's reference: what it takes, what it refuses, and how it
// answers, in one piece or as a stream. What it answers next is programmed.
package openaitest

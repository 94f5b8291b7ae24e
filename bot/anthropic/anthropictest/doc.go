// Package anthropictest has a stand-in for Anthropic's Messages API, for tests of
// package anthropic and of applications that use it. It is written from the API's reference:
// what it takes, what it refuses, and how it answers, in one piece or as a stream. What it
// answers next is programmed.
package anthropictest

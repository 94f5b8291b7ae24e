// Package bottest tests bots. [Run] is the suite that every chat.Bot passes, a
// [Recorder] stands in for the engine and writes down what a bot says, and
// [Serve] gives an HTTP handler to a client in memory, so that tests of adapters
// can run under testing/synctest.
package bottest

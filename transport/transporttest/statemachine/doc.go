// Package statemachine holds only tests: random sequences of commands over a
// store, an engine and models of clients with an outbox and a cursor, one command
// after the other, so that a failing sequence can be replayed and shrunk. The
// process dies between any two calls of its store, clients forget what they
// have seen, acks get lost, and what was sent long ago is sent again. After each
// sequence everyone is heard out, and the history has to be one that keeps the
// guarantee.
package statemachine

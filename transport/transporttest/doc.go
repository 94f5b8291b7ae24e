// Package transporttest is for people who write a transport or a client of their
// own.
//
// Run is the suite that every transport passes, over real sockets: a host
// application that serves chats in a way of its own runs it against that.
//
//	func TestTransports(t *testing.T) {
//		transporttest.Run(t, start, transporttest.Clients()...)
//	}
//
// Its clients are written from the protocol's document, for tests: they keep to
// the letter of it and hide nothing.
//
// Messenger is a client that loses, doubles and reorders nothing, whatever
// happens to its network: a model to read, and a partner for tests. The package
// faultproxy makes things happen to a network; the command cmd/faultproxy does so
// for clients in any language. docs/testing.md shows how it all goes together.
package transporttest

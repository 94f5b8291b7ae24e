// Package transporttest is the suite that every transport passes, over real
// sockets: a host application that serves chats in a way of its own runs it
// against that.
//
//	func TestTransports(t *testing.T) {
//		transporttest.Run(t, start, transporttest.Clients()...)
//	}
//
// Its clients are written from the protocol's document, for tests: they keep to
// the letter of it and hide nothing.
package transporttest

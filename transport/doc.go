// Package transport is how the outside reaches the engine: one http.Handler
// with the three transports, the REST gateway and the widget's files, to be
// mounted under any path of the host application.
//
//	mux.Handle("/chat/", transport.Handler(engine, transport.Options{}))
//
// Every route stands in one table (routes.go), which says what a request needs
// before its handler sees it. The rules of a connection are in package peer, the
// frames in package wire; docs/protocol.md describes it all for clients.
//
// Do not put http.TimeoutHandler or a compressing middleware around the handler:
// streams do not survive them. A wrapper of http.ResponseWriter needs an Unwrap
// method, as http.ResponseController demands.
package transport

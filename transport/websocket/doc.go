// Package websocket carries payloads over WebSocket, one text message each.
//
// The handshake is refused with an HTTP status and the protocol's JSON body:
// 403 for a foreign origin, 426 for what is no WebSocket handshake (also over
// HTTP/2: browsers open WebSockets over HTTP/1.1), 400 for a client that offers
// subprotocols but not chatmount.v1, 429 for an address with too many
// connections, 501 behind a ResponseWriter that cannot be hijacked. What the
// library refuses, a malformed key or another version, has its text for a body.
// A client that offers no subprotocol at all is taken, so that simple programs
// can connect.
//
// Then the client has 5 seconds to say hello. A binary message is invalid and
// ignored; a message over the limit ends the connection. The server sends a
// heartbeat and a ping when the time for it has come, and drops a client of which
// nothing was heard for 10 seconds after that.
//
// Every connection that the server ends has got a bye, if it could be written,
// and this close code:
//
//	1000  superseded, signed_out
//	1008  invalid
//	1009  invalid, because a message was too large
//	1012  restart
//	1013  overloaded
//	3000  unauthenticated
//	3003  forbidden
//
// An idle connection costs one goroutine, which reads, and a timer. What has to
// be written is written by a goroutine that exists only as long as there is
// something, or by the reading one together with its answer.
package websocket

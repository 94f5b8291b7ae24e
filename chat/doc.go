// Package chat is the engine of Chatmount: it decides who may do what, records
// every event durably before anyone is told, and wakes those who follow a
// conversation. It knows neither HTTP nor sockets; package transport brings the
// outside world to it, packages under store keep its logs, packages under bot
// answer its visitors.
//
// One idea carries it: the store is the resume log and a connection is a cursor
// over it. An event is appended durably to its conversation's log, then a bell
// rings, and every connection pulls from the log from its own cursor. History,
// resume after a disconnect, a change of transport, a slow reader and a
// restarted server are therefore one mechanism. Nothing is ever pushed into a
// connection's queue: a slow reader lags, it never loses and never blocks
// another.
//
// What is not in the log (typing, read marks on their way, the growing text of
// a streamed answer) is state: a reader that was away gets the latest value,
// not every step.
package chat

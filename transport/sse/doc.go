// Package sse carries connections over Server-Sent Events: an event is a payload
// with its cursor as the id, so that a browser's EventSource resumes by itself,
// with the header Last-Event-ID. The stream is written by github.com/r3labs/sse.
//
// When the stream is idle the empty payload is sent as an event, with the
// cursor again as its id: a browser does not tell its page of comments, and an
// event without an id would make it forget the cursor.
//
// A client that stops reading is dropped when one write has taken
// peer.Options.WriteTimeout, and resumes by its cursor.
package sse

// Package wire is the protocol's frames and their codec. One payload, a JSON
// array of frames, is what every transport carries in either direction; what a
// frame means is written in docs/protocol.md and carried out by package peer.
//
// Decoding is strict where encoding/json is lenient: names match exactly, an
// integer is a number without fraction and exponent, and nothing is converted.
// null stands for an absent optional field. Of a name that an object has twice, the last
// one counts, as in browsers.
//
// The types here are the source of widgetjs/src/protocol.gen.ts, and the
// vectors in testdata are run by Go and TypeScript alike.
package wire

import "github.com/chatmount/chatmount/chat"

//go:generate go run ./internal/tsgen -out ../../widgetjs/src/protocol.gen.ts

const (
	// Version is what hello and welcome carry as v.
	Version = 1
	// Subprotocol is the WebSocket subprotocol of this version.
	Subprotocol = "chatmount.v1"
	// MaxFrames is the most frames a payload of a client has; more are invalid as
	// a whole, because each may cost an answer.
	MaxFrames = 256
	// MaxDepth is how deeply a field of an x-* part may nest.
	MaxDepth = chat.MaxDepth
	// MaxInteger is the greatest integer that every client can read exactly.
	MaxInteger = 1<<53 - 1
)

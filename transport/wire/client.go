package wire

import "github.com/chatmount/chatmount/chat"

// ClientFrame is a frame that a client sends: Hello, Send, Action, Typing,
// Read, Stop, Ping, or Invalid in place of one that could not be read.
type ClientFrame interface{ clientFrame() }

// Hello opens a WebSocket connection.
type Hello struct {
	V            int    `json:"v"`                      // the protocol's version; with another one nothing else is read
	Conversation string `json:"conversation,omitempty"` // absent: the visitor's current one
	Cursor       string `json:"cursor,omitempty"`       // events begin after it; absent: after the head
	Token        string `json:"token,omitempty"`        // wins over cookie and Authorization
}

// Send says a message.
type Send struct {
	Key   string      `json:"key"`   // 1 to 64 characters, unique for ever per conversation and participant
	Parts []chat.Part `json:"parts"` // at least one
	Reply int64       `json:"reply,omitempty"`
}

// Action presses a button that the server stored.
type Action struct {
	Key   string      `json:"key"`   // as for a send; the two share one set of keys
	Event chat.Target `json:"event"` // the message with the button, by its id or its offset
	Value string      `json:"value"` // one that a button of it offers
}

// Typing says that the participant types, or has stopped to.
type Typing struct {
	On bool `json:"on"`
}

// Read raises the participant's read mark.
type Read struct {
	Offset int64 `json:"offset"` // not beyond the head
}

// Stop ends the answer that the bot is giving.
type Stop struct {
	Draft string `json:"draft,omitempty"` // a message of it that grows; absent: whichever is under way
}

// Ping asks for a pong.
type Ping struct{}

// Invalid stands for a frame of a known type, or of none, that could not be
// read. It is no frame of the protocol: the answer to it is an Error.
type Invalid struct {
	Key     string // the frame's key, where that could be read
	Message string // what is wrong with it
}

func (Hello) clientFrame()   {}
func (Send) clientFrame()    {}
func (Action) clientFrame()  {}
func (Typing) clientFrame()  {}
func (Read) clientFrame()    {}
func (Stop) clientFrame()    {}
func (Ping) clientFrame()    {}
func (Invalid) clientFrame() {}

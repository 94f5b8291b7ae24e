package main

// via is a way for frames to travel, by the name that the widget has for it.
type via string

const (
	websocket via = "websocket"
	sse       via = "sse"
	longpoll  via = "longpoll"
)

var vias = []via{websocket, sse, longpoll}

// note is one thing that the server saw of a visitor's chat. It has the kinds
// and sizes of what travelled and nothing of what was said.
type note struct {
	At   int64 `json:"at"` // milliseconds since 1970
	What what  `json:"what"`

	Via    via      `json:"via,omitempty"`    // opened, closed, cut, refused, frames
	Up     bool     `json:"up,omitempty"`     // frames: from the browser
	Frames []string `json:"frames,omitempty"` // frames: their types
	Bytes  int      `json:"bytes,omitempty"`  // frames, request, stored
	Method string   `json:"method,omitempty"` // request
	Path   string   `json:"path,omitempty"`   // request, refused: below the mount
	Status int      `json:"status,omitempty"` // request
	Cookie *cookie  `json:"cookie,omitempty"` // session
	Kind   string   `json:"kind,omitempty"`   // event: of which kind
	Role   string   `json:"role,omitempty"`   // event: whose
	Offset int64    `json:"offset,omitempty"` // event, stored, turn, answered
	Took   float64  `json:"took,omitempty"`   // stored, answered: milliseconds
	Failed bool     `json:"failed,omitempty"` // answered: there is no answer
}

// what says what a note is of.
type what string

const (
	opened   what = "opened"   // a connection, or a poll that may be held
	closed   what = "closed"   // a connection has ended by itself
	cut      what = "cut"      // a connection was cut off by a button of the page
	refused  what = "refused"  // a request was, because of a button of the page
	frames   what = "frames"   // travelled
	request  what = "request"  // was answered
	began    what = "session"  // a session has begun, and the browser got its cookie
	ended    what = "ended"    // the session has ended
	event    what = "event"    // an event entered the log, and its readers were woken
	stored   what = "stored"   // an event is on the disk; without an offset: a new conversation
	turn     what = "turn"     // the bot was asked
	answered what = "answered" // the bot has returned
)

// cookie is what a session's cookie is like, without its value.
type cookie struct {
	Name     string `json:"name"`
	HTTPOnly bool   `json:"httpOnly"`
	SameSite string `json:"sameSite"`
	Secure   bool   `json:"secure"`
	Path     string `json:"path"`
	MaxAge   int    `json:"maxAge"` // seconds
}

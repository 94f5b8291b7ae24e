package transport

import "net/http"

// needs says what a request must bring before its handler is called.
type needs uint8

const (
	nothing needs = iota // its handler finds out who calls, if it matters
	caller               // a live session
	itself               // all checks and the body are the transport's own
	form                 // nothing: a form of the page, whose handler checks it, for it cannot send our headers
)

// route is one thing that a client may ask for.
type route struct {
	method string
	path   string // relative to the mount; {id} stands for a conversation's id
	needs  needs
	serve  func(*Server, http.ResponseWriter, *http.Request, call) error
}

// routes is the only list of what the gateway answers, besides the widget's
// files. openapi.json describes each of them, and a test holds each of them to
// who may use it.
var routes = []route{
	{"POST", "session", nothing, (*Server).beginSession},
	{"GET", "session", caller, (*Server).showSession},
	{"DELETE", "session", caller, (*Server).endSession},
	{"POST", "session/identify", caller, (*Server).identify},

	{"GET", "conversations", caller, (*Server).listConversations},
	{"POST", "conversations", caller, (*Server).openConversation},
	{"GET", "conversations/{id}", caller, (*Server).showConversation},
	{"GET", "conversations/{id}/events", caller, (*Server).listEvents},
	{"POST", "conversations/{id}/messages", caller, (*Server).sendMessage},
	{"POST", "conversations/{id}/read", caller, (*Server).markRead},
	{"POST", "conversations/{id}/assign", caller, (*Server).assign},
	{"POST", "conversations/{id}/end", caller, (*Server).end},

	{"POST", "send", caller, (*Server).receive},
	{"POST", "poll", itself, (*Server).poll},
	{"GET", "sse", itself, (*Server).stream},
	{"GET", "ws", itself, (*Server).connect},

	{"GET", "embed", nothing, (*Server).embed},
	{"GET", "page", nothing, (*Server).showPage},
	{"POST", "page", form, (*Server).submitPage},

	{"GET", "openapi.json", nothing, (*Server).describe},
}

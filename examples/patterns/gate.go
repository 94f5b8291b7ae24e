package main

import (
	"context"
	"net/http"
	"strings"
)

// gate stands before the chat. It lets a visitor's requests through unless the
// visitor has closed their way, and tells the visitor's pages of what it sees.
// Requests of others pass untouched.
type gate struct {
	visitors   *visitors
	identities identities
	next       http.Handler
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := g.visitors.of(r)
	if v == nil {
		g.next.ServeHTTP(w, r)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/chat/")
	if v.isCutOff(path) {
		panic(http.ErrAbortHandler) // as a cable that is cut answers
	}
	if by, ok := carriers[path]; ok {
		g.identities.fromRequest(v, r)
		g.connection(v, by, path, w, r)
		return
	}
	g.request(v, path, w, r)
}

// carriers are the paths of the transports.
var carriers = map[string]via{"ws": websocket, "sse": sse, "poll": longpoll}

// connection serves a live connection or one poll, unless its way is closed.
func (g *gate) connection(v *visitor, by via, path string, w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	l := &link{via: by, end: cancel}
	if !v.open(l, path) {
		// As a proxy answers that does not let this through. A refusal in the form of
		// the protocol would be the chat's own word, which no other transport changes.
		http.Error(w, "This way is blocked by a button of the page.", http.StatusBadGateway)
		return
	}
	r = r.WithContext(ctx)
	switch by {
	case websocket:
		handshake := &taken{visitor: v, link: l}
		g.next.ServeHTTP(&tap{ResponseWriter: w, link: handshake}, r)
		if handshake.conn != nil {
			return // it lives on, and closes the link by itself
		}
	case sse:
		g.next.ServeHTTP(&tap{ResponseWriter: w, down: &lines{told: v.down(sse)}}, r)
	case longpoll:
		r.Body = &body{ReadCloser: r.Body, told: func(_ []string, size int) { v.carried(longpoll, true, []string{"poll"}, size) }}
		g.exchange(v.down(longpoll), w, r)
	}
	if wasCut := v.close(l); wasCut {
		panic(http.ErrAbortHandler)
	}
}

// exchange serves a request whose answer is one payload.
func (g *gate) exchange(told func([]string, int), w http.ResponseWriter, r *http.Request) *tap {
	var answer sample
	t := &tap{ResponseWriter: w, down: &answer}
	g.next.ServeHTTP(t, r)
	if t.written > 0 && t.answer() == http.StatusOK {
		told(answer.take())
	}
	return t
}

// request serves a request that is answered at once.
func (g *gate) request(v *visitor, path string, w http.ResponseWriter, r *http.Request) {
	var t *tap
	if path == "send" {
		r = r.WithContext(r.Context())
		r.Body = &body{ReadCloser: r.Body, told: v.up("")}
		t = g.exchange(v.down(""), w, r)
	} else {
		t = &tap{ResponseWriter: w}
		g.next.ServeHTTP(t, r)
	}
	v.tell(note{What: request, Method: r.Method, Path: withoutIDs(path), Status: t.answer(), Bytes: t.written})
	if path == "session" || path == "session/identify" || path == "page" {
		g.followSession(v, t, r)
	}
}

// withoutIDs leaves the ids out of a path, which are nothing to look at.
func withoutIDs(path string) string {
	rest, ok := strings.CutPrefix(path, "conversations/")
	if !ok {
		return path
	}
	if _, what, ok := strings.Cut(rest, "/"); ok {
		return "conversations/…/" + what
	}
	return "conversations/…"
}

// followSession notices when a request has begun or ended the visitor's session.
func (g *gate) followSession(v *visitor, t *tap, r *http.Request) {
	if t.answer() >= http.StatusBadRequest {
		return
	}
	if r.Method == http.MethodDelete {
		g.identities.forget(v)
		v.tell(note{What: ended})
		return
	}
	if given := g.identities.fromAnswer(v, r, t.Header()); given != nil {
		v.tell(note{What: began, Cookie: given})
		return
	}
	g.identities.fromRequest(v, r)
}

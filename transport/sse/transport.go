package sse

import (
	"errors"
	"net/http"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
)

// Transport serves connections as streams of events. It may be used
// concurrently.
type Transport struct {
	host    *peer.Host
	streams *streams
}

var _ peer.Transport = (*Transport)(nil)

// New returns a transport for a host's connections. It needs no closing:
// Engine.Shutdown ends its streams.
func New(h *peer.Host) *Transport { return &Transport{host: h, streams: newStreams()} }

// Name implements peer.Transport.
func (t *Transport) Name() string { return "sse" }

// Serve implements peer.Transport: it answers a GET with a stream, and returns
// when the stream has ended. The query names the conversation and the cursor,
// instead of which the header Last-Event-ID is taken when there is one.
//
// Refusals have the status of their code, except for the reconnect of an
// EventSource whose visitor has signed out: that is answered with 204, which
// makes it stop. It is told by Last-Event-ID without the headers Chat-Client and
// Authorization, which an EventSource cannot send; a client that uses fetch gets
// its 401 when it sends one of these, or its cursor in the query.
func (t *Transport) Serve(w http.ResponseWriter, r *http.Request) {
	t.host.LimitBody(w, r)
	c, err := t.open(w, r)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	c.run()
}

var errMethod = &chat.Error{Code: chat.CodeInvalid, Message: "This is a stream: GET it."}

// open makes the connection that a request asks for; nothing is written yet.
func (t *Transport) open(w http.ResponseWriter, r *http.Request) (*connection, error) {
	if r.Method != http.MethodGet {
		return nil, errMethod
	}
	if err := t.host.CheckOrigin(r); err != nil {
		return nil, err
	}
	s, err := t.host.Session(r, "")
	if err != nil {
		return nil, err
	}
	c := &connection{host: t.host, sending: true}
	if c.release, err = t.host.Admit(r); err != nil {
		return nil, err
	}
	if c.stream, err = t.streams.prepare(r.Context(), w, t.host.WriteTimeout()); err != nil {
		c.release()
		return nil, err
	}
	c.peer, err = t.host.Attach(r.Context(), s, chat.Attach{
		Conversation: r.URL.Query().Get("conversation"), Cursor: cursor(r), Ring: c.ring,
	})
	if err != nil {
		c.stream.close()
		c.release()
		return nil, err
	}
	return c, nil
}

// cursor returns where a request wants to go on, "" for the head.
func cursor(r *http.Request) string {
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		return last
	}
	return r.URL.Query().Get("cursor")
}

func (t *Transport) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, errMethod) {
		w.Header().Set("Allow", http.MethodGet)
		t.host.WriteStatus(w, r, http.StatusMethodNotAllowed, err)
		return
	}
	if chat.CodeOf(err) == chat.CodeUnauthenticated && reconnects(r) {
		t.host.LimitAnswer(w)
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	t.host.WriteError(w, r, err)
}

// reconnects reports whether an EventSource has made the request by itself.
func reconnects(r *http.Request) bool {
	return r.Header.Get("Last-Event-ID") != "" && r.Header.Get("Chat-Client") == "" && r.Header.Get("Authorization") == ""
}

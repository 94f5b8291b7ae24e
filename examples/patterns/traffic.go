package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	writeWithin = 10 * time.Second       // what one write to a page may take
	beat        = 15 * time.Second       // how often a page hears something, so that both sides notice a loss
	breath      = 100 * time.Millisecond // the least time between two messages: what happens meanwhile comes together
)

// traffic is the stream that tells a visitor's page what the server sees of the
// visitor's own chat.
type traffic struct {
	identities identities
	counter    counter
	stopping   <-chan struct{} // closed when streams have to end
}

// ServeHTTP implements http.Handler.
func (t *traffic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := t.identities.visitors.of(r)
	if v == nil {
		http.Error(w, "Open the page first: it sets the cookie that this needs.", http.StatusForbidden)
		return
	}
	page, err := v.watch()
	if err != nil {
		http.Error(w, err.Error(), http.StatusTooManyRequests)
		return
	}
	defer v.leave(page)
	t.identities.fromRequest(v, r)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	s := stream{w: w, control: http.NewResponseController(w)}
	s.say("retry: 1000\n\n")
	beats := time.NewTicker(beat)
	defer beats.Stop()
	var n counts
	for s.err == nil {
		select {
		case <-page.bell:
			n = t.send(r.Context(), &s, v, page, n)
			s.err = t.rest(r.Context(), s.err)
		case <-beats.C:
			s.say(": still here\n\n")
		case <-r.Context().Done():
			return
		case <-t.stopping:
			return
		}
	}
}

// send tells a page what it has not read, and returns the counts that it knows then.
func (t *traffic) send(ctx context.Context, s *stream, v *visitor, page *watcher, n counts) counts {
	now, notes, missed, recount := v.look(page)
	if recount {
		if counted, err := t.counter.of(ctx, v.who()); err == nil {
			n = counted // else they are counted with the next change
		}
	}
	now.Counts = n
	s.event("state", now)
	if len(notes) > 0 {
		s.event("notes", struct {
			Missed int    `json:"missed"`
			Notes  []note `json:"notes"`
		}{missed, notes})
	}
	return n
}

// rest lets what happens next come together, unless there was an error.
func (t *traffic) rest(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	timer := time.NewTimer(breath)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-t.stopping:
	}
	return nil
}

// stream writes server-sent events until a write fails.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (s *stream) event(name string, data any) {
	encoded, err := json.Marshal(data)
	if err != nil {
		s.err = err
		return
	}
	s.say("event: %s\ndata: %s\n\n", name, encoded)
}

func (s *stream) say(format string, args ...any) {
	if s.err == nil {
		s.err = s.control.SetWriteDeadline(time.Now().Add(writeWithin))
	}
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format, args...)
	}
	if s.err == nil {
		s.err = s.control.Flush()
	}
}

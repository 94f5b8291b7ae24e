package sse

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/r3labs/sse/v2"
)

// streams runs the library in the one way in which it neither loses, nor
// leaks, nor lets one reader stall another: a stream of its own for each
// connection, at most one event in flight, no replay, and a stream that is
// removed only after its subscriber has gone.
type streams struct {
	server *sse.Server
	opened atomic.Uint64 // how many there have been; names them
	live   sync.Map      // id -> *stream
}

func newStreams() *streams {
	s := &streams{server: sse.NewWithCallback(nil, nil)}
	s.server.OnUnsubscribe = func(id string, _ *sse.Subscriber) {
		if st, ok := s.live.Load(id); ok {
			close(st.(*stream).gone)
		}
	}
	s.server.AutoReplay = false
	s.server.BufferSize = 1
	s.server.SplitData = true // a line feed in an event must not end it
	return s
}

// stream is one open stream.
type stream struct {
	streams *streams
	id      string
	ctx     context.Context // ends with the stream
	end     context.CancelCauseFunc
	request *http.Request // for the library
	guard   *guard
	gone    chan struct{} // closed when its subscriber has gone
}

// errEnded is why a stream that was ended in order has ended.
var errEnded = errors.New("the stream has ended")

// prepare makes a stream that ends with ctx. The caller runs it, or closes it.
// It fails, with nothing written, for a ResponseWriter without write deadlines: a
// reader that has stopped to read would hold it for ever.
func (s *streams) prepare(ctx context.Context, w http.ResponseWriter, timeout time.Duration) (*stream, error) {
	st := &stream{streams: s, id: strconv.FormatUint(s.opened.Add(1), 36), gone: make(chan struct{})}
	st.ctx, st.end = context.WithCancelCause(ctx)
	st.guard = &guard{
		w: w, control: http.NewResponseController(w), timeout: timeout,
		end: st.end, written: make(chan struct{}, 1),
	}
	if st.guard.arm(); st.guard.failed != nil {
		return nil, fmt.Errorf("a %T cannot carry a stream; a wrapper of a ResponseWriter needs a method Unwrap: %w", w, st.guard.failed)
	}
	// The request that the library gets has nothing of the client's: it would
	// take a Last-Event-ID for a number of its own.
	st.request = (&http.Request{
		Method: http.MethodGet, URL: &url.URL{RawQuery: "stream=" + st.id}, Header: http.Header{},
	}).WithContext(st.ctx)
	s.live.Store(st.id, st)
	s.server.CreateStream(st.id)
	return st, nil
}

// run answers the request with the stream and returns why it has ended: its
// context has, a write has failed, or end was called. begin is called once, when
// events can be sent; it must not block.
func (st *stream) run(begin func()) error {
	defer st.close()
	st.guard.begin = begin
	st.streams.server.ServeHTTP(st.guard, st.request)
	if st.guard.failed != nil { // net/http has ended ctx before it returned the error
		return st.guard.failed
	}
	return context.Cause(st.ctx)
}

// close ends the stream and removes it once its subscriber has gone.
func (st *stream) close() {
	st.end(errEnded)
	if st.guard.subscribed {
		<-st.gone
	}
	st.streams.server.RemoveStream(st.id)
	st.streams.live.Delete(st.id)
	st.guard.armed = false
	st.guard.arm() // for what net/http writes after the handler
}

// send writes one event and returns when it is written to the connection, or
// when the stream has ended. It is for one goroutine at a time.
func (st *stream) send(e *sse.Event) error {
	st.streams.server.Publish(st.id, e)
	select {
	case <-st.guard.written:
		return nil
	case <-st.ctx.Done():
		return context.Cause(st.ctx)
	}
}

package faultproxy

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// exchange is a request and what is done to its answer. The flow up makes it,
// after that it belongs to the flow down.
type exchange struct {
	phase *phase // in which the request came
	kind  Kind   // of what is done to the answer; None: nothing (any more)
	head  []byte // of the answer, as far as it came; nil when it was passed on
	body  bool   // the head was passed on
	held  []byte // the bytes that BufferedStream holds back
	left  int    // bytes of the body that TruncatedAnswer still lets through
}

// outcome is what happens after bytes of an answer.
type outcome struct {
	struck bool // the fault has done what it does
	dead   bool // nothing passes any more
	cut    bool // the connection ends
}

func newExchange(r request, now *phase) *exchange {
	e := &exchange{phase: now}
	var concerned bool
	switch now.fault.Kind {
	case DeadUpgrade:
		concerned = r.upgrade
	case BufferedStream:
		concerned = !r.post && !r.upgrade
	case TruncatedAnswer, LostAnswer:
		concerned = r.post
	case DuplicatedPost:
		concerned = r.post && r.whole
	}
	if concerned {
		e.kind = now.fault.Kind
	}
	return e
}

// answer takes bytes of the server and returns those that go on to the client.
func (e *exchange) answer(data []byte) (through []byte, then outcome) {
	switch e.kind {
	case LostAnswer:
		return nil, outcome{struck: true, cut: true}
	case DeadUpgrade, BufferedStream, TruncatedAnswer:
	default:
		return data, outcome{}
	}
	if e.body {
		return e.content(data)
	}
	e.head = append(e.head, data...)
	end := bytes.Index(e.head, []byte("\r\n\r\n"))
	if end < 0 {
		return nil, outcome{}
	}
	head, data := e.head[:end+4], e.head[end+4:]
	e.head, e.body = nil, true
	if !e.concerns(head) {
		e.kind = None
		return slices.Concat(head, data), outcome{}
	}
	if e.kind == DeadUpgrade {
		return head, outcome{struck: true, dead: true}
	}
	content, then := e.content(data)
	return slices.Concat(head, content), then
}

// content does what the fault does to what follows the head.
func (e *exchange) content(data []byte) (through []byte, then outcome) {
	switch {
	case e.kind == DeadUpgrade:
		return nil, outcome{}
	case e.kind == BufferedStream:
		return e.collect(data)
	case len(data) > e.left:
		return data[:e.left], outcome{struck: true, cut: true}
	}
	e.left -= len(data)
	return data, outcome{}
}

// concerns reports whether an answer with this head is one that the fault is about.
func (e *exchange) concerns(head []byte) bool {
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(head)), nil)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	switch e.kind {
	case DeadUpgrade:
		return resp.StatusCode == http.StatusSwitchingProtocols
	case BufferedStream:
		return strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream")
	default:
		e.left = int(min(int64(e.phase.fault.Bytes), resp.ContentLength-1))
		return resp.ContentLength > 0
	}
}

// collect holds bytes back until there are enough.
func (e *exchange) collect(data []byte) ([]byte, outcome) {
	first := e.held == nil
	e.held = append(e.held, data...)
	if len(e.held) >= e.phase.fault.Bytes {
		return e.release(), outcome{struck: first}
	}
	return nil, outcome{struck: first && len(e.held) > 0}
}

// release returns what was held back.
func (e *exchange) release() []byte {
	held := e.held
	if e.held = nil; e.kind == BufferedStream && e.over() {
		e.kind = None
	}
	return held
}

// over reports whether the fault was lifted.
func (e *exchange) over() bool {
	select {
	case <-e.phase.over:
		return true
	default:
		return false
	}
}

// repeat delivers a request a second time, after a while, and reads its answer
// for nobody.
func (p *Proxy) repeat(request []byte, late time.Duration) {
	p.running.Go(func() {
		p.pause(late)
		c, err := p.dial()
		if err != nil {
			return
		}
		defer c.Close()
		ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
		defer cancel()
		defer context.AfterFunc(ctx, func() { c.Close() })()
		if _, err := c.Write(request); err != nil {
			return
		}
		if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil {
			_, _ = io.Copy(io.Discard, resp.Body) // what matters is that the server has answered
			resp.Body.Close()
		}
	})
}

package peer

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// admission counts what is alive: connections by address and in all, and
// goroutines.
type admission struct {
	perAddress, total int

	mu          sync.Mutex // guards what follows
	byAddress   map[netip.Addr]int
	connections int
	alive       int           // connections and goroutines
	waiting     chan struct{} // closed when Wait begins: nobody new comes in
	waited      bool          // it is closed
	none        chan struct{} // closed when alive is 0 again; nil: nobody waits
}

func (a *admission) init(perAddress, total int) {
	a.perAddress, a.total, a.byAddress = perAddress, total, map[netip.Addr]int{}
	a.waiting = make(chan struct{})
	if a.perAddress <= 0 {
		a.perAddress = 100
	}
	if a.total <= 0 {
		a.total = fileLimit() / 5 * 4
	}
}

// enter counts a connection, unless that would be one too many.
func (a *admission) enter(from netip.Addr) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.waited:
		return chat.ErrStopped
	case a.connections >= a.total:
		return &chat.Error{
			Code: chat.CodeRateLimited, RetryAfter: 10 * time.Second,
			Message: "The server has as many connections as it can hold; try again in a moment.",
		}
	case a.byAddress[from] >= a.perAddress:
		return &chat.Error{
			Code: chat.CodeRateLimited, RetryAfter: 10 * time.Second,
			Message: "There are too many connections from this address; close some and try again.",
		}
	}
	if from.IsValid() {
		a.byAddress[from]++
	}
	a.connections++
	a.alive++
	return nil
}

func (a *admission) leave(from netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if from.IsValid() {
		if a.byAddress[from]--; a.byAddress[from] == 0 {
			delete(a.byAddress, from)
		}
	}
	a.connections--
	a.die()
}

// die counts one less alive; a.mu is held.
func (a *admission) die() {
	if a.alive--; a.alive == 0 && a.none != nil {
		close(a.none)
		a.none = nil
	}
}

// Admit counts a connection against the limits by address and in all. Call
// release when it has ended; it may be called twice. CodeRateLimited: there are
// too many. CodeUnavailable: Wait has begun.
//
// Loopback does not count by address; see Proxies.LimitAddr.
func (h *Host) Admit(r *http.Request) (release func(), err error) {
	from := h.proxies.LimitAddr(r)
	if err := h.admission.enter(from); err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { h.admission.leave(from) }), nil
}

// Go runs f in a goroutine that Wait waits for. A panic in f is logged and ends
// only f. Whoever calls Go holds an admission, or is itself in such a
// goroutine: so Wait misses nobody.
func (h *Host) Go(f func()) {
	a := &h.admission
	a.mu.Lock()
	a.alive++
	a.mu.Unlock()
	go func() {
		defer func() {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.die()
		}()
		defer h.Recover("a connection")
		f()
	}()
}

// Wait admits nobody any more and returns when every connection has been
// released and every goroutine that Go started has ended, or with ctx's error.
// Engine.Shutdown comes first: it is what ends the connections. Wait may be
// called again.
func (h *Host) Wait(ctx context.Context) error {
	a := &h.admission
	a.mu.Lock()
	if !a.waited {
		a.waited = true
		close(a.waiting)
	}
	if a.alive == 0 {
		a.mu.Unlock()
		return nil
	}
	if a.none == nil {
		a.none = make(chan struct{})
	}
	none := a.none
	a.mu.Unlock()
	select {
	case <-none:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Waiting is closed when Wait begins. Goroutines that Go started, and that wait for
// something to do, end then.
func (h *Host) Waiting() <-chan struct{} { return h.admission.waiting }

// Recover logs a panic and keeps it from ending the process, when it is deferred.
func (h *Host) Recover(in string) {
	if v := recover(); v != nil {
		h.logPanic(in, v)
	}
}

func (h *Host) logPanic(in string, v any) {
	h.log.Error("chat: panic", slog.String("in", in), slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
}

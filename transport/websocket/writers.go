package websocket

import (
	"runtime"
	"sync"
	"time"

	"github.com/chatmount/chatmount/transport/peer"
)

// writers write for the connections that have something to tell and nobody who
// does so already. A goroutine for each would be new, and have its stack grown,
// with every message; these few stay. One that a client holds up, because it
// does not read, is made up for by another.
type writers struct {
	host *peer.Host
	most int // which are not held up

	mu      sync.Mutex    // guards what follows
	waiting []*connection // to be written for, from first on
	first   int
	taken   int           // counts those that were taken from it
	alive   int           // goroutines, also those that have yet to begin
	writing int           // of them, have taken a connection and are not done with it
	idle    int           // of them, wait on wake and are not woken
	wake    chan struct{} // has an element for each that was woken
	watched bool          // progress is going to be called
}

// patience is how long the writers may take no connection before there are more
// of them.
const patience = time.Millisecond

func newWriters(h *peer.Host) *writers {
	most := max(2, runtime.GOMAXPROCS(0))
	return &writers{host: h, most: most, wake: make(chan struct{}, most)}
}

// add has a connection written for, soon. It does not block.
func (w *writers) add(c *connection) {
	w.mu.Lock()
	w.append(c)
	more := 0
	switch {
	case w.idle > 0:
		w.idle--
		w.wake <- struct{}{} // there is room: nobody else was woken for it
	case w.alive < w.most:
		more = 1
	case !w.watched:
		w.watch()
	}
	w.alive += more
	w.mu.Unlock()
	w.start(more)
}

// append puts a connection at the end, in the room of those that were taken where
// that is most of it. w.mu is held.
func (w *writers) append(c *connection) {
	if n := len(w.waiting); n == cap(w.waiting) && w.first > n/2 {
		rest := copy(w.waiting, w.waiting[w.first:])
		clear(w.waiting[rest:])
		w.waiting, w.first = w.waiting[:rest], 0
	}
	w.waiting = append(w.waiting, c)
}

func (w *writers) start(n int) {
	for range n {
		w.host.Go(w.run)
	}
}

// run writes for one connection after the other, and waits for more until the
// engine or the host comes to its end, unless too many wait already.
func (w *writers) run() {
	for {
		c, ok := w.next()
		if !ok {
			return
		}
		if c == nil {
			w.wait()
			continue
		}
		c.pump()
		c.tasks.Done()
		w.done()
	}
}

func (w *writers) done() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writing--
}

// next takes a connection. Without one it counts the caller as idle, or, with
// ok false, as gone. Before that it lets those run who may be about to add one:
// they need not wake anybody then.
func (w *writers) next() (c *connection, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.first == len(w.waiting) {
		w.mu.Unlock()
		runtime.Gosched()
		w.mu.Lock()
	}
	if w.first < len(w.waiting) {
		c = w.waiting[w.first]
		w.waiting[w.first] = nil
		w.first++
		w.taken++
		w.writing++
		return c, true
	}
	w.waiting, w.first = w.waiting[:0], 0
	if w.alive > w.most || w.ending() {
		w.alive--
		return nil, false
	}
	w.idle++
	return nil, true
}

// wait returns when the caller was woken, or is to end.
func (w *writers) wait() {
	select {
	case <-w.wake:
		return
	case <-w.host.Engine().Stopping():
	case <-w.host.Waiting():
	}
	w.mu.Lock()
	woken := w.idle == 0
	if !woken {
		w.idle--
	}
	w.mu.Unlock()
	if woken { // as many are awake as there were idle: the element is there
		<-w.wake
	}
}

// ending reports whether writers end that have nothing to do.
func (w *writers) ending() bool {
	select {
	case <-w.host.Waiting():
		return true
	default:
		return stopping(w.host)
	}
}

// watch sees to it that progress is checked. w.mu is held.
func (w *writers) watch() {
	w.watched = true
	taken := w.taken
	time.AfterFunc(patience, func() { w.progress(taken) })
}

// progress starts more writers, as many as there are, when all of them are held
// up: none has taken a connection since, and none is about to.
func (w *writers) progress(since int) {
	w.mu.Lock()
	w.watched = false
	more := 0
	if left := len(w.waiting) - w.first; left > 0 {
		if w.taken == since && w.writing == w.alive {
			more = min(w.alive, left)
		}
		w.watch()
	}
	w.alive += more
	w.mu.Unlock()
	w.start(more)
}

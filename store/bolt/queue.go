package bolt

import (
	"context"
	"runtime"
	"sync"
)

// change is one write. The writer calls apply in a transaction that holds other
// changes too: it reads and checks first, and after its first write it cannot
// fail. It may be called again, in another transaction, before it is answered.
type change interface {
	apply(b *batch) error
}

// changeFunc is a change that is a function.
type changeFunc func(b *batch) error

func (f changeFunc) apply(b *batch) error { return f(b) }

// request is a change on its way through the writer.
type request struct {
	ctx    context.Context
	change change
	active *active // whose pin the writer releases; may be nil
	size   int     // bytes of data

	err  error // set before done is closed
	done chan struct{}
}

// A batch takes what waits, up to these bounds, so that a commit stays short.
const (
	maxBatch      = 1024
	maxBatchBytes = 8 << 20
)

// maxYields is how often the writer lets others run before it takes a batch.
const maxYields = 16

// queue holds the requests that wait for the writer. Each has a caller who waits
// for it or has given up, so that callers bound it.
type queue struct {
	wake chan struct{} // has an element when there may be something new

	mu      sync.Mutex // guards what follows
	waiting []*request
	closed  bool
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

// push adds a request, and reports whether the queue takes any.
func (q *queue) push(r *request) bool {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return false
	}
	q.waiting = append(q.waiting, r)
	q.mu.Unlock()
	q.ring()
	return true
}

// close lets no more requests in.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.ring()
}

func (q *queue) ring() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// next waits for requests and returns them in order; none when the queue is
// closed and empty.
func (q *queue) next() []*request {
	for {
		n, closed := q.length()
		if n > 0 {
			q.settle(n)
			return q.take()
		}
		if closed {
			return nil
		}
		<-q.wake
	}
}

// settle lets the senders that are ready to run join the batch: on one busy
// processor they had no chance to while the writer ran, and a batch would hold
// little more than the one request that woke the writer.
func (q *queue) settle(n int) {
	for range maxYields {
		runtime.Gosched()
		now, _ := q.length()
		if now == n || now >= maxBatch {
			return
		}
		n = now
	}
}

func (q *queue) length() (n int, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting), q.closed
}

// take returns what waits, within the bounds of a batch, and may return none.
func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, size := 0, 0
	for n < len(q.waiting) && n < maxBatch && (n == 0 || size+q.waiting[n].size <= maxBatchBytes) {
		size += q.waiting[n].size
		n++
	}
	batch := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	if len(q.waiting) == 0 {
		q.waiting = nil
	}
	return batch
}

// submit hands a change to the writer and waits until it is on stable storage,
// or ctx ends.
func (s *Store) submit(ctx context.Context, r *request) error {
	r.ctx, r.done = ctx, make(chan struct{})
	if !s.queue.push(r) {
		s.release(r)
		return errClosed
	}
	if ctx.Done() == nil { // most appends; a plain receive costs less
		<-r.done
		return r.err
	}
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err() // the writer answers it all the same
	}
}

// write submits a change that concerns no active conversation.
func (s *Store) write(ctx context.Context, f changeFunc) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	return s.submit(ctx, &request{change: f})
}

// answer ends a request.
func (s *Store) answer(r *request, err error) {
	s.release(r)
	r.err = err
	close(r.done)
}

// release gives back what a request has pinned.
func (s *Store) release(r *request) {
	if r.active != nil {
		s.active.release(r.active)
	}
}

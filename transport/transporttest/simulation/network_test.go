package simulation

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// weather is how the network behaves. The zero weather is fine.
type weather struct {
	latency    time.Duration // at most, for each piece that arrives
	closed     bool          // nobody gets through to the server
	loseAnswer float64       // how likely the answer to a post is lost
	double     float64       // how likely a post comes twice
	slow       bool          // readers take their time
}

// network is the way of the clients to the server, whichever process that is.
type network struct {
	count   func(name string, n int)
	running sync.WaitGroup // wires, and posts that come a second time

	mu      sync.Mutex // guards what follows
	rand    *rand.Rand
	weather weather
	door    *door // nil: there is no server
	wires   map[*wire]struct{}
}

func newNetwork(r *rand.Rand, count func(string, int)) *network {
	return &network{rand: r, count: count, wires: map[*wire]struct{}{}}
}

// chance reports whether something of a likelihood happens.
func (n *network) chance(p func(weather) float64) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rand.Float64() < p(n.weather)
}

func (n *network) within(d time.Duration) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	return time.Duration(n.rand.Int64N(int64(d) + 1))
}

func (n *network) set(w weather) {
	n.mu.Lock()
	n.weather = w
	n.mu.Unlock()
}

func (n *network) now() weather {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.weather
}

// open leads new connections to a server; nil leads them nowhere.
func (n *network) open(d *door) {
	n.mu.Lock()
	n.door = d
	n.mu.Unlock()
}

// each calls do for each connection that chance picks.
func (n *network) each(likely float64, do func(*wire)) {
	n.mu.Lock()
	var picked []*wire
	for w := range n.wires {
		if n.rand.Float64() < likely {
			picked = append(picked, w)
		}
	}
	n.mu.Unlock()
	for _, w := range picked {
		do(w)
	}
}

// heal makes the weather fine. Connections that have swallowed something are
// cut: nothing makes up for that but a new one.
func (n *network) heal() {
	n.set(weather{})
	n.each(1, func(w *wire) {
		if w.deaf.Load() || w.mute.Load() {
			w.Close()
		}
	})
}

var errNoServer = errors.New("simulation: connection refused")

func (n *network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.mu.Lock()
	door, closed := n.door, n.weather.closed
	n.mu.Unlock()
	if door == nil || closed {
		return nil, errNoServer
	}
	client, server := net.Pipe()
	select {
	case door.conns <- server:
	case <-door.closed:
		return nil, errNoServer
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	w := &wire{Conn: client, network: n, out: make(chan []byte, 64), closed: make(chan struct{})}
	n.running.Go(w.carry)
	n.mu.Lock()
	n.wires[w] = struct{}{}
	n.mu.Unlock()
	return w, nil
}

// wire is the client's end of a connection.
type wire struct {
	net.Conn
	network *network
	deaf    atomic.Bool  // what the server sends is swallowed
	mute    atomic.Bool  // what the client sends is swallowed
	budget  atomic.Int64 // bytes from the server after which it is cut; 0: no end
	out     chan []byte  // on its way to the server, as much as a socket takes
	once    sync.Once
	closed  chan struct{}
}

// carry takes what was written to the server.
func (w *wire) carry() {
	for {
		select {
		case b := <-w.out:
			if _, err := w.Conn.Write(b); err != nil {
				w.Close()
			}
		case <-w.closed:
			return
		}
	}
}

func (w *wire) Read(b []byte) (int, error) {
	for {
		n, err := w.Conn.Read(b)
		weather := w.network.now()
		w.pause(weather.latency)
		if weather.slow {
			w.pause(time.Second)
		}
		if left := w.budget.Load(); left > 0 && n > 0 {
			n = int(min(int64(n), left))
			if w.budget.Add(-int64(n)) == 0 {
				w.Close()
			}
		}
		if err != nil || !w.deaf.Load() {
			return n, err
		}
	}
}

// pause waits for at most a time, and no longer than the connection lives:
// whoever closes it may hold a mutex and wait for its reader.
func (w *wire) pause(most time.Duration) {
	if most == 0 {
		return
	}
	t := time.NewTimer(w.network.within(most))
	defer t.Stop()
	select {
	case <-t.C:
	case <-w.closed:
	}
}

func (w *wire) Write(b []byte) (int, error) {
	if w.mute.Load() {
		return len(b), nil
	}
	select {
	case w.out <- bytes.Clone(b):
		return len(b), nil
	case <-w.closed:
		return 0, net.ErrClosed
	}
}

func (w *wire) Close() error {
	w.network.mu.Lock()
	delete(w.network.wires, w)
	w.network.mu.Unlock()
	w.once.Do(func() { close(w.closed) })
	return w.Conn.Close()
}

// road is how the requests of one connection of a client travel.
type road struct {
	*http.Transport
	network *network
}

func (n *network) road() http.RoundTripper {
	return &road{&http.Transport{DialContext: n.dial, DisableCompression: true}, n}
}

var errLost = errors.New("simulation: the answer was lost")

// RoundTrip implements http.RoundTripper. A post may come twice, the second time
// long after, and its answer may be lost.
func (r *road) RoundTrip(req *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(req.URL.Path, "/send") {
		return r.Transport.RoundTrip(req)
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	if r.network.chance(func(w weather) float64 { return w.double }) {
		r.network.count("doubled posts", 1)
		r.network.running.Go(func() { r.again(req.Clone(context.WithoutCancel(req.Context())), body) })
	}
	resp, err := r.Transport.RoundTrip(req)
	if err == nil && r.network.chance(func(w weather) float64 { return w.loseAnswer }) {
		r.network.count("lost answers", 1)
		resp.Body.Close()
		return nil, errLost
	}
	return resp, err
}

// again makes a request a second time, in its own time.
func (r *road) again(req *http.Request, body []byte) {
	ctx, cancel := context.WithTimeout(req.Context(), 30*time.Second)
	defer cancel()
	defer r.CloseIdleConnections()
	time.Sleep(r.network.within(20 * time.Second))
	req = req.WithContext(ctx)
	req.Body = io.NopCloser(bytes.NewReader(body))
	if resp, err := r.Transport.RoundTrip(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body) // the answer is nobody's
		resp.Body.Close()
	}
}

// door is where a server takes connections in.
type door struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func newDoor() *door { return &door{conns: make(chan net.Conn), closed: make(chan struct{})} }

// Accept implements net.Listener.
func (d *door) Accept() (net.Conn, error) {
	select {
	case c := <-d.conns:
		return c, nil
	case <-d.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (d *door) Close() error {
	d.once.Do(func() { close(d.closed) })
	return nil
}

// Addr implements net.Listener.
func (d *door) Addr() net.Addr { return &net.UnixAddr{Name: "simulation", Net: "pipe"} }

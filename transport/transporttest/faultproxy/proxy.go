package faultproxy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Options are those of a Proxy. The zero value is fine.
type Options struct {
	Seed   uint64       // of what a fault leaves to chance: jitter
	Listen string       // the address to listen on; empty: 127.0.0.1:0, a port that is free
	Logger *slog.Logger // is told of every fault that comes into force, and when one strikes; nil: nobody
}

// Proxy relays connections to its target. Its methods may be called concurrently.
type Proxy struct {
	listener net.Listener
	log      *slog.Logger
	target   atomic.Pointer[string] // host:port
	running  sync.WaitGroup         // every goroutine of the proxy
	ctx      context.Context        // ends when the proxy is closed
	close    context.CancelFunc

	mu     sync.Mutex // guards what follows
	phase  *phase
	random *rand.Rand
	conns  map[*conn]bool
	struck map[Kind]int
}

// phase is the time for which a fault is in force.
type phase struct {
	fault Fault
	over  chan struct{} // closed at its end
}

// New returns a proxy that listens. The target is a URL like
// http://127.0.0.1:8080 or an address like 127.0.0.1:8080.
func New(target string, o Options) (*Proxy, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	p := &Proxy{
		log: o.Logger, phase: &phase{over: make(chan struct{})},
		random: rand.New(rand.NewPCG(o.Seed, 0)), conns: map[*conn]bool{}, struck: map[Kind]int{},
	}
	p.ctx, p.close = context.WithCancel(context.Background())
	if err := p.Redirect(target); err != nil {
		return nil, err
	}
	var err error
	if p.listener, err = net.Listen("tcp", o.Listen); err != nil {
		return nil, err
	}
	p.running.Go(p.accept)
	return p, nil
}

// Redirect changes the target for connections to come: a server that restarts may
// have another port.
func (p *Proxy) Redirect(target string) error {
	address := target
	if u, err := url.Parse(target); err == nil && u.Host != "" {
		if u.Scheme != "http" {
			return fmt.Errorf("the target %s is not http: the proxy does not speak TLS", target)
		}
		address = u.Host
		if u.Port() == "" {
			address = net.JoinHostPort(u.Hostname(), "80")
		}
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return fmt.Errorf("the target %q is neither http://host:port nor host:port: %w", target, err)
	}
	p.target.Store(&address)
	return nil
}

// Addr returns the address the proxy listens on.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// URL returns the address as http://host:port, without a slash at the end.
func (p *Proxy) URL() string { return "http://" + p.Addr() }

// Set puts a fault into force in place of the one before.
func (p *Proxy) Set(f Fault) {
	p.mu.Lock()
	before := p.phase
	p.phase = &phase{f, make(chan struct{})}
	if f.Kind == Forget {
		for c := range p.conns {
			c.dead.Store(true)
		}
		p.struck[Forget] += len(p.conns)
	}
	p.mu.Unlock()
	close(before.over)
	p.log.Info("in force", "fault", f.String())
}

// Heal puts no fault into force.
func (p *Proxy) Heal() { p.Set(Fault{}) }

// Fault returns the fault that is in force.
func (p *Proxy) Fault() Fault { return p.now().fault }

// Struck returns how often a fault of a kind has done what it does. For Delay,
// Throttle, Blackhole and HalfOpen these are reads from a socket, for the others connections,
// streams or requests.
func (p *Proxy) Struck(k Kind) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.struck[k]
}

// Close ends every connection and returns when nothing of the proxy is left. It
// may be called twice.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	p.mu.Lock()
	p.close()
	for c := range p.conns {
		c.end(false)
	}
	p.mu.Unlock()
	p.running.Wait()
	return err
}

func (p *Proxy) now() *phase {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.phase
}

// strike counts what a fault did.
func (p *Proxy) strike(k Kind) {
	p.mu.Lock()
	p.struck[k]++
	p.mu.Unlock()
	p.log.Debug("struck", "fault", k.String())
}

// lateness draws how late something is delivered.
func (p *Proxy) lateness(f Fault) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	late := f.Delay
	if f.Jitter > 0 {
		late += time.Duration(p.random.Int64N(int64(2*f.Jitter))) - f.Jitter
	}
	return max(0, late)
}

// accept takes connections until the proxy is closed.
func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		switch {
		case err == nil:
			p.running.Go(func() { p.relay(client.(*net.TCPConn)) })
		case errors.Is(err, net.ErrClosed):
			return
		default: // of this connection, or of too many files
			p.pause(10 * time.Millisecond)
		}
	}
}

// relay serves a connection to its end.
func (p *Proxy) relay(client *net.TCPConn) {
	server, err := p.dial()
	if err != nil {
		p.log.Debug("the target cannot be reached", "error", err)
		abort(client)
		return
	}
	c := newConn(p, client, server)
	if !p.add(c) {
		c.end(false)
		return
	}
	defer p.remove(c)
	c.relay()
}

// dial connects to the target.
func (p *Proxy) dial() (*net.TCPConn, error) {
	d := net.Dialer{Timeout: 5 * time.Second}
	c, err := d.DialContext(p.ctx, "tcp", *p.target.Load())
	if err != nil {
		return nil, err
	}
	return c.(*net.TCPConn), nil
}

// add notes a connection, unless the proxy is closed.
func (p *Proxy) add(c *conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return false
	}
	p.conns[c] = true
	return true
}

func (p *Proxy) remove(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// pause waits, at most until the proxy is closed.
func (p *Proxy) pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-p.ctx.Done():
	}
}

// abort ends a connection with RST.
func abort(c *net.TCPConn) {
	_ = c.SetLinger(0) // it fails when the connection has ended already
	c.Close()
}

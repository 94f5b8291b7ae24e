package peer

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/chatmount/chatmount/chat"
	"golang.org/x/time/rate"
)

// Options configures a Host. Zero fields take their defaults.
type Options struct {
	Credentials    Credentials    // how a request proves its session; required
	Origins        []string       // exact origins (scheme://host[:port]) allowed besides the request's own
	TrustedProxies []netip.Prefix // whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host count
	Heartbeat      time.Duration  // the most between two payloads; 25 s
	PerAddress     int            // live connections of one address (IPv6: one /64), loopback exempt; 100
	Total          int            // live connections in all; 80 % of the file limit
	WriteTimeout   time.Duration  // what one write to a client may take; 10 s
	Logger         *slog.Logger   // nil: slog.Default()
}

// Credentials finds and resolves what a request brings to prove its session.
type Credentials interface {
	chat.Sessions
	// Token returns the bearer token or the cookie's token of a request, "" when it has neither.
	Token(r *http.Request) string
}

// Host is what the connections of one mounted handler share. Its methods may be
// called concurrently.
type Host struct {
	engine       *chat.Engine
	credentials  Credentials
	proxies      Proxies
	origins      map[string]bool
	heartbeat    time.Duration
	writeTimeout time.Duration
	log          *slog.Logger

	admission admission
	refusals  rate.Sometimes              // bounds how often refused origins are logged
	giveWay   []func(session string) bool // as in GiveWay
}

// NewHost returns a host for an engine's connections. It panics when
// o.Credentials is missing or an entry of o.Origins is not an origin, for both
// are mistakes in the program.
func NewHost(e *chat.Engine, o Options) *Host {
	if o.Credentials == nil {
		panic("peer: Options.Credentials is missing")
	}
	h := &Host{
		engine: e, credentials: o.Credentials, proxies: o.TrustedProxies, origins: allowedOrigins(o.Origins),
		heartbeat: o.Heartbeat, writeTimeout: o.WriteTimeout, log: o.Logger,
		refusals: rate.Sometimes{First: 1, Interval: time.Minute},
	}
	if h.heartbeat <= 0 {
		h.heartbeat = 25 * time.Second
	}
	if h.writeTimeout <= 0 {
		h.writeTimeout = 10 * time.Second
	}
	if h.log == nil {
		h.log = slog.Default()
	}
	h.admission.init(o.PerAddress, o.Total)
	return h
}

// Engine returns the engine whose connections these are.
func (h *Host) Engine() *chat.Engine { return h.engine }

// WriteTimeout returns what one write to a client may take.
func (h *Host) WriteTimeout() time.Duration { return h.writeTimeout }

// GiveWay tells of connections that nobody uses just now: f closes one of a session
// and reports whether there was one. It is asked when the session has no place left for
// another connection. For the New of a transport, before anything is served.
func (h *Host) GiveWay(f func(session string) bool) { h.giveWay = append(h.giveWay, f) }

// makeRoom frees a place of a session, if it can.
func (h *Host) makeRoom(session string) bool {
	return slices.ContainsFunc(h.giveWay, func(f func(string) bool) bool { return f(session) })
}

// Logger returns where the connections' faults are logged.
func (h *Host) Logger() *slog.Logger { return h.log }

var errNoCredentials = &chat.Error{
	Code: chat.CodeUnauthenticated, Message: "There is no session; start one with POST session.",
}

// Session resolves the caller of a request; a token that is not empty (from a
// hello frame) wins over the request's own credentials. It may be called when
// the request's handler has returned. CodeUnauthenticated: there is no live
// session.
func (h *Host) Session(r *http.Request, token string) (chat.Session, error) {
	if token == "" {
		token = h.credentials.Token(r)
	}
	if token == "" {
		return chat.Session{}, errNoCredentials
	}
	return h.credentials.Resolve(context.WithoutCancel(r.Context()), token)
}

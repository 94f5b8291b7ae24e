package peer

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Options configures a Host. Zero fields take their defaults.
type Options struct {
	Credentials    Credentials    // how a request proves its session; required
	Origins        []string       // exact origins (scheme://host[:port]) allowed besides the request's own
	TrustedProxies []netip.Prefix // whose X-Forwarded-For and X-Forwarded-Proto count
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

// Host is what the connections of one mounted handler share.
type Host struct{}

// NewHost returns a host for an engine's connections.
func NewHost(e *chat.Engine, o Options) *Host { panic("stub") }

// Session resolves the caller of a request; a token that is not empty (from a
// hello frame) wins over the request's own credentials.
func (h *Host) Session(r *http.Request, token string) (chat.Session, error) { panic("stub") }

// Admit counts a connection against the limits by address and in all. Call
// release when it has ended.
func (h *Host) Admit(r *http.Request) (release func(), err error) { panic("stub") }

// CheckOrigin returns a CodeForbidden error for a request that another site's
// page made.
func (h *Host) CheckOrigin(r *http.Request) error { panic("stub") }

// Go runs f in a goroutine that Wait waits for.
func (h *Host) Go(f func()) { panic("stub") }

// Wait returns when every goroutine that Go started has ended, or with ctx's error.
func (h *Host) Wait(ctx context.Context) error { panic("stub") }

// Attach opens a peer. Its first payload begins with welcome.
func (h *Host) Attach(ctx context.Context, s chat.Session, a chat.Attach) (*Peer, error) { panic("stub") }

// Receive carries out a payload of a client that has no peer (POST send): the
// answer is a payload of acks and errors. An error is about the payload as a whole.
func (h *Host) Receive(ctx context.Context, s chat.Session, conversation string, payload []byte) ([]byte, error) {
	panic("stub")
}

// WriteError answers a request with an error: its status and the JSON body of the protocol,
// nothing internal, logged when it is CodeInternal.
func (h *Host) WriteError(w http.ResponseWriter, r *http.Request, err error) { panic("stub") }

// Payload is one payload for a client.
type Payload struct {
	JSON   []byte // one line; nil: nothing to tell
	Cursor string // the place after it; the id of an SSE event
	Bye    bool   // the connection ends with it
	More   bool   // ask again at once
}

// Peer is the server's end of one connection. Next is for one goroutine at a
// time, Receive for another.
type Peer struct{}

// Next returns what is ready, without waiting; its first payload begins with welcome.
func (p *Peer) Next(ctx context.Context) (Payload, error) { panic("stub") }

// Wait blocks until Next may have something, or ctx ends; for peers attached without Ring.
func (p *Peer) Wait(ctx context.Context) error { panic("stub") }

// Receive carries out a payload of the client and returns the payload that
// answers it, nil for none. Bye in the answer ends the connection.
func (p *Peer) Receive(ctx context.Context, payload []byte) Payload { panic("stub") }

// Seek moves the peer to the cursor of a client's poll; when it can not be
// taken, the next payload is a welcome with a reset.
func (p *Peer) Seek(ctx context.Context, cursor string) error { panic("stub") }

// Close ends the peer and frees its place. It may be called twice.
func (p *Peer) Close() { panic("stub") }

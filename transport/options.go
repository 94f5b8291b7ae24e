package transport

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

// Options configures a Server. The zero value works.
type Options struct {
	// Sessions knows the callers. nil: they are kept in the engine's store, which
	// then has to be a session.Store too, with the zero session.Options.
	Sessions *session.Manager

	// Identify tells who of the host's users made a request: by the host's own
	// login, or by the token that the client was given for this, "" when it has
	// none. An error refuses it: an *chat.Error is told to the client, any other
	// is only logged. The body of r has been read. When a user signs out of the
	// site, have the page DELETE the session, or call RevokeAll of Server.Sessions
	// with the ID of user.Participant. nil: nobody is ever identified.
	Identify func(r *http.Request, token string) (session.User, error)

	// Agent reports whether a request was made by a person who answers visitors,
	// and who it is; the Role is set for it. It is asked when a session is begun
	// (POST session), and decides about everybody's conversations: be strict.
	// When an agent leaves, call RevokeAll of Server.Sessions. nil: nobody is one.
	Agent func(r *http.Request) (chat.Participant, bool)

	// NewSessions is how many sessions one address (IPv6: one /64) may begin in a
	// minute, loopback exempt; 10.
	NewSessions int

	// FrameAncestors are the exact origins (scheme://host[:port]) whose pages may show
	// the page "embed" in a frame, besides the chat's own. What such a page may do with
	// it: show it, open and close it, learn the number of unread messages and pass on a
	// token for Identify. It cannot read or write the conversation.
	FrameAncestors []string

	Origins []string // exact origins (scheme://host[:port]) allowed besides the request's own

	// TrustedProxies are the addresses whose X-Forwarded-For, X-Forwarded-Proto and
	// X-Forwarded-Host count; none. The zero Prefix stands for whoever connects over
	// a Unix socket, where nobody has an address.
	TrustedProxies []netip.Prefix

	Heartbeat    time.Duration // the most between two payloads of a connection; 25 s
	PerAddress   int           // live connections of one address (IPv6: one /64), loopback exempt; 100
	Total        int           // live connections in all; 80 % of the file limit
	WriteTimeout time.Duration // what one write to a client may take; 10 s
	Logger       *slog.Logger  // nil: slog.Default()
}

package websocket

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
	"github.com/chatmount/chatmount/transport/wire"
	"github.com/coder/websocket"
)

// Transport is the WebSocket transport of one host. It is safe for concurrent use.
type Transport struct {
	host    *peer.Host
	writers *writers
}

var _ peer.Transport = (*Transport)(nil)

// New returns the WebSocket transport of a host.
func New(h *peer.Host) *Transport { return &Transport{host: h, writers: newWriters(h)} }

// Name implements peer.Transport.
func (t *Transport) Name() string { return "websocket" }

var (
	errNoUpgrade = &chat.Error{
		Code: chat.CodeInvalid, Message: "This is a WebSocket: ask with GET and Upgrade: websocket over HTTP/1.1.",
	}
	errVersion = &chat.Error{
		Code: chat.CodeInvalid, Message: "Sec-WebSocket-Version must be 13.",
	}
	errKey = &chat.Error{
		Code: chat.CodeInvalid, Message: "Sec-WebSocket-Key must be 16 bytes in base64.",
	}
	errSubprotocol = &chat.Error{
		Code: chat.CodeInvalid, Message: "Offer the WebSocket subprotocol " + wire.Subprotocol + ".",
	}
	errNoHijack = &chat.Error{
		Code: chat.CodeInvalid, Message: "WebSockets are not possible here: the operator has wrapped the response without Unwrap.",
	}
)

// Serve implements peer.Transport: it answers a handshake and returns at once;
// the connection lives on in a goroutine of the host.
func (t *Transport) Serve(w http.ResponseWriter, r *http.Request) {
	t.host.LimitBody(w, r)
	if status, err := t.check(w, r); err != nil {
		if status == http.StatusUpgradeRequired && r.ProtoMajor == 1 {
			w.Header().Set("Upgrade", "websocket")
			w.Header().Set("Sec-WebSocket-Version", version)
		}
		t.host.WriteStatus(w, r, status, err)
		return
	}
	release, err := t.host.Admit(r)
	if err != nil {
		t.host.WriteError(w, r, err)
		return
	}
	t.host.LimitAnswer(w) // the library's own refusals; a connection that it takes loses the deadline
	u := &upgrade{ResponseWriter: w, timeout: t.host.WriteTimeout()}
	ws, err := websocket.Accept(u, r, &websocket.AcceptOptions{
		Subprotocols:       []string{wire.Subprotocol},
		InsecureSkipVerify: true, // check has compared the origin exactly, which Accept would not
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		release()
		return
	}
	ws.SetReadLimit(-1) // connection.read bounds messages, and says so before it closes
	c := &connection{host: t.host, writers: t.writers, release: release, ws: ws, socket: u.socket}
	t.host.Go(func() { c.start(r) })
}

// check returns why a handshake is refused, and with which status.
func (t *Transport) check(w http.ResponseWriter, r *http.Request) (int, error) {
	if err := t.host.CheckOrigin(r); err != nil {
		return http.StatusForbidden, err
	}
	h := r.Header
	switch {
	case r.Method != http.MethodGet, r.ProtoMajor != 1, r.ProtoMinor < 1, !hasToken(h, "Connection", "upgrade"), !hasToken(h, "Upgrade", "websocket"):
		return http.StatusUpgradeRequired, errNoUpgrade
	case h.Get("Sec-WebSocket-Version") != version:
		return http.StatusUpgradeRequired, errVersion
	case !hasKey(h):
		return http.StatusBadRequest, errKey
	case len(h.Values("Sec-WebSocket-Protocol")) > 0 && !slices.Contains(tokens(h, "Sec-WebSocket-Protocol"), wire.Subprotocol):
		return http.StatusBadRequest, errSubprotocol
	case !canHijack(w):
		return http.StatusNotImplemented, errNoHijack
	}
	return 0, nil
}

// version is that of RFC 6455.
const version = "13"

// hasKey reports whether there is one key, of the length that RFC 6455 wants.
func hasKey(h http.Header) bool {
	keys := h.Values("Sec-WebSocket-Key")
	if len(keys) != 1 {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(keys[0])
	return err == nil && len(key) == 16
}

// hasToken reports whether one of a header's comma-separated values is token, in
// whatever case.
func hasToken(h http.Header, name, token string) bool {
	return slices.ContainsFunc(tokens(h, name), func(v string) bool { return strings.EqualFold(v, token) })
}

// tokens returns the comma-separated values of a header.
func tokens(h http.Header, name string) []string {
	values := strings.Split(strings.Join(h.Values(name), ","), ",")
	for i, v := range values {
		values[i] = strings.TrimSpace(v)
	}
	return values
}

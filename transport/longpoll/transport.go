package longpoll

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
)

// longestHold bounds how long a poll is held, below the limits of common proxies.
const longestHold = 25 * time.Second

// Transport answers polls. It may be used concurrently. A host has one, for
// polls find their connection in it.
type Transport struct {
	host        *peer.Host
	connections connections
}

var _ peer.Transport = (*Transport)(nil)

// New returns a transport for a host's connections. It needs no closing:
// Engine.Shutdown ends what it holds.
func New(h *peer.Host) *Transport {
	t := &Transport{host: h, connections: connections{bySession: map[string][]*connection{}}}
	h.GiveWay(t.connections.evict)
	return t
}

// Name implements peer.Transport.
func (t *Transport) Name() string { return "longpoll" }

// Serve implements peer.Transport: it answers one POST of a poll, and returns
// when it is answered.
func (t *Transport) Serve(w http.ResponseWriter, r *http.Request) {
	t.host.LimitBody(w, r)
	p, err := t.read(w, r)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	payload, err := p.payload(r)
	switch {
	case err == nil:
		if t.write(w, payload) != nil {
			t.connections.forget(p.connection)
		}
	case errors.Is(err, errSuperseded):
		w.Header().Set("Cache-Control", cacheControl)
		w.WriteHeader(http.StatusNoContent)
	default:
		t.host.WriteError(w, r, err)
	}
}

var errMethod = &chat.Error{Code: chat.CodeInvalid, Message: "A poll is a POST."}

// read checks a request, reads what it asks for and claims its connection.
func (t *Transport) read(w http.ResponseWriter, r *http.Request) (*poll, error) {
	if r.Method != http.MethodPost {
		return nil, errMethod
	}
	if err := t.host.CheckWrite(r); err != nil {
		return nil, err
	}
	s, err := t.host.Session(r, "")
	if err != nil {
		return nil, err
	}
	body, err := t.host.ReadBody(w, r)
	if err != nil {
		return nil, err
	}
	q, err := decode(body, longestHold)
	if err != nil {
		return nil, err
	}
	// The server's own deadline is not made for a request that is held. Where it
	// cannot be set, it is as it is.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(q.wait + t.host.WriteTimeout()))
	p := &poll{request: q, transport: t, session: s}
	p.connection, p.superseded = t.connections.claim(s.ID, q.name)
	return p, nil
}

func (t *Transport) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, errMethod) {
		w.Header().Set("Allow", http.MethodPost)
		t.host.WriteStatus(w, r, http.StatusMethodNotAllowed, err)
		return
	}
	t.host.WriteError(w, r, err)
}

const cacheControl = "no-store, no-transform"

// write answers with a payload. An error says that the client has gone.
func (t *Transport) write(w http.ResponseWriter, payload []byte) error {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(t.host.WriteTimeout()))
	h := w.Header()
	h.Set("Cache-Control", cacheControl)
	h.Set("X-Accel-Buffering", "no")
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(payload)))
	if _, err := w.Write(payload); err != nil {
		return err
	}
	if err := control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

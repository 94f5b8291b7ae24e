package longpoll

import (
	"context"
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
	return &Transport{host: h, connections: connections{bySession: map[string][]*connection{}}}
}

// Name implements peer.Transport.
func (t *Transport) Name() string { return "longpoll" }

// Serve implements peer.Transport: it answers one POST of a poll, and returns
// when it is answered.
func (t *Transport) Serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.Method != http.MethodPost {
		h.Set("Allow", http.MethodPost)
		t.host.WriteStatus(w, r, http.StatusMethodNotAllowed, errMethod)
		return
	}
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	s, q, err := t.read(w, r)
	if err != nil {
		t.host.WriteError(w, r, err)
		return
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	control := http.NewResponseController(w)
	// The server's own deadlines are not made for a request that is held. Where they
	// cannot be set, they are as they are.
	_ = control.SetWriteDeadline(time.Now().Add(q.wait + t.host.WriteTimeout()))

	c := t.connections.claim(s.ID, q.connection, cancel)
	payload, err := t.poll(ctx, r, s, q, c)
	switch {
	case errors.Is(err, errSuperseded):
		w.WriteHeader(http.StatusNoContent)
	case err != nil:
		t.host.WriteError(w, r, err)
	default:
		_ = control.SetWriteDeadline(time.Now().Add(t.host.WriteTimeout()))
		if write(w, control, payload) != nil {
			t.connections.forget(c)
		}
	}
}

var errMethod = &chat.Error{Code: chat.CodeInvalid, Message: "A poll is a POST."}

// read checks a request and reads what it asks for.
func (t *Transport) read(w http.ResponseWriter, r *http.Request) (chat.Session, request, error) {
	if err := t.host.CheckWrite(r); err != nil {
		return chat.Session{}, request{}, err
	}
	s, err := t.host.Session(r, "")
	if err != nil {
		return chat.Session{}, request{}, err
	}
	body, err := t.host.ReadBody(w, r)
	if err != nil {
		return chat.Session{}, request{}, err
	}
	q, err := decode(body, longestHold)
	return s, q, err
}

// poll answers a poll that has claimed its connection.
func (t *Transport) poll(ctx context.Context, r *http.Request, s chat.Session, q request, c *connection) ([]byte, error) {
	if err := c.enter(ctx); err != nil {
		t.connections.yield(c, false)
		return nil, err
	}
	defer t.connections.yield(c, true)
	var p peer.Payload
	err := t.place(ctx, r, s, q, c)
	if err == nil {
		p, err = c.hold(ctx, q.wait)
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil && !errors.Is(err, errSuperseded) {
		c.detach()
	}
	return p.JSON, err
}

// place attaches a peer to the connection, or moves the one it has to the
// poll's cursor.
func (t *Transport) place(ctx context.Context, r *http.Request, s chat.Session, q request, c *connection) error {
	if c.attached != nil && !q.greets() && c.attached.conversation == q.conversation {
		return c.attached.peer.Seek(ctx, q.cursor)
	}
	c.detach()
	release, err := t.host.Admit(r)
	if err != nil {
		return err
	}
	a := &attachment{release: release, conversation: q.conversation}
	open := t.host.Resume
	if q.greets() {
		open = t.host.Attach
	}
	for {
		a.peer, err = open(ctx, s, chat.Attach{
			Conversation: q.conversation, Cursor: q.cursor, Ended: func() { t.connections.end(c, a) },
		})
		if chat.CodeOf(err) != chat.CodeRateLimited || !t.connections.evict(s.ID) {
			break
		}
	}
	if err != nil {
		release()
		return err
	}
	c.attached = a
	return nil
}

// write answers with a payload. An error says that the client has gone.
func write(w http.ResponseWriter, control *http.ResponseController, payload []byte) error {
	h := w.Header()
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

package peer

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// ErrMediaType is what CheckWrite returns for a body that is not plain JSON.
// WriteError answers it with the status 415.
var ErrMediaType error = &chat.Error{
	Code: chat.CodeInvalid, Message: "Send the body with Content-Type: application/json and without a Content-Encoding.",
}

// maxClientName bounds the Chat-Client header.
const maxClientName = 128

// CheckWrite decides whether a request that may change something, a POST or a
// DELETE, comes from a chat client and not from another site's page or form: its
// origin is allowed (CheckOrigin), it has the header Chat-Client: <name>/<version>,
// which a form cannot send and a foreign script only after a preflight, and its body,
// if it has one, is JSON. The error is CodeForbidden, or ErrMediaType.
func (h *Host) CheckWrite(r *http.Request) error {
	if err := h.CheckOrigin(r); err != nil {
		return err
	}
	if !namesClient(r.Header.Get("Chat-Client")) {
		return &chat.Error{Code: chat.CodeForbidden, Message: "Name the client in the header Chat-Client: <name>/<version>."}
	}
	if r.ContentLength == 0 {
		return nil
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || r.Header.Get("Content-Encoding") != "" {
		return ErrMediaType
	}
	return nil
}

func namesClient(header string) bool {
	name, version, ok := strings.Cut(header, "/")
	return ok && name != "" && version != "" && len(header) <= maxClientName
}

// LimitBody bounds the time in which the body of a request may come, whether
// it is read or, after a refusal, thrown away by net/http: a client that sends
// half of it holds nothing. A handler calls it first: WriteError reads to the body's
// end. ReadBody takes the bound away.
func (h *Host) LimitBody(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		// Where it is not supported, the server's own ReadTimeout has to do.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(h.writeTimeout))
	}
}

// ReadBody reads the body of a writing request within Limits.Payload and the
// time that a write may take. Once it has come whole the request has no read
// deadline, so that it can be held. The error is ErrTooLarge, or CodeInvalid.
func (h *Host) ReadBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	h.LimitBody(w, r)
	body, err := io.ReadAll(h.payload(w, r))
	if err == nil {
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	}
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, ErrTooLarge
	case err != nil:
		return nil, &chat.Error{Code: chat.CodeInvalid, Message: "The body did not arrive in time, or not whole.", Err: err}
	}
	return body, nil
}

// LimitAnswer bounds the time that the next write of an answer may take, for a client
// that reads nothing holds it otherwise, unless the server has a WriteTimeout.
func (h *Host) LimitAnswer(w http.ResponseWriter) {
	// Where it is not supported, that has to do.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(h.writeTimeout))
}

// discardBody takes what a client sends of a request that is refused. Where the
// connection ends with the answer, as behind a proxy of HTTP/1.0, net/http does
// not, and bytes that nobody has read make the system reset the connection: the
// client would see that instead of the answer.
func (h *Host) discardBody(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		_, _ = io.Copy(io.Discard, h.payload(w, r)) // over the limit net/http waits a little for the client to hang up
	}
}

func (h *Host) payload(w http.ResponseWriter, r *http.Request) io.Reader {
	return http.MaxBytesReader(w, r.Body, int64(h.engine.Limits().Payload))
}

package peer

import (
	"mime"
	"net/http"
	"strings"

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

package peer

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// statuses are the protocol's HTTP statuses of the codes.
var statuses = map[chat.Code]int{
	chat.CodeInvalid:         http.StatusBadRequest,
	chat.CodeUnauthenticated: http.StatusUnauthorized,
	chat.CodeForbidden:       http.StatusForbidden,
	chat.CodeNotFound:        http.StatusNotFound,
	chat.CodeConflict:        http.StatusConflict,
	chat.CodeTooLarge:        http.StatusRequestEntityTooLarge,
	chat.CodeRateLimited:     http.StatusTooManyRequests,
	chat.CodeInternal:        http.StatusInternalServerError,
	chat.CodeUnavailable:     http.StatusServiceUnavailable,
}

// WriteError answers a request with an error: its status and the JSON body of the
// protocol. Nothing internal is shown; faults of the server are logged.
func (h *Host) WriteError(w http.ResponseWriter, r *http.Request, err error) {
	h.WriteStatus(w, r, StatusOf(err), err)
}

// StatusOf returns the protocol's HTTP status of an error.
func StatusOf(err error) int {
	status, ok := statuses[chat.CodeOf(err)]
	switch {
	case !ok:
		return http.StatusInternalServerError
	case errors.Is(err, ErrMediaType):
		return http.StatusUnsupportedMediaType
	}
	return status
}

// WriteStatus is WriteError with a status of its own, where the protocol has a
// narrower one than the code's.
func (h *Host) WriteStatus(w http.ResponseWriter, r *http.Request, status int, err error) {
	e := h.public(r.Context(), r.Method+" "+r.URL.Path, err)
	body, err := json.Marshal(map[string]any{"error": wire.Error{
		Code: e.Code, Message: e.Message, RetryAfter: wire.Seconds(e.RetryAfter),
	}})
	if err != nil {
		panic(err) // a struct of strings and a number
	}
	h.discardBody(w, r)
	h.LimitAnswer(w)
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(int((e.RetryAfter+time.Second-1)/time.Second)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // who has left needs no answer
}

// public returns what a client may know of an error, and logs what only the
// operator may: faults of the server, and why something is unavailable. It logs
// nothing that a client has said.
func (h *Host) public(ctx context.Context, doing string, err error) chat.Error {
	var e *chat.Error
	if !errors.As(err, &e) {
		e = &chat.Error{Code: chat.CodeInternal}
	}
	shown := chat.Error{Code: e.Code, Message: e.Message, RetryAfter: e.RetryAfter}
	fault := e.Code == chat.CodeInternal
	if fault {
		shown.Message = "Something went wrong on our side; please try again."
	}
	if shown.Code == chat.CodeRateLimited && shown.RetryAfter <= 0 {
		shown.RetryAfter = time.Second
	}
	left := ctx.Err() != nil && errors.Is(err, ctx.Err())
	if (fault || e.Code == chat.CodeUnavailable && e.Err != nil) && !left {
		h.log.ErrorContext(ctx, "chat: a request failed", slog.String("doing", doing), slog.Any("error", err))
	}
	return shown
}

// frameOf returns the error frame of an error about the frame with a key.
func frameOf(e chat.Error, key string) wire.Error {
	return wire.Error{Code: e.Code, Message: e.Message, Key: key, RetryAfter: wire.Seconds(e.RetryAfter)}
}

// byes says how a connection ends that was refused with a code.
var byes = map[chat.Code]chat.ByeCode{
	chat.CodeInvalid:         chat.ByeInvalid,
	chat.CodeUnauthenticated: chat.ByeUnauthenticated,
	chat.CodeForbidden:       chat.ByeForbidden,
	chat.CodeNotFound:        chat.ByeForbidden,
	chat.CodeTooLarge:        chat.ByeInvalid,
	chat.CodeRateLimited:     chat.ByeOverloaded,
}

// Reject returns the payload that refuses a payload as a whole; the connection
// goes on.
func (h *Host) Reject(ctx context.Context, err error) Payload {
	var out wire.Encoder
	out.Add(frameOf(h.public(ctx, "payload", err), ""))
	return Payload{JSON: out.Payload()}
}

// Refuse returns the payload that ends a connection because of an error: an
// error frame and the bye that goes with its code.
func (h *Host) Refuse(ctx context.Context, err error) Payload {
	var out wire.Encoder
	code := h.refuse(ctx, &out, err)
	return Payload{JSON: out.Payload(), Bye: true, ByeCode: code}
}

// refuse adds an error frame and the bye that goes with it.
func (h *Host) refuse(ctx context.Context, out *wire.Encoder, err error) chat.ByeCode {
	e := h.public(ctx, "connection", err)
	code, ok := byes[e.Code]
	if !ok {
		code = chat.ByeRestart
	}
	if code == chat.ByeRestart && e.RetryAfter <= 0 {
		e.RetryAfter = time.Second
	}
	out.Add(frameOf(e, ""))
	out.Add(wire.Bye{Code: code, Reason: e.Message, RetryAfter: wire.Seconds(e.RetryAfter)})
	return code
}

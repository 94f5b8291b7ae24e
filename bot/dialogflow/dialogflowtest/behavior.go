package dialogflowtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Behavior is what a Server does with one question.
type Behavior func(w http.ResponseWriter, r *http.Request, q Question)

// Fail answers with an error as Google's APIs have them: a status, the name of the
// gRPC code and details, such as RetryIn or Reason.
func Fail(status int, code, message string, details ...any) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, q Question) {
		writeError(w, q.Streaming, status, code, message, details...)
	}
}

// RetryIn is a detail of an error that asks to wait.
func RetryIn(d time.Duration) any {
	return map[string]any{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": fmt.Sprintf("%gs", d.Seconds())}
}

// Reason is a detail of an error that tells why.
func Reason(reason string) any {
	return map[string]any{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com"}
}

// wait waits, or returns false when the client has gone before that.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// After waits before it does the next.
func After(d time.Duration, next Behavior) Behavior {
	return func(w http.ResponseWriter, r *http.Request, q Question) {
		if wait(r.Context(), d) {
			next(w, r, q)
		}
	}
}

// Hang never answers. The handler returns when the client has gone.
func Hang(_ http.ResponseWriter, r *http.Request, _ Question) { <-r.Context().Done() }

// Drop closes the connection without an answer.
func Drop(http.ResponseWriter, *http.Request, Question) { panic(http.ErrAbortHandler) }

// Body answers 200 with any body.
func Body(contentType, body string) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, _ Question) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(body)) // the client may be gone
	}
}

// Truncate announces a longer body than it sends: the connection breaks after n bytes.
func Truncate(body string, n int) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, _ Question) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		begin(w, body[:n])
		panic(http.ErrAbortHandler)
	}
}

// Stall sends the beginning of a body, then nothing more.
func Stall(body string) Behavior {
	return func(w http.ResponseWriter, r *http.Request, q Question) {
		begin(w, body)
		Hang(w, r, q)
	}
}

// begin sends the headers and a piece of a body at once, and reports whether the
// client took it.
func begin(w http.ResponseWriter, body string) bool {
	_, err := w.Write([]byte(body))
	return err == nil && http.NewResponseController(w).Flush() == nil
}

// Huge answers with a well-formed text of at least n bytes.
func Huge(n int) Behavior {
	return func(w http.ResponseWriter, r *http.Request, q Question) {
		Say(Text(strings.Repeat("a", n)))(w, r, q) // the client stops reading
	}
}

// Status answers with a status, a body and headers, given as name and value in turn.
func Status(status int, body string, headers ...string) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, _ Question) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // the client may be gone
	}
}

// Encode returns the responses as a stream of CX has them on the wire: for
// behaviors that break it.
func Encode(responses ...Response) string {
	var items []string
	for i, r := range responses {
		b, err := json.Marshal(r.render(true, i < len(responses)-1))
		if err != nil {
			panic(err)
		}
		items = append(items, string(b))
	}
	return "[" + strings.Join(items, ",\r\n") + "\n]"
}

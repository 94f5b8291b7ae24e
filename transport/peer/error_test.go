package peer

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Each code has the status of the protocol; what is internal is not shown.
func TestWriteError(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	for _, c := range []struct {
		err        error
		status     int
		code       chat.Code
		retry      string
		retryAfter float64
	}{
		{&chat.Error{Code: chat.CodeInvalid, Message: "m"}, 400, chat.CodeInvalid, "", 0},
		{ErrMediaType, 415, chat.CodeInvalid, "", 0},
		{errNoCredentials, 401, chat.CodeUnauthenticated, "", 0},
		{errForeign, 403, chat.CodeForbidden, "", 0},
		{chat.ErrNotFound, 404, chat.CodeNotFound, "", 0},
		{chat.ErrConflict, 409, chat.CodeConflict, "", 0},
		{ErrTooLarge, 413, chat.CodeTooLarge, "", 0},
		{&chat.Error{Code: chat.CodeRateLimited, Message: "m", RetryAfter: 1200 * time.Millisecond}, 429, chat.CodeRateLimited, "2", 1.2},
		{&chat.Error{Code: chat.CodeRateLimited, Message: "m"}, 429, chat.CodeRateLimited, "1", 1},
		{chat.ErrStopped, 503, chat.CodeUnavailable, "1", 1},
		{errors.New("secret"), 500, chat.CodeInternal, "", 0},
		{&chat.Error{Code: chat.CodeInternal, Message: "secret", Err: errors.New("secret")}, 500, chat.CodeInternal, "", 0},
		{&chat.Error{Code: "future", Message: "m"}, 500, "future", "", 0},
	} {
		w := httptest.NewRecorder()
		r.host.WriteError(w, request("GET", "/chat/x?token=hush"), c.err)
		var body struct {
			Error struct {
				Code       chat.Code
				Message    string
				RetryAfter float64 `json:"retry_after"`
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		h := w.Header()
		if w.Code != c.status || body.Error.Code != c.code || body.Error.RetryAfter != c.retryAfter || h.Get("Retry-After") != c.retry {
			t.Errorf("%v: status %d, Retry-After %q, body %s", c.err, w.Code, h.Get("Retry-After"), w.Body)
		}
		if body.Error.Message == "" || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%v: the body is %s", c.err, w.Body)
		}
		if h.Get("Content-Type") != "application/json" || h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%v: headers %v", c.err, h)
		}
	}
	log := r.log.String()
	if strings.Count(log, "secret") != 3 || strings.Count(log, "\n") != 2 || strings.Contains(log, "hush") {
		t.Errorf("the log must have the two internal errors with their causes, and no query: %s", log)
	}
}

package behavior

import (
	"fmt"
	"net/http"
	"time"
)

// After waits before it does the next.
func After(d time.Duration, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if wait(r, d) {
			next(w, r)
		}
	}
}

// wait returns false when the client has gone before d is over.
func wait(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// Hang never answers. The handler returns when the client has gone.
func Hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// Drop closes the connection without an answer.
func Drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// Body answers 200 with a body.
func Body(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		write(w, body)
	}
}

// Status answers with a status, a body and headers, given as name and value in turn.
func Status(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		write(w, body)
	}
}

// Truncate announces a longer body than it sends: the connection breaks after n bytes.
func Truncate(contentType, body string, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		write(w, body[:n])
		panic(http.ErrAbortHandler)
	}
}

// Stream sends chunks with a pause before each, and ends the body well-formed.
func Stream(contentType string, pause time.Duration, chunks ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for _, chunk := range chunks {
			if !wait(r, pause) {
				return
			}
			write(w, chunk)
		}
	}
}

// Stall sends the beginning of a body, then nothing more.
func Stall(contentType, begin string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		write(w, begin)
		Hang(w, r)
	}
}

// Break sends the beginning of a body of unknown length, then closes the connection.
func Break(contentType, begin string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		write(w, begin)
		panic(http.ErrAbortHandler)
	}
}

// Endless repeats a chunk until the client has gone.
func Endless(contentType, chunk string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for {
			if _, err := w.Write([]byte(chunk)); err != nil {
				return
			}
		}
	}
}

// write sends what it is given at once; that the client is gone is no matter.
func write(w http.ResponseWriter, body string) {
	_, _ = w.Write([]byte(body))
	_ = http.NewResponseController(w).Flush()
}

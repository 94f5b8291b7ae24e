package transport

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/chatmount/chatmount/transport/peer"
)

// answer sends v as JSON.
func answer(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	answerJSON(w, status, b)
	return nil
}

func answerJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // who has left needs no answer
}

// bounded is a ResponseWriter each of whose writes has a deadline: a large answer may
// take its time, and a client that reads nothing of it holds nothing.
type bounded struct {
	http.ResponseWriter
	host *peer.Host
}

// onceBytes is how much of an answer is written under one deadline.
const onceBytes = 32 << 10

// Unwrap lets an http.ResponseController through.
func (b bounded) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (b bounded) WriteHeader(status int) {
	b.host.LimitAnswer(b.ResponseWriter)
	b.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (b bounded) Write(p []byte) (written int, err error) {
	for piece := range slices.Chunk(p, onceBytes) {
		b.host.LimitAnswer(b.ResponseWriter)
		n, err := b.ResponseWriter.Write(piece)
		if written += n; err != nil {
			return written, err
		}
	}
	return written, nil
}

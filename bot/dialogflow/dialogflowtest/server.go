package dialogflowtest

import (
	"encoding/json"
	"io"
	"net/http"
	"path"
	"slices"
	"sync"
)

// Server is an http.Handler that answers like Dialogflow. The zero value repeats
// every text. Its methods may be called concurrently.
type Server struct {
	// Token, when set, is the bearer token that each request must have.
	Token string

	mu        sync.Mutex // guards what follows
	next      []Behavior
	questions []Question
}

// Then adds what the server does with the next questions, one each. When they are
// used up it repeats what is said.
func (s *Server) Then(next ...Behavior) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, next...)
}

// Questions returns what the server was asked, in order, without what it refused
// as malformed.
func (s *Server) Questions() []Question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.questions)
}

// ServeHTTP answers as the API does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.Token != "" && r.Header.Get("Authorization") != "Bearer "+s.Token {
		writeError(w, false, http.StatusUnauthorized, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
		return
	}
	if r.Method == http.MethodGet && agentName.MatchString(r.URL.Path) {
		name := r.URL.Path[len("/v3/"):]
		writeJSON(w, map[string]string{"name": name, "parent": path.Dir(name), "displayName": "Stand-in"})
		return
	}
	q, ok := parsePath(r.URL.Path)
	if !ok || r.Method != http.MethodPost {
		writeError(w, false, http.StatusNotFound, "NOT_FOUND", "The requested URL was not found on this server.")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return // the client is gone
	}
	q.Host = r.Host
	if err := q.read(body); err != nil {
		writeError(w, q.Streaming, http.StatusBadRequest, "INVALID_ARGUMENT", err.Error())
		return
	}
	s.take(q)(w, r, q)
}

// take notes a question and returns what to do with it.
func (s *Server) take(q Question) Behavior {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.questions = append(s.questions, q)
	if len(s.next) == 0 {
		return Say(Text("You said: " + q.Text + q.Event + q.DTMF))
	}
	b := s.next[0]
	s.next = s.next[1:]
	return b
}

// writeError answers with a google.rpc.Status, which a stream has in a list.
func writeError(w http.ResponseWriter, streaming bool, status int, code, message string, details ...any) {
	body := map[string]any{"code": status, "message": message, "status": code}
	if len(details) > 0 {
		body["details"] = details
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	var v any = map[string]any{"error": body}
	if streaming {
		v = []any{v}
	}
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

package rasatest

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
)

// The paths of the REST channel.
const (
	HealthPath  = "/webhooks/rest/"
	WebhookPath = "/webhooks/rest/webhook"
)

// Message is what the REST channel got.
type Message struct {
	Sender       string                     `json:"sender"`
	Text         string                     `json:"message"`
	InputChannel string                     `json:"input_channel"`
	Metadata     map[string]json.RawMessage `json:"metadata"`
	// Intent is the intent that the text forces past the language model, as
	// "/greet" does; empty when Rasa takes the text as something said.
	Intent string `json:"-"`
}

// Server is an http.Handler that answers like Rasa. The zero value repeats every
// message. Its methods may be called concurrently.
type Server struct {
	mu       sync.Mutex // guards what follows
	next     []Behavior
	messages []Message
}

// Then adds what the server does with the next messages, one each. When they
// are used up it repeats what is said.
func (s *Server) Then(next ...Behavior) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, next...)
}

// Messages returns what the server got, in order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// ServeHTTP answers as the REST channel does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == HealthPath && r.Method == http.MethodGet:
		writeJSON(w, map[string]string{"status": "ok"})
	case r.URL.Path == HealthPath || r.URL.Path == WebhookPath && r.Method != http.MethodPost:
		http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
	case r.URL.Path == WebhookPath:
		s.receive(w, r)
	default:
		http.Error(w, "Requested URL "+r.URL.Path+" not found", http.StatusNotFound)
	}
}

func (s *Server) receive(w http.ResponseWriter, r *http.Request) {
	var m Message
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		http.Error(w, "Failed when parsing body as json", http.StatusBadRequest)
		return
	}
	if m.Sender == "" {
		m.Sender = "default" // everybody without a name shares one conversation
	}
	m.Text = strip(m.Text)
	m.Intent = intent(m.Text)
	s.take(m)(w, r, m)
}

// take notes a message and returns what to do with it.
func (s *Server) take(m Message) Behavior {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
	if len(s.next) == 0 {
		return Say(Response{Text: "You said: " + m.Text})
	}
	b := s.next[0]
	s.next = s.next[1:]
	return b
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

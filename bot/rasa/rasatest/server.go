package rasatest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// The paths of the channels, and of the HTTP API between which the id of a conversation
// stands.
const (
	HealthPath         = "/webhooks/rest/"
	WebhookPath        = "/webhooks/rest/webhook"
	CallbackHealthPath = "/webhooks/callback/"
	CallbackPath       = "/webhooks/callback/webhook"
	trackerPath        = "/conversations/"
	eventsPath         = "/tracker/events"
)

// Message is what a channel got.
type Message struct {
	Sender       string                     `json:"sender"`
	Text         string                     `json:"message"`
	InputChannel string                     `json:"input_channel"`
	Metadata     map[string]json.RawMessage `json:"metadata"`
	// Intent is the intent that the text forces past the language model, as
	// "/greet" does; empty when Rasa takes the text as something said.
	Intent string `json:"-"`

	streamed bool
	callback func(context.Context, map[string]any) (int, error) // nil: over REST
}

// Event is what the HTTP API got for a conversation's tracker.
type Event struct {
	Conversation string
	Event        string // such as "pause"
}

// Server is an http.Handler that answers like Rasa. The zero value repeats every
// message, says nothing to "/restart" and "/session_start", and is silent in conversations
// that are paused. Its methods may be called concurrently; its fields are set before.
type Server struct {
	// Token is what the HTTP API asks for, as --auth-token. The channels do not.
	Token string
	// Callback is where the callback channel posts to, by Client, with Header.
	Callback string
	Client   *http.Client
	Header   http.Header
	// Started is uttered to "/session_start".
	Started []Response

	mu       sync.Mutex // guards what follows
	next     []Behavior
	messages []Message
	events   []Event
	paused   map[string]bool
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
	case (r.URL.Path == HealthPath || r.URL.Path == CallbackHealthPath) && r.Method == http.MethodGet:
		writeJSON(w, map[string]string{"status": "ok"})
	case r.URL.Path == HealthPath || r.URL.Path == CallbackHealthPath, r.Method != http.MethodPost && s.posted(r):
		http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
	case r.URL.Path == WebhookPath || r.URL.Path == CallbackPath:
		s.receive(w, r)
	case s.posted(r):
		s.note(w, r)
	default:
		http.Error(w, "Requested URL "+r.URL.Path+" not found", http.StatusNotFound)
	}
}

// posted reports whether a path is one that takes a POST.
func (s *Server) posted(r *http.Request) bool {
	return r.URL.Path == WebhookPath || r.URL.Path == CallbackPath ||
		strings.HasPrefix(r.URL.Path, trackerPath) && strings.HasSuffix(r.URL.Path, eventsPath)
}

// note takes an event for a tracker.
func (s *Server) note(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("token") != s.Token {
		http.Error(w, `{"reason":"NotAuthenticated"}`, http.StatusUnauthorized)
		return
	}
	e := Event{Conversation: strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, trackerPath), eventsPath)}
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil || e.Event == "" {
		http.Error(w, `{"reason":"BadRequest"}`, http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.events = append(s.events, e)
	if s.paused == nil {
		s.paused = map[string]bool{}
	}
	s.paused[e.Conversation] = e.Event == "pause" || e.Event != "resume" && s.paused[e.Conversation]
	s.mu.Unlock()
	writeJSON(w, map[string]any{"sender_id": e.Conversation, "slots": map[string]any{}})
}

// Events returns what the HTTP API got, in order.
func (s *Server) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Remind utters something that nobody has asked for, over the callback channel. It
// returns the status that each item was answered.
func (s *Server) Remind(ctx context.Context, conversation string, r Response) (statuses []int, err error) {
	for _, item := range r.items(conversation) {
		status, err := s.post(ctx, item)
		if err != nil {
			return statuses, err
		}
		statuses = append(statuses, status)
	}
	return statuses, nil
}

// post sends an item to the callback, and returns its status.
func (s *Server) post(ctx context.Context, item map[string]any) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Callback, strings.NewReader(encode(item)))
	if err != nil {
		return 0, err
	}
	req.Header = s.Header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	req.Header.Set("Content-Type", "application/json")
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
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
	m.streamed = r.URL.Path == WebhookPath && r.URL.Query().Get("stream") == "true"
	if r.URL.Path == CallbackPath {
		m.callback = s.post
	} else if m.streamed {
		w.Header().Set("Content-Type", "text/event-stream") // although it is none
	}
	s.take(m)(w, r, m)
}

// take notes a message and returns what to do with it.
func (s *Server) take(m Message) Behavior {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
	switch {
	case m.Intent == "restart":
		return Say()
	case m.Intent == "session_start":
		return Say(s.Started...)
	case s.paused[m.Sender]:
		return Say()
	case len(s.next) == 0:
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

package anthropictest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/chatmount/chatmount/bot/bottest/behavior"
)

// Path is where messages are asked for, below any base URL.
const Path = "/v1/messages"

// Request is what the server got.
type Request struct {
	Key    string // of the x-api-key header
	Header http.Header
	Body   json.RawMessage

	Model     string    `json:"model"`
	MaxTokens int       `json:"max_tokens"`
	System    []Block   `json:"system"`
	Messages  []Message `json:"messages"`
	Stream    bool      `json:"stream"`
	Tools     []Tool    `json:"tools"`
}

// Message is a message of a Request.
type Message struct {
	Role    string  `json:"role"`
	Content []Block `json:"content"`
}

// Tool is a function that a Request offers.
type Tool struct {
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Schema      json.RawMessage `json:"input_schema"`
}

// Server is an http.Handler that answers like the API. The zero value repeats the
// last message. Its methods may be called concurrently.
type Server struct {
	behavior.Script
	// Key, when set, is the API key that requests must have.
	Key string

	mu       sync.Mutex // guards requests
	requests []Request
}

// Requests returns what the server got and did not refuse, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ServeHTTP answers as the API does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, Path) || r.Method != http.MethodPost {
		Refuse(http.StatusNotFound, "not_found_error")(w, r)
		return
	}
	q := Request{Key: r.Header.Get("X-Api-Key"), Header: r.Header}
	if s.Key != "" && q.Key != s.Key {
		Refuse(http.StatusUnauthorized, "authentication_error")(w, r)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&q.Body); err != nil || json.Unmarshal(q.Body, &q) != nil || !valid(q) || r.Header.Get("Anthropic-Version") == "" {
		Refuse(http.StatusBadRequest, "invalid_request_error")(w, r)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, q)
	s.mu.Unlock()
	s.Next(echo(q))(w, r)
}

// valid reports whether the API takes a request: the visitor begins and has the last word, no
// text is blank, and the calls of a message are answered by the results of the next.
func valid(q Request) bool {
	if q.Model == "" || q.MaxTokens <= 0 || len(q.Messages) == 0 || q.Messages[0].Role != "user" || q.Messages[len(q.Messages)-1].Role != "user" {
		return false
	}
	var open []string
	for _, m := range q.Messages {
		results, calls, ok := read(m)
		if !ok || !slices.Equal(results, open) {
			return false
		}
		open = calls
	}
	return true
}

// read returns the ids of a message's results and calls, and whether it is well-formed.
func read(m Message) (results, calls []string, ok bool) {
	for _, b := range m.Content {
		switch {
		case b.Type == "text" && strings.TrimSpace(b.Text) != "":
		case b.Type == "tool_result" && m.Role == "user":
			results = append(results, b.ToolUseID)
		case b.Type == "tool_use" && m.Role == "assistant" && len(b.Input) > 0 && b.Input[0] == '{':
			calls = append(calls, b.ID)
		case b.Type == "thinking" && m.Role == "assistant" && b.Signature != "":
		default:
			return nil, nil, false
		}
	}
	return results, calls, len(m.Content) > 0 && (m.Role == "user" || m.Role == "assistant")
}

// echo says what the last message says.
func echo(q Request) http.HandlerFunc {
	last := q.Messages[len(q.Messages)-1].Content[0]
	said := "You said: " + last.Text + last.Result()
	if q.Stream {
		return Say(strings.SplitAfter(said, " ")...)
	}
	return Whole("end_turn", Text(said))
}

package openaitest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/chatmount/chatmount/bot/bottest/behavior"
)

// Path is where completions are asked for, below any base URL.
const Path = "/chat/completions"

// Request is what the server got.
type Request struct {
	Key  string // of the Authorization header
	Body json.RawMessage

	Model     string    `json:"model"`
	Messages  []Message `json:"messages"`
	Stream    bool      `json:"stream"`
	Tools     []Tool    `json:"tools"`
	Choice    string    `json:"tool_choice"`
	MaxTokens int       `json:"max_tokens"`
	Header    http.Header
}

// Message is a message of a Request.
type Message struct {
	Role       string  `json:"role"`
	Content    *string `json:"content"`
	ToolCalls  []Call  `json:"tool_calls"`
	ToolCallID string  `json:"tool_call_id"`
}

// Tool is a function that a Request offers.
type Tool struct {
	Type     string `json:"type"`
	Function struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Parameters  json.RawMessage `json:"parameters"`
	} `json:"function"`
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
		Refuse(http.StatusNotFound, "unknown_url")(w, r)
		return
	}
	q := Request{Header: r.Header}
	q.Key, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if s.Key != "" && q.Key != s.Key {
		Refuse(http.StatusUnauthorized, "invalid_api_key")(w, r)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&q.Body); err != nil || json.Unmarshal(q.Body, &q) != nil || !valid(q) {
		Refuse(http.StatusBadRequest, "invalid_request_error")(w, r)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, q)
	s.mu.Unlock()
	s.Next(echo(q))(w, r)
}

// valid reports whether the API takes a request: it has a model and messages,
// each tool message answers a call before it, and each call is answered.
func valid(q Request) bool {
	open := map[string]bool{}
	for _, m := range q.Messages {
		switch m.Role {
		case "system", "user":
			if m.Content == nil || len(open) > 0 {
				return false
			}
		case "assistant":
			if m.Content == nil && len(m.ToolCalls) == 0 || len(open) > 0 {
				return false
			}
			for _, c := range m.ToolCalls {
				open[c.ID] = true
			}
		case "tool":
			if !open[m.ToolCallID] || m.Content == nil {
				return false
			}
			delete(open, m.ToolCallID)
		default:
			return false
		}
	}
	return q.Model != "" && len(q.Messages) > 0 && len(open) == 0
}

// echo says what the last message says.
func echo(q Request) http.HandlerFunc {
	said := "You said: " + *q.Messages[len(q.Messages)-1].Content
	if q.Stream {
		return Say(strings.SplitAfter(said, " ")...)
	}
	return Whole(said)
}

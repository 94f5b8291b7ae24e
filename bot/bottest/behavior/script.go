package behavior

import (
	"net/http"
	"sync"
)

// Script is what a stand-in does with the next requests, one each. The zero value is
// empty. It may be used concurrently.
type Script struct {
	mu   sync.Mutex // guards next
	next []http.HandlerFunc
}

// Then adds to the script.
func (s *Script) Then(next ...http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, next...)
}

// Next takes what comes next out of the script, or otherwise when it is at its end.
func (s *Script) Next(otherwise http.HandlerFunc) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next) == 0 {
		return otherwise
	}
	first := s.next[0]
	s.next = s.next[1:]
	return first
}

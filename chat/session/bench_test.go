package session_test

import (
	"path/filepath"
	"testing"

	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/bolt"
)

// Resolve is on the way of every request and reads the store each time, so that
// a revoked session is refused at once. This is what it costs.
func BenchmarkResolve(b *testing.B) {
	store, err := bolt.Open(filepath.Join(b.TempDir(), "chat.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	m, err := session.New(store, session.Options{})
	if err != nil {
		b.Fatal(err)
	}
	tokens := make([]string, 1000)
	for i := range tokens {
		g, err := m.Visit(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		tokens[i] = g.Token
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := m.Resolve(b.Context(), tokens[i%len(tokens)]); err != nil {
			b.Fatal(err)
		}
	}
}

package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// leastSecret is how many bytes a secret has at least, for it is all that stands
// before everybody's conversations.
const leastSecret = 16

// login knows agents by a name of their own and one secret, which they bring
// as HTTP's basic credentials when they begin a session. In your own application
// ask the login that you have.
type login struct{ sum [sha256.Size]byte }

func newLogin(secret string) login { return login{sha256.Sum256([]byte(secret))} }

// agent is the chat's Options.Agent.
func (l login) agent(r *http.Request) (chat.Participant, bool) {
	name, secret, ok := r.BasicAuth()
	sum := sha256.Sum256([]byte(secret)) // so that the comparison takes as long for every length
	if subtle.ConstantTimeCompare(sum[:], l.sum[:]) != 1 || !ok || !valid(name) {
		return chat.Participant{}, false
	}
	id := sha256.Sum256([]byte(name))
	return chat.Participant{ID: "a_" + hex.EncodeToString(id[:8]), Name: name}, true
}

// valid reports whether a name may be shown to visitors.
func valid(name string) bool {
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= 40 &&
		name != "" && strings.TrimSpace(name) == name && !strings.ContainsFunc(name, unprintable)
}

// guard begins no session on the desk but those of agents: without it, who brings
// a wrong secret, or uses the page without JavaScript, would become a visitor there.
func (l login) guard(desk http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begins := strings.HasSuffix(r.URL.Path, "/session") || strings.HasSuffix(r.URL.Path, "/page")
		if r.Method == http.MethodPost && begins {
			if _, ok := l.agent(r); !ok {
				refuse(w)
				return
			}
		}
		desk.ServeHTTP(w, r)
	})
}

// refuse answers in the form of the chat's own errors. It does not ask for credentials
// by a header, which would have the browser show a window of its own.
func refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusUnauthorized)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{
		"code": string(chat.CodeUnauthenticated), "message": "This is not the secret, or the name is not one of 1 to 40 letters.",
	}})
}

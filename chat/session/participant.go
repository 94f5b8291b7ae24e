package session

import (
	"crypto/rand"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// User is someone the host application knows.
type User struct {
	// ID is the host's own and never changes: 1 to 62 characters. Whoever shares
	// a conversation with the user sees it.
	ID   string
	Name string // shown to the others; may be empty
}

// Participant returns who the user is in the chat: always the same visitor,
// from whichever browser. Its ID is "u_" and the user's, which no anonymous
// visitor can have. The error says what is wrong with the ID.
func (u User) Participant() (chat.Participant, error) {
	p := chat.Participant{ID: "u_" + u.ID, Name: u.Name, Role: chat.RoleVisitor}
	if u.ID == "" {
		return chat.Participant{}, fmt.Errorf("session: a user needs an ID")
	}
	return p, checkID(p.ID)
}

// newVisitor returns somebody nobody knows yet.
func newVisitor() chat.Participant {
	return chat.Participant{ID: "v_" + strings.ToLower(rand.Text()), Role: chat.RoleVisitor}
}

func checkID(id string) error {
	switch n := utf8.RuneCountInString(id); {
	case n == 0 || n > chat.MaxIDLength:
		return fmt.Errorf("session: the participant ID %q has %d characters, not 1 to %d", id, n, chat.MaxIDLength)
	case !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl):
		return fmt.Errorf("session: the participant ID %q is not plain UTF-8 text", id)
	}
	return nil
}

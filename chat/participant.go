package chat

import "time"

// Role says what kind of participant someone is.
type Role string

// The roles. A visitor is a person on the site, an agent a person who answers,
// a bot a program that answers, and the system is the host application itself.
const (
	RoleVisitor Role = "visitor"
	RoleAgent   Role = "agent"
	RoleBot     Role = "bot"
	RoleSystem  Role = "system"
)

// Participant is someone who takes part in a conversation.
type Participant struct {
	ID   string `json:"id"`   // opaque, at most MaxIDLength characters, unique in the store
	Name string `json:"name"` // shown to the others; may be empty
	Role Role   `json:"role"`
}

// Session is an authenticated caller with an expiry. It is not a connection:
// one session may have several connections, or none.
type Session struct {
	ID          string // opaque; safe to show to its owner
	Participant Participant
	Expires     time.Time // zero: does not expire
}

// System returns the session of the host application: it may do everything.
// Name is shown as the author of what it says.
func System(name string) Session {
	return Session{ID: "system", Participant: Participant{ID: "system", Name: name, Role: RoleSystem}}
}

package session_test

import (
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
)

// Identifying rotates the session: what was known about the anonymous one must
// not open the user's, and the user must not find a stranger's conversations.
func TestIdentifyReplacesTheSession(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	var revoked []string
	m.OnRevoke(func(id string) { revoked = append(revoked, id) })
	old := visit(t, m)
	g, err := m.Identify(t.Context(), old.Session, session.User{ID: "42", Name: "Grace"})
	if err != nil {
		t.Fatal(err)
	}
	if live(t, m, old.Token) {
		t.Error("the anonymous token still works")
	}
	if len(revoked) != 1 || revoked[0] != old.Session.ID {
		t.Errorf("told of the end of %v, want %q", revoked, old.Session.ID)
	}
	want := chat.Participant{ID: "u_42", Name: "Grace", Role: chat.RoleVisitor}
	if s, err := m.Resolve(t.Context(), g.Token); err != nil || s.Participant != want {
		t.Errorf("Resolve = %+v, %v, want the participant %+v", s, err, want)
	}
}

func TestIdentifyRefusesBadUsers(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	for name, u := range map[string]session.User{
		"no ID":        {Name: "Nobody"},
		"a long ID":    {ID: strings.Repeat("x", 63)},
		"invalid UTF8": {ID: "\xff"},
	} {
		old := visit(t, m)
		if _, err := m.Identify(t.Context(), old.Session, u); err == nil {
			t.Errorf("Identify accepted %s", name)
		}
		if !live(t, m, old.Token) {
			t.Errorf("with %s the old session ended", name)
		}
	}
}

func TestAdmitIsForAgents(t *testing.T) {
	m := newManager(t, memory.New(), session.Options{})
	for name, p := range map[string]chat.Participant{
		"a visitor":       {ID: "x", Role: chat.RoleVisitor},
		"no ID":           {Role: chat.RoleAgent},
		"a long ID":       {ID: strings.Repeat("é", 65), Role: chat.RoleAgent},
		"a broken ID":     {ID: "a\xff", Role: chat.RoleAgent},
		"a newline in it": {ID: "a\nb", Role: chat.RoleAgent},
	} {
		if _, err := m.Admit(t.Context(), p); err == nil {
			t.Errorf("Admit accepted %s", name)
		}
	}
}

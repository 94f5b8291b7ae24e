package transport

import (
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// Identifying rotates the session and keeps the two people apart.
func TestIdentifyBindsTheVisitorToTheUser(t *testing.T) {
	r := newRig(t, hosted)
	anonymous := r.visitor()
	id := r.conversation(anonymous)
	a := r.do("POST", "session/identify", `{"token":"x"}`, anonymous.as, header("Test-User", "7"))
	user := a.session(t)
	if user.Participant != (chat.Participant{ID: "u_7", Name: "Grace", Role: chat.RoleVisitor}) || user.Conversation != nil {
		t.Errorf("the user is %s", a.body)
	}
	if user.Token == anonymous.Token || user.Session.ID == anonymous.Session.ID {
		t.Error("the session was not rotated")
	}
	r.do("GET", "session", "", anonymous.as).want(t, 401, "unauthenticated")
	as := header("Authorization", "Bearer "+user.Token)
	r.do("GET", "conversations/"+id, "", as).want(t, 404, "not_found")

	mine := r.conversation(person{as: as})
	phone := r.do("POST", "session/identify", "{}", r.visitor().as, header("Test-User", "7")).session(t)
	r.do("GET", "conversations/"+mine, "", header("Authorization", "Bearer "+phone.Token)).want(t, 200)
	other := r.do("POST", "session/identify", "{}", header("Authorization", "Bearer "+phone.Token), header("Test-User", "8")).session(t)
	r.do("GET", "conversations/"+mine, "", header("Authorization", "Bearer "+other.Token)).want(t, 404)
}

// Every page of a site may identify: the tabs that are open stay connected.
func TestIdentifyingAgainChangesNothing(t *testing.T) {
	r := newRig(t, hosted)
	identify := func(token, user string) sessionAnswer {
		return r.do("POST", "session/identify", "{}", header("Authorization", "Bearer "+token), header("Test-User", user)).session(t)
	}
	first := identify(r.visitor().Token, "7")
	if again := identify(first.Token, "7"); again != first {
		t.Errorf("the same user has become %+v, was %+v", again, first)
	}
	if other := identify(first.Token, "8"); other.Session.ID == first.Session.ID || other.Token == first.Token {
		t.Error("another user has the session of the one before")
	}
}

func TestIdentifyReplacesTheCookie(t *testing.T) {
	r := newRig(t, hosted)
	old := r.do("POST", "session", "{}").cookie(t)
	a := r.do("POST", "session/identify", "{}", carrying(old), header("Test-User", "7")).want(t, 200)
	r.do("GET", "session", "", carrying(old)).want(t, 401)
	if s := r.do("GET", "session", "", carrying(a.cookie(t))).session(t); s.Participant.ID != "u_7" {
		t.Errorf("the new cookie is %s's", s.Participant.ID)
	}
}

func TestIdentifyGoesByTheHost(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	identify := func(body, user string) answered {
		return r.do("POST", "session/identify", body, p.as, header("Test-User", user))
	}
	identify("{}", "").want(t, 401, "unauthenticated")
	identify(`{"token":"refused"}`, "7").want(t, 401, "unauthenticated")
	if a := identify(`{"token":"blocked"}`, "7").want(t, 403, "forbidden"); !strings.Contains(string(a.body), "You are blocked.") {
		t.Errorf("the host's own words are missing: %s", a.body)
	}
	if a := identify("{}", strings.Repeat("x", 63)).want(t, 500, "internal"); strings.Contains(string(a.body), "xxx") {
		t.Errorf("it shows %s", a.body)
	}
	if s := r.do("GET", "session", "", p.as).session(t); s.Participant != p.Participant {
		t.Error("a refused visitor is somebody else")
	}
	none := newRig(t, Options{})
	none.do("POST", "session/identify", "{}", none.visitor().as, header("Test-User", "7")).want(t, 403, "forbidden")
}

// Nobody is an agent but by the host's word, and no longer than that.
func TestAgentsAreWhomTheHostSays(t *testing.T) {
	r := newRig(t, hosted)
	if p := r.visitor(); p.Participant.Role != chat.RoleVisitor {
		t.Errorf("somebody is %+v", p.Participant)
	}
	ada := r.agent()
	if want := (chat.Participant{ID: "ada", Name: "Ada", Role: chat.RoleAgent}); ada.Participant != want {
		t.Errorf("the agent is %+v, want %+v", ada.Participant, want)
	}
	if again := r.begin(ada.as, header("Test-Agent", "ada")); again.Session != ada.Session {
		t.Error("the agent who comes back has another session")
	}
	if grace := r.begin(ada.as, header("Test-Agent", "grace")); grace.Participant.ID != "grace" {
		t.Errorf("another agent in the same browser is %+v", grace.Participant)
	}
	r.do("GET", "session", "", ada.as).want(t, 401)

	ada = r.agent()
	if left := r.begin(ada.as); left.Participant.Role != chat.RoleVisitor {
		t.Errorf("who is an agent no more is %+v", left.Participant)
	}
	r.do("GET", "conversations", "", ada.as).want(t, 401)

	ada = r.agent()
	if err := r.chat.Sessions().RevokeAll(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	r.do("GET", "conversations", "", ada.as).want(t, 401)
	for _, id := range []string{"v_x", "u_7", "system"} { // as an agent, a visitor would be impersonated
		r.do("POST", "session", "{}", header("Test-Agent", id)).want(t, 500, "internal")
	}
}

// A visitor who turns out to be an agent gets a session of an agent.
func TestAVisitorMayBecomeAnAgent(t *testing.T) {
	r := newRig(t, hosted)
	cookie := r.do("POST", "session", "{}").cookie(t)
	a := r.do("POST", "session", "{}", carrying(cookie), header("Test-Agent", "ada"))
	if s := a.session(t); s.Participant.Role != chat.RoleAgent {
		t.Fatalf("the agent is %+v", s.Participant)
	}
	if s := r.do("GET", "session", "", carrying(a.cookie(t))).session(t); s.Participant.ID != "ada" {
		t.Errorf("the new cookie is %s's", s.Participant.ID)
	}
}

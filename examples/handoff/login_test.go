package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/examples/internal/exampletest"
	"github.com/chatmount/chatmount/transport/transporttest"
)

// Only the secret and a name that visitors may see make an agent.
func TestLogin(t *testing.T) {
	l := newLogin(secret)
	for name, c := range map[string]struct {
		user, password string
		good           bool
	}{
		"good":                    {"Kim", secret, true},
		"a name of other scripts": {"Ζωή 佐藤", secret, true},
		"another secret":          {"Kim", secret + "x", false},
		"its beginning":           {"Kim", secret[:10], false},
		"no secret":               {"Kim", "", false},
		"no name":                 {"", secret, false},
		"a blank name":            {" ", secret, false},
		"a long name":             {strings.Repeat("x", 41), secret, false},
		"a line break":            {"Kim\nthe boss", secret, false},
		"a turn of direction":     {"Kim\u202e", secret, false},
		"no UTF-8":                {"K\xff", secret, false},
	} {
		r, err := http.NewRequest(http.MethodPost, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(c.user, c.password)
		if p, ok := l.agent(r); ok != c.good || ok && p.Name != c.user {
			t.Errorf("%s: %+v, %v", name, p, ok)
		}
	}
	if _, ok := newLogin("").agent(&http.Request{Header: http.Header{}}); ok {
		t.Error("a request without credentials is an agent's")
	}
}

// The same name is the same agent, another is another.
func TestAgentsAreTold(t *testing.T) {
	url := start(t)
	kim, again, ann := sitDown(t, url, "Kim"), sitDown(t, url, "Kim"), sitDown(t, url, "Ann")
	if kim.Participant != again.Participant || kim.Participant.ID == ann.Participant.ID {
		t.Errorf("they are %+v, %+v and %+v", kim.Participant, again.Participant, ann.Participant)
	}
	if kim.Participant.Role != chat.RoleAgent {
		t.Errorf("the agent is a %s", kim.Participant.Role)
	}
}

// Nobody but agents gets a session at the desk, and a visitor's opens nothing there.
func TestTheDeskIsForAgents(t *testing.T) {
	url := start(t)
	ann := exampletest.Visit(t, url, transporttest.Clients()[0])
	ann.Say("my secret")
	ann.Hear()
	for _, c := range []struct{ path, name, body, media string }{
		{path: "session"},
		{path: "session", name: "Eve"},
		{path: "page", body: "text=hello", media: "application/x-www-form-urlencoded"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/desk/chat/"+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Chat-Client", "handoff-test/1")
		r.Header.Set("Content-Type", c.media)
		if c.name != "" {
			r.SetBasicAuth(c.name, "guess")
		}
		resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized || len(resp.Cookies()) > 0 {
			t.Errorf("%+v is answered with %s and the cookies %v", c, resp.Status, resp.Cookies())
		}
	}

	eve := exampletest.Visit(t, url, transporttest.Clients()[0])
	for _, mount := range []string{"/chat", "/desk/chat"} {
		at := eve.At(url + mount)
		var list struct{ Conversations []any }
		if status := at.Request(http.MethodGet, "/conversations", nil, &list); status != http.StatusOK || len(list.Conversations) != 0 {
			t.Errorf("%s tells a visitor of %d conversations (%d)", mount, len(list.Conversations), status)
		}
		for _, path := range []string{"", "/events"} {
			if status := at.Request(http.MethodGet, "/conversations/"+ann.Conversation+path, nil, nil); status != http.StatusNotFound {
				t.Errorf("%s shows a visitor another's conversation%s: %d", mount, path, status)
			}
		}
		if status := at.Request(http.MethodPost, "/conversations/"+ann.Conversation+"/assign", map[string]string{"to": eve.Participant.ID}, nil); status/100 == 2 {
			t.Errorf("%s lets a visitor take a conversation over", mount)
		}
	}
}

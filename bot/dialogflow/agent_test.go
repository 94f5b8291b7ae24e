package dialogflow

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
)

// A name tells the edition, the region and the environment; what is none, or
// would name another host, is refused.
func TestNames(t *testing.T) {
	sid := SessionID("c")
	for name, want := range map[string]string{
		"projects/p/locations/eu-west1/agents/a":                    "https://eu-west1-dialogflow.googleapis.com/v3/projects/p/locations/eu-west1/agents/a/sessions/" + sid,
		"projects/p/locations/global/agents/a":                      "https://dialogflow.googleapis.com/v3/projects/p/locations/global/agents/a/sessions/" + sid,
		"projects/p/locations/us/agents/a/environments/e":           "https://us-dialogflow.googleapis.com/v3/projects/p/locations/us/agents/a/environments/e/sessions/" + sid,
		"projects/p/locations/us/agents/a/environments/draft":       "https://us-dialogflow.googleapis.com/v3/projects/p/locations/us/agents/a/sessions/" + sid,
		"projects/p/locations/us/agents/a/environments/-":           "https://us-dialogflow.googleapis.com/v3/projects/p/locations/us/agents/a/sessions/" + sid,
		"projects/example.org:p/agent":                              "https://dialogflow.googleapis.com/v2/projects/example.org:p/agent/sessions/" + sid,
		"projects/p/agent/environments/staging":                     "https://dialogflow.googleapis.com/v2/projects/p/agent/environments/staging/users/-/sessions/" + sid,
		"projects/p/locations/europe-west2/agent":                   "https://europe-west2-dialogflow.googleapis.com/v2/projects/p/locations/europe-west2/agent/sessions/" + sid,
		"projects/p/locations/europe-west2/agent/environments/prod": "https://europe-west2-dialogflow.googleapis.com/v2/projects/p/locations/europe-west2/agent/environments/prod/users/-/sessions/" + sid,
	} {
		b := New(name, http.DefaultClient)
		if b.unusable != nil {
			t.Errorf("%s: %v", name, b.unusable)
			continue
		}
		if got := b.url(b.agent.session("c")); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
	}
	for _, name := range []string{
		"", "p", "projects/p", "projects/p/agent/", "projects//agent", "projects/p/agents/a", "projects/../agent",
		"projects/p/locations/evil.example/agents/a", "projects/p/locations/a@b/agents/a", "projects/p/locations/-/agents/a",
		"projects/p/locations/us/agents/a?x", "projects/p/locations/us/agents/a/sessions/s", "projects/p/locations/us/agents/a%2F", "projects/p/agent\n",
		"https://dialogflow.googleapis.com/v2/projects/p/agent",
	} {
		b := New(name, http.DefaultClient)
		_, err := ask(t, b, bottest.Says("hello"))
		if err == nil || bot.MayHaveActed(err) || b.Check(t.Context()) == nil {
			t.Errorf("%q passes for a name: %v", name, err)
		}
	}
}

// The id of a session is within Dialogflow's limits, tells nothing of the
// conversation's, and is another one for each.
func TestSessionID(t *testing.T) {
	seen := make(map[string]bool)
	for _, conversation := range []string{"", "c", "c ", "../../x", strings.Repeat("c", 64), "\xff"} {
		id := SessionID(conversation)
		if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" || seen[id] {
			t.Errorf("%q has the session %q", conversation, id)
		}
		seen[id] = true
	}
	if got := SessionID("c"); got != "0784d6a08e52a4844dec9ddea4a55324" {
		t.Errorf("the session of a conversation has become %s: running ones would be lost", got)
	}
}

package dialogflow

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// agent is what a resource name says about an agent.
type agent struct {
	cx          bool
	name        string // without the environment
	location    string // empty: global
	environment string // empty: the draft
}

// An id in a resource name is a path segment, and a location becomes a part of
// a host name, so nothing else gets into them.
const (
	id       = `[A-Za-z0-9][A-Za-z0-9._:~-]*`
	location = `[a-z0-9]+(?:-[a-z0-9]+)*`
)

var (
	cxName = regexp.MustCompile(`^(projects/` + id + `/locations/(` + location + `)/agents/` + id + `)(?:/environments/(-|` + id + `))?$`)
	esName = regexp.MustCompile(`^(projects/` + id + `(?:/locations/(` + location + `))?/agent)(?:/environments/(-|` + id + `))?$`)
)

var errName = errors.New("dialogflow: the agent's name is wrong: for CX give projects/PROJECT/locations/LOCATION/agents/AGENT, " +
	"for ES projects/PROJECT/agent or projects/PROJECT/locations/LOCATION/agent, each with /environments/ENVIRONMENT behind it or without")

// parseAgent reads a resource name.
func parseAgent(name string) (agent, error) {
	m, cx := cxName.FindStringSubmatch(name), true
	if m == nil {
		m, cx = esName.FindStringSubmatch(name), false
	}
	if m == nil {
		return agent{}, errName
	}
	a := agent{cx: cx, name: m[1], location: m[2], environment: m[3]}
	if a.environment == "-" || a.environment == "draft" {
		a.environment = ""
	}
	if a.location == "global" {
		a.location = ""
	}
	return a, nil
}

// version is the API's, as in its paths.
func (a agent) version() string {
	if a.cx {
		return "v3"
	}
	return "v2"
}

// endpoint is where Google serves the agent's location.
func (a agent) endpoint() *url.URL {
	host := "dialogflow.googleapis.com"
	if a.location != "" {
		host = a.location + "-" + host
	}
	return &url.URL{Scheme: "https", Host: host}
}

// session returns the name of a conversation's session.
func (a agent) session(conversation string) string {
	name := a.name
	if a.environment != "" {
		name += "/environments/" + a.environment
		if !a.cx {
			name += "/users/-"
		}
	}
	return name + "/sessions/" + SessionID(conversation)
}

// SessionID returns the id of the session in which Dialogflow keeps a
// conversation, to find it in Dialogflow's history and logs. It tells nothing
// about the conversation's own id, and has 32 of the 36 characters allowed.
func SessionID(conversation string) string {
	sum := sha256.Sum256([]byte("chatmount/bot/dialogflow\n" + conversation))
	return hex.EncodeToString(sum[:16])
}

// parseEndpoint reads the URL that WithEndpoint was given.
func parseEndpoint(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(raw, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("dialogflow: the endpoint is wrong: give a URL like https://dialogflow.example.org, without user and query")
	}
	return u, nil
}

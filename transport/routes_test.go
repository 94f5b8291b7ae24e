package transport

import (
	"net/http"
	"strings"
	"testing"
)

// who may do what: the status for nobody, for the visitor whose conversation it
// is, for another visitor and for an agent. A route that is not here fails the
// test, so that none comes to be without a decision about it.
var matrix = map[string]struct {
	body, query string
	status      [4]int
}{
	"POST session":                     {status: [4]int{200, 200, 200, 200}},
	"GET session":                      {status: [4]int{401, 200, 200, 200}},
	"DELETE session":                   {status: [4]int{401, 204, 204, 204}},
	"POST session/identify":            {status: [4]int{401, 200, 200, 403}},
	"GET conversations":                {status: [4]int{401, 200, 200, 200}},
	"POST conversations":               {status: [4]int{401, 201, 201, 403}},
	"GET conversations/{id}":           {status: [4]int{401, 200, 404, 200}},
	"GET conversations/{id}/events":    {status: [4]int{401, 200, 404, 200}},
	"POST conversations/{id}/messages": {status: [4]int{401, 201, 404, 201}, body: message("k", "hi")},
	"POST conversations/{id}/read":     {status: [4]int{401, 204, 404, 204}, body: `{"offset":1}`},
	"POST conversations/{id}/assign":   {status: [4]int{401, 403, 404, 201}, body: `{"to":"ada"}`},
	"POST conversations/{id}/end":      {status: [4]int{401, 403, 404, 201}},
	"POST send":                        {status: [4]int{401, 200, 404, 200}, body: "[" + message("k", "hi") + "]", query: "?conversation={id}"},
	"POST poll":                        {status: [4]int{401, 200, 404, 200}, body: `{"connection":"a","wait":0,"conversation":"{id}"}`},
	"GET sse":                          {status: [4]int{401, 200, 404, 200}, query: "?conversation={id}"},
	"GET ws":                           {status: [4]int{426, 426, 426, 426}}, // authenticated by hello; see transporttest
	"GET embed":                        {status: [4]int{200, 200, 200, 200}},
	"GET page":                         {status: [4]int{200, 200, 200, 403}},
	"POST page":                        {status: [4]int{415, 415, 415, 415}}, // a form and no JSON; see page_test.go
	"GET openapi.json":                 {status: [4]int{200, 200, 200, 200}},
}

func TestEveryRouteForEveryRole(t *testing.T) {
	for _, rt := range routes {
		name := rt.method + " " + rt.path
		cell, ok := matrix[name]
		if !ok {
			t.Errorf("%s is not in the matrix: decide who may use it", name)
			continue
		}
		for i, role := range []string{"nobody", "owner", "stranger", "agent"} {
			t.Run(name+" as "+role, func(t *testing.T) {
				t.Parallel()
				r := newRig(t, hosted)
				owner := r.visitor()
				id := r.conversation(owner)
				as := []edit{header("Test-User", "7")}
				switch role {
				case "owner":
					as = append(as, owner.as)
				case "stranger":
					as = append(as, r.visitor().as)
				case "agent":
					as = append(as, r.agent().as, header("Test-Agent", "ada"))
				}
				fill := func(s string) string { return strings.ReplaceAll(s, "{id}", id) }
				body := cell.body
				if body == "" && rt.method == http.MethodPost {
					body = "{}"
				}
				r.do(rt.method, fill(rt.path+cell.query), fill(body), as...).want(t, cell.status[i])
			})
		}
	}
	if len(matrix) != len(routes) {
		t.Errorf("the matrix has %d routes, the table %d", len(matrix), len(routes))
	}
}

// A stranger must not learn whether a conversation exists.
func TestForeignAndMissingConversationsLookAlike(t *testing.T) {
	r := newRig(t, hosted)
	id := r.conversation(r.visitor())
	stranger := r.visitor()
	for _, rt := range routes {
		if !strings.Contains(rt.path, "{id}") {
			continue
		}
		body := matrix[rt.method+" "+rt.path].body
		foreign := r.do(rt.method, strings.ReplaceAll(rt.path, "{id}", id), body, stranger.as)
		missing := r.do(rt.method, strings.ReplaceAll(rt.path, "{id}", "c_missing"), body, stranger.as)
		if foreign.StatusCode != 404 || string(foreign.body) != string(missing.body) {
			t.Errorf("%s %s: foreign %d %s, missing %d %s", rt.method, rt.path,
				foreign.StatusCode, foreign.body, missing.StatusCode, missing.body)
		}
	}
}

// Whatever a path does not take is 405 with the methods that it takes, and
// changes nothing.
func TestOtherMethodsAreRefused(t *testing.T) {
	r := newRig(t, hosted)
	owner := r.visitor()
	id := r.conversation(owner)
	for _, found := range newRouter(routes) {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} {
			if _, ok := found.route(method); ok {
				continue
			}
			path := strings.ReplaceAll(strings.Join(found.segments, "/"), "{id}", id)
			a := r.send(method, r.url+path, "", owner.as).want(t, 405)
			if allow := a.Header.Get("Allow"); allow == "" || strings.Contains(allow, method+",") {
				t.Errorf("%s %s: Allow %q", method, path, allow)
			}
			if method != "HEAD" && a.code() != "invalid" {
				t.Errorf("%s %s: %s", method, path, a.body)
			}
		}
	}
	r.do("GET", "session", "", owner.as).want(t, 200)
}

func TestHeadIsGetWithoutTheBody(t *testing.T) {
	r := newRig(t, hosted)
	owner := r.visitor()
	for _, path := range []string{"session", "conversations", "openapi.json"} {
		get, head := r.do("GET", path, "", owner.as), r.do("HEAD", path, "", owner.as).want(t, 200)
		if len(head.body) > 0 || head.ContentLength != get.ContentLength {
			t.Errorf("HEAD %s: %d bytes announced and %d sent, GET has %d", path, head.ContentLength, len(head.body), get.ContentLength)
		}
	}
}

// A connection is asked for by GET; HEAD would hold it open for nobody.
func TestConnectionsHaveNoHead(t *testing.T) {
	r := newRig(t, Options{})
	for _, path := range []string{"sse", "ws"} {
		r.do("HEAD", path, "", r.visitor().as).want(t, 405)
	}
}

func TestUnknownPathsAreNotFound(t *testing.T) {
	r := newRig(t, hosted)
	for _, path := range []string{"", "nothing", "session/", "sessions", "Session", "conversations/c_a/b", "conversations/c_a/b/c", "widget", "embed.go", "widget.js.gz"} {
		a := r.send("GET", r.url+path, "")
		if a.StatusCode != 404 || a.code() != "not_found" {
			t.Errorf("GET %q: %d %s", path, a.StatusCode, a.body)
		}
	}
}

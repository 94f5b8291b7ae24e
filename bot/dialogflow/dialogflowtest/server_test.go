package dialogflowtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	cxPath = "/v3/projects/p/locations/eu/agents/a/sessions/s:detectIntent"
	esPath = "/v2/projects/p/agent/sessions/s:detectIntent"
	cxHi   = `{"queryInput":{"text":{"text":"hi"},"languageCode":"en"}}`
	esHi   = `{"queryInput":{"text":{"text":"hi","languageCode":"en"}}}`
)

// send posts a body and returns the answer.
func send(s *Server, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
	return w
}

// Which sessions and methods there are.
func TestPaths(t *testing.T) {
	for path, want := range map[string]int{
		cxPath: 200,
		"/v3/projects/p/locations/eu/agents/a/environments/e/sessions/s:detectIntent":                200,
		"/v3/projects/p/locations/eu/agents/a/sessions/s:serverStreamingDetectIntent":                200,
		"/v3/projects/p/agents/a/sessions/s:detectIntent":                                            404,
		"/v3/projects/p/locations/eu/agents/a/sessions/" + strings.Repeat("s", 37) + ":detectIntent": 404,
		"/v3/projects/p/locations/eu/agents/a/sessions/s:other":                                      404,
		"/v2/projects/p/locations/eu/agents/a/sessions/s:detectIntent":                               404,
	} {
		if w := send(&Server{}, path, cxHi); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	for path, want := range map[string]int{
		esPath: 200,
		"/v2/projects/p/locations/eu/agent/sessions/s:detectIntent":           200,
		"/v2/projects/p/agent/environments/e/users/-/sessions/s:detectIntent": 200,
		"/v2/projects/p/agent/environments/e/sessions/s:detectIntent":         404,
		"/v2/projects/p/agent/sessions/s:serverStreamingDetectIntent":         404,
		"/v2/projects/p/agent/sessions/s":                                     404,
	} {
		if w := send(&Server{}, path, esHi); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// What a request must and must not have.
func TestRequests(t *testing.T) {
	for body, want := range map[string]int{
		cxHi: 200,
		`{"queryInput":{"event":{"event":"E"},"languageCode":"en"},"queryParams":{"parameters":{"a":1},"payload":{},"timeZone":"Europe/Paris"}}`: 200,
		`{"queryInput":{"dtmf":{"digits":"12"},"languageCode":"en"}}`:                                                                            200,
		`{"queryInput":{"text":{"text":"hi"}}}`:                                                                                                  400,
		`{"queryInput":{"text":{"text":"hi"},"event":{"event":"E"},"languageCode":"en"}}`:                                                        400,
		`{"queryInput":{"languageCode":"en"}}`:                                                                                                   400,
		`{"queryInput":{"text":{"text":"hi","languageCode":"en"},"languageCode":"en"}}`:                                                          400,
		`{"queryInput":{"text":{"text":"hi"},"languageCode":"en"},"more":1}`:                                                                     400,
		`no JSON`: 400,
	} {
		if w := send(&Server{}, cxPath, body); w.Code != want {
			t.Errorf("CX %s: %d %s", body, w.Code, w.Body)
		}
	}
	for body, want := range map[string]int{
		esHi: 200,
		`{"queryInput":{"event":{"name":"E","languageCode":"en","parameters":{"a":1}}}}`:                 200,
		`{"queryInput":{"text":{"text":"hi"}}}`:                                                          400,
		`{"queryInput":{"text":{"text":"` + strings.Repeat("ä", 256) + `","languageCode":"en"}}}`:        200,
		`{"queryInput":{"text":{"text":"` + strings.Repeat("ä", 257) + `","languageCode":"en"}}}`:        400,
		`{"queryInput":{"dtmf":{"digits":"12"},"languageCode":"en"}}`:                                    400,
		`{"queryInput":{"text":{"text":"hi","languageCode":"en"}},"queryParams":{"parameters":{"a":1}}}`: 400,
	} {
		if w := send(&Server{}, esPath, body); w.Code != want {
			t.Errorf("ES %s: %d %s", body, w.Code, w.Body)
		}
	}
	var s Server
	send(&s, cxPath, cxHi)
	if q := s.Questions(); len(q) != 1 || !q[0].CX || q[0].Text != "hi" || q[0].Session != "s" || q[0].Agent != "projects/p/locations/eu/agents/a" || q[0].Language != "en" {
		t.Errorf("noted %+v", q)
	}
}

// A token that is set is asked for.
func TestToken(t *testing.T) {
	s := Server{Token: "good"}
	if w := send(&s, cxPath, cxHi); w.Code != 401 || !strings.Contains(w.Body.String(), `"status":"UNAUTHENTICATED"`) {
		t.Errorf("without: %d %s", w.Code, w.Body)
	}
	r := httptest.NewRequest(http.MethodPost, cxPath, strings.NewReader(cxHi))
	r.Header.Set("Authorization", "Bearer good")
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != 200 {
		t.Errorf("with it: %d", w.Code)
	}
}

// Each edition has its own shape; a stream has partial responses before a final
// one, which is all there is without a stream.
func TestAnswers(t *testing.T) {
	answer := Answer(Response{Messages: []Message{Text("a")}}, Response{Messages: []Message{Text("b")}, Webhook: 4, Handoff: true, End: true})
	var s Server
	s.Then(answer, answer, answer)
	const messages = `{"text":{"text":["a"]}},{"text":{"text":["b"]}}`
	const ends = `{"liveAgentHandoff":{"metadata":null}},{"endInteraction":{}}`
	const statuses = `,"webhookStatuses":[{},{"code":4,"message":"Webhook call failed."}]`
	for _, c := range []struct{ path, body, want string }{
		{esPath, esHi, `{"queryResult":{"fulfillmentMessages":[` + messages + `],"fulfillmentText":"","intent":{"displayName":"Stand-in","endInteraction":true,"liveAgentHandoff":true},"languageCode":"en"},"responseId":"1","webhookStatus":{"code":4,"message":"Webhook call failed."}}`},
		{cxPath, cxHi, `{"queryResult":{"languageCode":"en","responseMessages":[` + messages + `,` + ends + `]` + statuses + `},"responseId":"1","responseType":"FINAL"}`},
		{strings.Replace(cxPath, "detect", "serverStreamingDetect", 1), cxHi, `[{"queryResult":{"languageCode":"en","responseMessages":[{"text":{"text":["a"]}}]},"responseId":"1","responseType":"PARTIAL"},` +
			`{"queryResult":{"languageCode":"en","responseMessages":[{"text":{"text":["b"]}},` + ends + `]` + statuses + `},"responseId":"1","responseType":"FINAL"}]`},
	} {
		var got, want any
		if err := json.Unmarshal(send(&s, c.path, c.body).Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(c.want), &want); err != nil {
			t.Fatal(err)
		}
		g, _ := json.Marshal(got)
		if w, _ := json.Marshal(want); string(g) != string(w) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.path, g, w)
		}
	}
}

// The ways to fail look on the wire as they are meant to.
func TestFailures(t *testing.T) {
	var s Server
	srv := httptest.NewServer(&s)
	defer srv.Close()
	post := func(path string, b Behavior) (int, string, error) {
		s.Then(b)
		resp, err := srv.Client().Post(srv.URL+path, "application/json", strings.NewReader(cxHi))
		if err != nil {
			return 0, "", err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body), err
	}
	if _, _, err := post(cxPath, Drop); err == nil {
		t.Error("a dropped connection gives an answer")
	}
	if _, got, err := post(cxPath, Truncate("[1,2,3]", 4)); err == nil || got != "[1,2" {
		t.Errorf("a truncated body: %q, %v", got, err)
	}
	if _, got, err := post(cxPath, Huge(1<<20)); err != nil || len(got) < 1<<20 {
		t.Errorf("a huge body: %d bytes, %v", len(got), err)
	}
	const want = `{"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}],"message":"m","status":"RESOURCE_EXHAUSTED"}}`
	refuse := Fail(429, "RESOURCE_EXHAUSTED", "m", RetryIn(1500*time.Millisecond))
	if code, got, err := post(cxPath, refuse); err != nil || code != 429 || strings.TrimSpace(got) != want {
		t.Errorf("an error: %d %s, %v", code, got, err)
	}
	if code, got, err := post(strings.Replace(cxPath, "detect", "serverStreamingDetect", 1), refuse); err != nil || code != 429 || strings.TrimSpace(got) != "["+want+"]" {
		t.Errorf("an error of a stream: %d %s, %v", code, got, err)
	}
}

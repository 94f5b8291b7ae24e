package rasatest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// send posts a body to a fresh webhook and returns the answer.
func send(s *Server, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, WebhookPath, strings.NewReader(body)))
	return w
}

// Which texts Rasa takes as an intent, bypassing its language model.
func TestIntent(t *testing.T) {
	for text, want := range map[string]string{
		"/greet": "greet", " \t\n/greet": "greet", "\u00a0\u2003/greet": "greet", "\x1c/greet": "greet",
		`/inform{"city": "Rome"}`: "inform", "/inform@0.5": "inform", "/a b": "a b",
		"greet": "", "say /greet": "", "/": "", "": "", `\/greet`: "", "\u200b/greet": "",
	} {
		if got := intent(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// How the REST channel renders responses into items.
func TestItems(t *testing.T) {
	var s Server
	s.Then(Say(
		Response{Text: "one\n\ntwo", Image: "http://i"},
		Response{Text: "a\n\nb", Buttons: []Button{{Title: "T", Payload: "/p"}}, Attachment: "http://f"},
		Response{Text: "c", Custom: map[string]int{"x": 1}},
	))
	want := strings.Join([]string{
		`{"recipient_id":"s","text":"one"}`, `{"recipient_id":"s","text":"two"}`, `{"image":"http://i","recipient_id":"s"}`,
		`{"buttons":[{"title":"T","payload":"/p"}],"recipient_id":"s","text":"a\n\nb"}`,
		`{"attachment":"http://f","recipient_id":"s"}`, `{"recipient_id":"s","text":"c"}`, `{"custom":{"x":1},"recipient_id":"s"}`,
	}, ",")
	if got := strings.TrimSpace(send(&s, `{"sender":"s","message":"m"}`).Body.String()); got != "["+want+"]" {
		t.Errorf("got %s, want [%s]", got, want)
	}
	s.Then(Crash())
	if got := strings.TrimSpace(send(&s, `{}`).Body.String()); got != "[]" {
		t.Errorf("an exception answers %s", got)
	}
}

// The REST channel's routes, and what it makes of a request.
func TestReceive(t *testing.T) {
	var s Server
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, HealthPath, 200},
		{http.MethodPost, HealthPath, 405},
		{http.MethodGet, WebhookPath, 405},
		{http.MethodPost, "/webhooks/rest", 404},
		{http.MethodGet, "/", 404},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(c.method, c.path, http.NoBody))
		if w.Code != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.want)
		}
	}
	if w := send(&s, "no json"); w.Code != http.StatusBadRequest {
		t.Errorf("no JSON: %d", w.Code)
	}
	for _, body := range []string{
		`{"sender":"s","message":" /greet ","input_channel":"web","metadata":{"turn":"t"}}`, `{"message":"hi"}`,
	} {
		if w := send(&s, body); w.Code != 200 || !strings.Contains(w.Body.String(), "You said: ") {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	got := s.Messages()
	if len(got) != 2 || got[0].Sender != "s" || got[0].Text != "/greet" || got[0].Intent != "greet" || got[0].InputChannel != "web" ||
		string(got[0].Metadata["turn"]) != `"t"` || got[1].Sender != "default" || got[1].Intent != "" {
		t.Errorf("got %+v", got)
	}
}

// The ways to fail look on the wire as they are meant to.
func TestFailures(t *testing.T) {
	var s Server
	srv := httptest.NewServer(&s)
	defer srv.Close()
	post := func(b Behavior) (*http.Response, string, error) {
		s.Then(b)
		resp, err := srv.Client().Post(srv.URL+WebhookPath, "application/json", strings.NewReader(`{}`))
		if err != nil {
			return nil, "", err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return resp, string(body), err
	}
	if _, _, err := post(Drop); err == nil {
		t.Error("a dropped connection gives an answer")
	}
	if _, got, err := post(Truncate("[1,2,3]", 4)); err == nil || got != "[1,2" {
		t.Errorf("a truncated body: %q, %v", got, err)
	}
	if _, got, err := post(Huge(1 << 20)); err != nil || len(got) < 1<<20 {
		t.Errorf("a huge body: %d bytes, %v", len(got), err)
	}
	if resp, got, err := post(Status(429, "slow down", "Retry-After", "3")); err != nil || resp.StatusCode != 429 || got != "slow down" || resp.Header.Get("Retry-After") != "3" {
		t.Errorf("a status: %v %q, %v", resp, got, err)
	}
	if resp, got, err := post(Body("text/html", "<p>")); err != nil || got != "<p>" || resp.Header.Get("Content-Type") != "text/html" {
		t.Errorf("a body: %q, %v", got, err)
	}
}

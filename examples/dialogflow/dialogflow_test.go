package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
)

const agent = "projects/my-project/locations/europe-west1/agents/1234"

// credentials makes a service account the application default one. Its tokens
// come from a stand-in for Google's, which gives out one.
func credentials(t *testing.T, token string) {
	t.Helper()
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("assertion") == "" {
			http.Error(w, "no assertion", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, token)
	}))
	t.Cleanup(tokens.Close)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	account, err := json.Marshal(map[string]string{
		"type": "service_account", "client_email": "bot@my-project.iam.gserviceaccount.com", "private_key_id": "1", "token_uri": tokens.URL,
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})),
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "account.json")
	if err := os.WriteFile(file, account, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", file)
}

// start runs the program and returns its URL. It ends with the test.
func start(t *testing.T, c config) string {
	t.Helper()
	c.addr, c.db, c.language = "127.0.0.1:0", filepath.Join(t.TempDir(), "chat.db"), "en"
	ctx, cancel := context.WithCancel(context.Background())
	urls, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- run(ctx, c, func(url string) { urls <- url }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("it ended with %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	select {
	case url := <-urls:
		return url
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
		return ""
	}
}

// A visitor is greeted and answered, presses a chip and a button that is an
// event, and is handed over: from a browser's connection to an agent that only
// default credentials open, and back.
func TestConversation(t *testing.T) {
	credentials(t, "good")
	s := &fake.Server{Token: "good"}
	s.Then(
		fake.Say(fake.Text("Welcome!")),
		fake.Answer(
			fake.Response{Messages: []fake.Message{fake.Text("Let me look ...")}},
			fake.Response{Messages: []fake.Message{fake.Text("Which city?"), fake.Rich(map[string]any{"type": "chips", "options": []any{map[string]any{"text": "Rome"}}})}},
		),
		fake.Say(fake.Rich(map[string]any{"type": "button", "text": "Book", "event": map[string]any{"event": "BOOK", "parameters": map[string]any{"nights": 2}}})),
		fake.Answer(fake.Response{Messages: []fake.Message{fake.Text("I will get someone.")}, Handoff: true, Metadata: map[string]any{"reason": "booking"}}),
	)
	google := httptest.NewServer(s)
	t.Cleanup(google.Close)
	v := visit(t, start(t, config{agent: agent, endpoint: google.URL, welcome: "WELCOME"}))

	v.say("1", "a hotel, please")
	for _, want := range []string{"Welcome!", "Let me look ..."} {
		if got := v.hear(); got.Parts[0].Text != want {
			t.Fatalf("heard %+v, want %q", got, want)
		}
	}
	question := v.hear()
	if len(question.Parts) != 2 || question.Parts[0].Text != "Which city?" || question.Parts[1].Buttons[0].Title != "Rome" {
		t.Fatalf("heard %+v", question)
	}
	v.press("2", question.ID, question.Parts[1].Buttons[0].Value)
	offer := v.hear()
	v.press("3", offer.ID, offer.Parts[0].Buttons[0].Value)
	if got := v.hear(); got.Parts[0].Text != "I will get someone." {
		t.Errorf("heard %+v", got)
	}
	if f := v.next(func(f frame) bool { return f.Kind == "handoff" }); f.Reason != "booking" {
		t.Errorf("handed off for %q", f.Reason)
	}

	var asked []string
	for _, q := range s.Questions() {
		asked = append(asked, q.Event+q.Text)
	}
	if got := strings.Join(asked, "|"); got != "WELCOME|a hotel, please|Rome|BOOK" || s.Questions()[3].Parameters["nights"] != 2.0 {
		t.Errorf("the agent was asked %q", got)
	}
}

// A visitor reads one kind sentence when the credentials are not good enough, and
// the page comes all the same.
func TestBadCredentials(t *testing.T) {
	credentials(t, "bad")
	google := httptest.NewServer(&fake.Server{Token: "good"})
	t.Cleanup(google.Close)
	url := start(t, config{agent: agent, endpoint: google.URL})
	v := visit(t, url)
	v.say("1", "hello")
	f := v.next(func(f frame) bool { return f.Kind == "message" && f.Author.Role == "system" })
	if got := f.Parts[0].Text; !strings.Contains(got, "cannot be reached") || strings.Contains(got, "401") {
		t.Errorf("the visitor reads %q", got)
	}
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the page: %s", resp.Status)
	}
}

// Without credentials the program does not start, and says so.
func TestNoCredentials(t *testing.T) {
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "missing.json"))
	err := run(t.Context(), config{addr: "127.0.0.1:0", db: filepath.Join(t.TempDir(), "chat.db"), agent: agent}, func(string) {})
	if err == nil || !strings.Contains(err.Error(), "missing.json") {
		t.Errorf("got %v", err)
	}
}

package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// get fetches a page and returns the answer with its body.
func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// The page, under its own strict policy, loads a widget that is there, and the chat is mounted.
func TestServesSiteAndChat(t *testing.T) {
	p := start(t, filepath.Join(t.TempDir(), "chat.db"))
	page, body := get(t, p.url)
	if page.StatusCode != http.StatusOK || !strings.Contains(body, `<script src="/chat/widget.js" async></script>`) {
		t.Errorf("GET / answers %s without the widget's script tag", page.Status)
	}
	if got := page.Header.Get("Content-Security-Policy"); got != policy {
		t.Errorf("GET / has the policy %q", got)
	}
	for path, want := range map[string]int{
		"/style.css":          http.StatusOK,
		"/missing":            http.StatusNotFound,
		"/chat/widget.js":     http.StatusOK,
		"/chat/session":       http.StatusUnauthorized,
		"/chat/conversations": http.StatusUnauthorized,
	} {
		if r, _ := get(t, p.url+path); r.StatusCode != want {
			t.Errorf("GET %s answers %s, want %d", path, r.Status, want)
		}
	}
}

// What a person does wrong at the command line is answered by one line that
// says what it is, and by status 2 for the command itself, else 1.
func TestMistakesAreOneClearLine(t *testing.T) {
	folder := t.TempDir()
	inUse := filepath.Join(folder, "in-use.db")
	start(t, inUse)
	corrupt := filepath.Join(folder, "corrupt.db")
	if err := os.WriteFile(corrupt, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	fresh := filepath.Join(folder, "fresh.db")

	for _, c := range []struct {
		name, says string
		status     int
		args       []string
	}{
		{"database in use", inUse, 1, []string{"-addr", "127.0.0.1:0", "-db", inUse}},
		{"database corrupt", corrupt, 1, []string{"-addr", "127.0.0.1:0", "-db", corrupt}},
		{"no such folder", "nowhere", 1, []string{"-addr", "127.0.0.1:0", "-db", filepath.Join(folder, "nowhere", "chat.db")}},
		{"port taken", "in use", 1, []string{"-addr", taken.Addr().String(), "-db", fresh}},
		{"bad address", "nonsense", 1, []string{"-addr", "nonsense", "-db", fresh}},
		{"unknown flag", "-port", 2, []string{"-port", "1"}},
		{"stray argument", "8080", 2, []string{"8080"}},
		{"bad Rasa URL", "localhost:5005", 2, []string{"-rasa", "localhost:5005"}},
		{"Rasa URL of another scheme", "ftp://localhost", 2, []string{"-rasa", "ftp://localhost"}},
		{"bad origin", "example.com", 2, []string{"-origins", "https://a.example,example.com"}},
		{"pattern of origins", "https://*.example", 2, []string{"-origins", "https://a.example,https://*.example"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
			defer cancel()
			cmd := command(ctx, c.args...)
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			cmd.Run()
			if got := cmd.ProcessState.ExitCode(); got != c.status {
				t.Errorf("it exits with %d, want %d", got, c.status)
			}
			said := stderr.String()
			if !strings.HasPrefix(said, "quickstart: ") || strings.Count(said, "\n") != 1 || !strings.Contains(said, c.says) {
				t.Errorf("it says %q, want one line about %q", said, c.says)
			}
			if stdout.Len() > 0 {
				t.Errorf("it says %q on stdout", &stdout)
			}
		})
	}
}

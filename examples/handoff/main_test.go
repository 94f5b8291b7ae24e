package main

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/chatmount/chatmount/examples/internal/exampletest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "a secret of the test"

// start runs the program and returns its URL.
func start(t *testing.T) string {
	t.Helper()
	c := config{addr: "127.0.0.1:0", db: filepath.Join(t.TempDir(), "handoff.db"), secret: secret}
	return exampletest.Start(t, func(ctx context.Context, serving func(string)) error { return run(ctx, c, serving) })
}

// get fetches a file of the program.
func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// Both pages and what they load are there, under policies that allow no inline
// script, no other origin and no frame around them.
func TestPages(t *testing.T) {
	url := start(t)
	for path, has := range map[string]string{
		"/": `src="/chat/widget.js"`, "/style.css": "", "/desk/": `src="desk.js"`,
		"/desk/desk.js": "", "/desk/chat.js": "", "/desk/words.js": "", "/desk/desk.css": "", "/chat/widget.js": "",
	} {
		resp, body := get(t, url+path)
		if resp.StatusCode != http.StatusOK || !strings.Contains(body, has) {
			t.Errorf("GET %s answers %s, without %s", path, resp.Status, has)
		}
		policy := resp.Header.Get("Content-Security-Policy")
		if strings.HasPrefix(path, "/chat/") {
			continue
		}
		for _, rule := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("GET %s has the policy %q without %s", path, policy, rule)
			}
		}
	}
}

// What is wrong on the command line or with the secret is said in one line. A
// secret is made where there is none, another one each time.
func TestParse(t *testing.T) {
	for want, c := range map[string]struct {
		args   []string
		secret string
	}{
		"-port":               {args: []string{"-port", "1"}},
		`unexpected argument`: {args: []string{"8080"}},
		"fewer than 16":       {secret: "short"},
	} {
		_, err := parse(c.args, c.secret)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v with the secret %q: %v, want one line with %s", c.args, c.secret, err, want)
		}
	}
	one, err := parse(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	other, err := parse(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if !one.made || len(one.secret) < leastSecret || one.secret == other.secret {
		t.Errorf("the secrets that are made are %q and %q", one.secret, other.secret)
	}
	if chosen, err := parse(nil, secret); err != nil || chosen.made || chosen.secret != secret {
		t.Errorf("a chosen secret becomes %+v, %v", chosen, err)
	}
}

// An address that is taken is an error that says what to do, and leaves nothing behind.
func TestAddressInUse(t *testing.T) {
	url := start(t)
	c := config{addr: strings.TrimPrefix(url, "http://"), db: filepath.Join(t.TempDir(), "other.db"), secret: secret}
	if err := run(t.Context(), c, func(string) {}); err == nil || !strings.Contains(err.Error(), "-addr") {
		t.Errorf("it ends with %v", err)
	}
}

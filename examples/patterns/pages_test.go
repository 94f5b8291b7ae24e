package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// heads adds up the heads of a list of conversations.
func heads(t *testing.T, list string) (sum int64) {
	t.Helper()
	var answer struct{ Conversations []struct{ Head int64 } }
	if err := json.Unmarshal([]byte(list), &answer); err != nil {
		t.Fatalf("%s: %v", list, err)
	}
	for _, c := range answer.Conversations {
		sum += c.Head
	}
	return sum
}

// The page and all that it loads is there, under a policy that allows no inline
// script and no other origin. It has a cookie that scripts cannot read.
func TestPage(t *testing.T) {
	url := start(t)
	one := visit(t, url)
	_, html := one.ask(http.MethodGet, "/", "")
	loads := regexp.MustCompile(`(?:src|href)="([^"#:]+)"`).FindAllStringSubmatch(html, -1)
	if len(loads) < 3 {
		t.Errorf("the page loads %v", loads)
	}
	for _, m := range loads {
		if status, _ := one.ask(http.MethodGet, "/"+strings.TrimPrefix(m[1], "/"), ""); status != http.StatusOK {
			t.Errorf("%s is answered with %d", m[1], status)
		}
	}
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	policy := resp.Header.Get("Content-Security-Policy")
	for _, rule := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, rule) {
			t.Errorf("the policy %q has no %s", policy, rule)
		}
	}
	if c := resp.Cookies(); len(c) != 1 || c[0].Name != cookieName || !c[0].HttpOnly || c[0].SameSite != http.SameSiteStrictMode {
		t.Errorf("the cookies are %v", c)
	}
	http.DefaultClient.CloseIdleConnections()
}

// Each link of the page into the project leads to a file that is there, and to a
// heading of it.
func TestLinks(t *testing.T) {
	html, err := os.ReadFile("site/index.html")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`href="https://github\.com/chatmount/chatmount/(?:blob|tree)/main/([^"#]+)(?:#([^"]+))?"`).FindAllStringSubmatch(string(html), -1)
	if len(found) < 18 {
		t.Errorf("there are only %d links", len(found))
	}
	for _, m := range found {
		path := filepath.Join("../..", m[1])
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			if err != nil || m[2] != "" {
				t.Errorf("%s: %v", m[1], err)
			}
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if m[2] != "" && !anchors(string(text))[m[2]] {
			t.Errorf("%s has no heading %s", m[1], m[2])
		}
	}
}

// anchors returns the names by which the headings of a page can be linked.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#{1,6} +(.+)$`).FindAllStringSubmatch(text, -1) {
		slug := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all[strings.ReplaceAll(slug, " ", "-")] = true
	}
	return all
}

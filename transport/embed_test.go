package transport

import (
	"strings"
	"testing"
)

// Only pages of the chat's own origin and of exact, listed ones may show it in
// a frame; the page itself learns the same list, for its bridge.
func TestEmbedTellsWhoMayFrameIt(t *testing.T) {
	for _, c := range []struct {
		name      string
		ancestors []string
		policy    string
		hosts     string
	}{
		{"by default", nil, "; frame-ancestors 'self'", `data-hosts=""`},
		{
			"listed",
			[]string{"https://Shop.example:443", "http://localhost:3000"},
			"; frame-ancestors 'self' https://shop.example http://localhost:3000",
			`data-hosts="https://shop.example http://localhost:3000"`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, Options{FrameAncestors: c.ancestors})
			a := r.do("GET", "embed", "").want(t, 200)
			if policy := a.Header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, c.policy) {
				t.Errorf("the policy %q does not end with %q", policy, c.policy)
			}
			if !strings.Contains(string(a.body), c.hosts) {
				t.Errorf("the page lacks %s: %s", c.hosts, a.body)
			}
		})
	}
}

// The page holds no inline script or style, and its policy allows none.
func TestEmbedAllowsNothingInline(t *testing.T) {
	a := newRig(t, Options{}).do("GET", "embed", "").want(t, 200)
	policy := a.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "base-uri 'none'", "form-action 'none'", "trusted-types 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %s", policy, want)
		}
	}
	for _, bad := range []string{"unsafe", "data:", "blob:", "*"} {
		if strings.Contains(policy, bad) {
			t.Errorf("the policy %q has %s", policy, bad)
		}
	}
	for _, bad := range []string{"<style", " style=", " on", "<script>", "javascript:"} {
		if strings.Contains(string(a.body), bad) {
			t.Errorf("the page has %q: %s", bad, a.body)
		}
	}
}

// A setting that is no origin of a page is a mistake that shows at once, and
// cannot become another directive of the policy.
func TestHandlerPanicsOnFrameAncestorsThatAreNoOrigins(t *testing.T) {
	r := newRig(t, Options{})
	for _, origin := range []string{
		"*", "https://*.shop.example", "shop.example", "https://shop.example/", "null", "", "data://x",
		"https://a; script-src *", "https://a;script-src", "https://a'none'", "https://a\r\nX: y", "x;script-src://a", "https://a b",
	} {
		func() {
			defer func() {
				if v, _ := recover().(string); !strings.Contains(v, "Options.FrameAncestors") {
					t.Errorf("%q: %q, want a panic that names the option", origin, v)
				}
			}()
			Handler(r.engine, Options{FrameAncestors: []string{origin}})
		}()
	}
}

// The style sheets of the pages are files like the widget's; their templates
// are not.
func TestStylesOfThePagesAreServed(t *testing.T) {
	r := newRig(t, Options{})
	for _, name := range []string{"embed.css", "page.css"} {
		if a := r.send("GET", r.url+name, "").want(t, 200); a.Header.Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s: Content-Type %q", name, a.Header.Get("Content-Type"))
		}
	}
	for _, name := range []string{"embed.html", "page.html", "pages/page.html", "styles"} {
		r.send("GET", r.url+name, "").want(t, 404)
	}
}

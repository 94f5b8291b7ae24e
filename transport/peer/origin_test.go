package peer

import (
	"crypto/tls"
	"net/netip"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// Only the request's own origin and the allowed ones pass, each exactly.
func TestCheckOrigin(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{Origins: []string{"https://shop.example", "http://LOCALHOST:3000", "https://xn--bcher-kva.example:443"}})
	for _, c := range []struct {
		origin, site string
		allowed      bool
	}{
		{"https://chat.example", "same-origin", true},
		{"https://chat.example", "", true},
		{"https://chat.example:443", "", true},
		{"https://CHAT.example", "", true},
		{"https://shop.example", "cross-site", true},
		{"https://shop.example", "", true},
		{"http://localhost:3000", "", true},
		{"https://xn--bcher-kva.example", "", true},

		{"null", "cross-site", false},
		{"", "cross-site", false},
		{"http://chat.example", "", false},
		{"https://chat.example:8443", "", false},
		{"https://chat.example:80", "", false},
		{"https://chat.example.evil.example", "", false},
		{"https://evilchat.example", "", false},
		{"https://evil.example/https://chat.example", "", false},
		{"https://chat.example/", "", false},
		{"https://chat.example?x", "", false},
		{"https://chat.example#x", "", false},
		{"https://chat.example@evil.example", "", false},
		{"https://user@chat.example", "", false},
		{"https://chat.example\\evil.example", "", false},
		{"https://chat.example, https://evil.example", "", false},
		{"https://*.example", "", false},
		{"https://shop.example:3000", "", false},
		{"http://shop.example", "", false},
		{"http://localhost", "", false},
		{"https://bücher.example", "", false},
		{"https://chat.exаmple", "", false}, // a Cyrillic letter
		{"https://chat.example.", "", false},
		{"https://chat.example:0443", "", false},
		{"https://chat.example:", "", false},
		{"https://", "", false},
		{"chat.example", "", false},
		{"file://", "", false},
		{"https://chat.example", "cross-site", false},
	} {
		q := request("GET", "https://chat.example/chat/ws")
		q.Header["Origin"] = []string{c.origin}
		if c.site != "" {
			q.Header.Set("Sec-Fetch-Site", c.site)
		}
		if err := r.host.CheckOrigin(q); (err == nil) != c.allowed || err != nil && chat.CodeOf(err) != chat.CodeForbidden {
			t.Errorf("Origin %q, Sec-Fetch-Site %q: %v, want allowed %v", c.origin, c.site, err, c.allowed)
		}
	}
}

// Without an Origin only another site's or another origin's pages are refused.
func TestCheckOriginWithoutOrigin(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	for site, allowed := range map[string]bool{"": true, "none": true, "same-origin": true, "same-site": false, "cross-site": false} {
		q := request("GET", "https://chat.example/chat/ws")
		if site != "" {
			q.Header.Set("Sec-Fetch-Site", site)
		}
		if err := r.host.CheckOrigin(q); (err == nil) != allowed {
			t.Errorf("Sec-Fetch-Site %q: %v, want allowed %v", site, err, allowed)
		}
	}
	q := request("GET", "https://chat.example/", "Origin", "https://chat.example", "Origin", "https://evil.example")
	if r.host.CheckOrigin(q) == nil {
		t.Error("two Origins passed")
	}
}

// Who terminates TLS in front is believed only when it is trusted, and the
// refusal says what to set.
func TestCheckOriginBehindProxy(t *testing.T) {
	trusting := newRig(t, chat.Options{}, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	strict := newRig(t, chat.Options{}, Options{})
	q := request("GET", "http://inside:8080/chat/ws", "Origin", "https://chat.example",
		"X-Forwarded-Proto", "https", "X-Forwarded-Host", "chat.example")
	q.RemoteAddr = "10.1.2.3:5000"
	if err := trusting.host.CheckOrigin(q); err != nil {
		t.Errorf("behind a trusted proxy: %v", err)
	}
	err := strict.host.CheckOrigin(q)
	if err == nil || !strings.Contains(err.Error(), "TrustedProxies") || strings.Contains(err.Error(), "inside") {
		t.Errorf("behind a proxy that is not trusted: %v", err)
	}
	if log := strict.log.String(); !strings.Contains(log, "https://chat.example") || !strings.Contains(log, "http://inside:8080") {
		t.Errorf("the operator is not told which origins differ: %s", log)
	}
	for range 100 {
		_ = strict.host.CheckOrigin(q)
	}
	if n := strings.Count(strict.log.String(), "\n"); n > 1 {
		t.Errorf("%d lines in the log, want one: anybody can cause refusals", n)
	}
	q.RemoteAddr = "192.0.2.1:5000"
	if trusting.host.CheckOrigin(q) == nil {
		t.Error("the headers of somebody who is no proxy were believed")
	}
	direct := request("GET", "https://chat.example/", "Origin", "https://chat.example", "X-Forwarded-Proto", "http")
	direct.TLS = &tls.ConnectionState{}
	if err := trusting.host.CheckOrigin(direct); err != nil {
		t.Errorf("a direct request with a forged header: %v", err)
	}
}

// A setting that is no origin is a mistake that shows at once.
func TestNewHostPanicsOnWhatIsNoOrigin(t *testing.T) {
	for _, origin := range []string{"*", "shop.example", "https://shop.example/", "https://*.shop.example", " https://shop.example", "ht tp://shop.example", "null", ""} {
		func() {
			defer func() {
				if v, _ := recover().(string); !strings.Contains(v, "Options.Origins") {
					t.Errorf("%q: %q, want a panic that names the option", origin, v)
				}
			}()
			NewHost(nil, Options{Credentials: newRig(t, chat.Options{}, Options{}).sessions, Origins: []string{origin}})
		}()
	}
}

// ParseOrigin takes whatever a header may hold, and what it gives it takes again.
func FuzzParseOrigin(f *testing.F) {
	for _, s := range []string{"https://a.example", "null", "http://[::1]:80", "https://a:65536", "://", "a://b:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		origin, ok := ParseOrigin(s)
		if !ok {
			return
		}
		if again, ok := ParseOrigin(origin); !ok || again != origin {
			t.Errorf("%q became %q, and that %q", s, origin, again)
		}
	})
}

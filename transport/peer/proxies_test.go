package peer

import (
	"net/netip"
	"testing"
)

// The client is the last address in X-Forwarded-For that no trusted proxy has.
func TestClientAddr(t *testing.T) {
	proxies := Proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"192.0.2.7:1", nil, "192.0.2.7"},
		{"192.0.2.7:1", []string{"198.51.100.9"}, "192.0.2.7"}, // forged
		{"10.0.0.1:1", nil, "10.0.0.1"},
		{"10.0.0.1:1", []string{"198.51.100.9"}, "198.51.100.9"},
		{"10.0.0.1:1", []string{"203.0.113.5, 198.51.100.9"}, "198.51.100.9"}, // the first is forged
		{"10.0.0.1:1", []string{"203.0.113.5, 198.51.100.9, 10.0.0.2"}, "198.51.100.9"},
		{"10.0.0.1:1", []string{"203.0.113.5", "198.51.100.9", "10.0.0.2"}, "198.51.100.9"},
		{"10.0.0.1:1", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"10.0.0.1:1", []string{"198.51.100.9:4711"}, "198.51.100.9"},
		{"10.0.0.1:1", []string{"[2001:db8::1]:4711"}, "2001:db8::1"},
		{"10.0.0.1:1", []string{"[2001:db8::1]"}, "2001:db8::1"},
		{"10.0.0.1:1", []string{"::ffff:198.51.100.9"}, "198.51.100.9"},
		{"[::ffff:10.0.0.1]:1", []string{"198.51.100.9"}, "198.51.100.9"},
		{"10.0.0.1:1", []string{"198.51.100.9, unknown"}, "10.0.0.1"},
		{"10.0.0.1:1", []string{"198.51.100.9, , "}, "10.0.0.1"},
		{"10.0.0.1:1", []string{"198.51.100.9, 1.2.3"}, "10.0.0.1"},
		{"[fd00::1]:1", []string{"2001:db8::1%eth0"}, "2001:db8::1"},
		{"@", []string{"198.51.100.9"}, "invalid IP"},
	} {
		r := request("GET", "/")
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.forwarded
		if got := proxies.ClientAddr(r).String(); got != c.want {
			t.Errorf("from %s, forwarded for %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

// A proxy that connects over a Unix socket has no address. It is believed where
// the zero Prefix says so.
func TestProxyOnAUnixSocket(t *testing.T) {
	proxies := Proxies{netip.Prefix{}}
	for _, c := range []struct {
		remote, want string
		secure       bool
	}{{"@", "198.51.100.9", true}, {"", "198.51.100.9", true}, {"192.0.2.7:1", "192.0.2.7", false}} {
		r := request("GET", "/", "X-Forwarded-For", "198.51.100.9", "X-Forwarded-Proto", "https")
		r.RemoteAddr = c.remote
		if got := proxies.ClientAddr(r).String(); got != c.want || proxies.Secure(r) != c.secure {
			t.Errorf("from %q: %s, secure %v", c.remote, got, proxies.Secure(r))
		}
	}
}

// An IPv6 customer counts as one however many addresses are used; loopback and
// what has no address do not count.
func TestLimitAddr(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.7:1": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:1": "2001:db8:1:2::", "[::ffff:192.0.2.7]:1": "192.0.2.7",
		"127.0.0.1:1": "invalid IP", "[::1]:1": "invalid IP", "@": "invalid IP",
	} {
		r := request("GET", "/")
		r.RemoteAddr = remote
		if got := (Proxies{}).LimitAddr(r).String(); got != want {
			t.Errorf("%s counts as %s, want %s", remote, got, want)
		}
	}
}

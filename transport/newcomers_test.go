package transport

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// fromAddress has the loopback, as a trusted proxy, speak for an address.
func fromAddress(ip string) edit { return header("X-Forwarded-For", ip) }

func TestNewSessionsOfAnAddressAreLimited(t *testing.T) {
	r := newRig(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	cookie := r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 200).cookie(t)
	for range 9 {
		r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 200)
	}
	a := r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 429, "rate_limited")
	var e struct {
		Error struct {
			RetryAfter float64 `json:"retry_after"`
		}
	}
	if a.into(t, &e); e.Error.RetryAfter <= 0 || e.Error.RetryAfter > 6 || a.Header.Get("Retry-After") == "" {
		t.Errorf("it says %s and Retry-After %q", a.body, a.Header.Get("Retry-After"))
	}
	r.do("POST", "session", "{}", fromAddress("192.0.2.1"), carrying(cookie)).want(t, 200) // who is known is not new
	r.do("POST", "session", "{}", fromAddress("192.0.2.2")).want(t, 200)
	for i := range 11 { // one customer's addresses are one
		status := 200
		if i == 10 {
			status = 429
		}
		r.do("POST", "session", "{}", fromAddress("2001:db8:0:1::"+string(rune('a'+i%6)))).want(t, status)
	}
}

// A proxy on the same machine that is not configured must not lock out the site.
func TestLoopbackMayBeginManySessions(t *testing.T) {
	r := newRig(t, Options{})
	for range 30 {
		r.do("POST", "session", "{}", fromAddress("192.0.2.1")).want(t, 200)
	}
}

func TestNewcomersComeBackAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n newcomers
		n.init(10)
		from := netip.MustParseAddr("192.0.2.1")
		for range 10 {
			if err := n.take(from, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if err := n.take(from, time.Now()); chat.CodeOf(err) != chat.CodeRateLimited {
			t.Fatalf("the eleventh: %v", err)
		}
		time.Sleep(6 * time.Second)
		if err := n.take(from, time.Now()); err != nil {
			t.Errorf("after six seconds: %v", err)
		}
		time.Sleep(2 * time.Minute)
		if err := n.take(netip.MustParseAddr("192.0.2.2"), time.Now()); err != nil || len(n.buckets) != 1 {
			t.Errorf("%v; %d addresses are remembered, want 1", err, len(n.buckets))
		}
	})
}

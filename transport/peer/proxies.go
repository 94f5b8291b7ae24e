package peer

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the addresses whose X-Forwarded headers are believed; the zero
// Prefix stands for a Unix socket, whose peers have none. Without any, only what
// the connection itself shows counts.
type Proxies []netip.Prefix

// trusts reports whether an address is a proxy's.
func (p Proxies) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(prefix netip.Prefix) bool {
		return prefix.Contains(a) || !prefix.IsValid() && !a.IsValid()
	})
}

// behind reports whether a request comes from a trusted proxy.
func (p Proxies) behind(r *http.Request) bool { return p.trusts(remoteAddr(r)) }

// ClientAddr returns the address of who asks: the connection's, or behind
// trusted proxies the last one in X-Forwarded-For that is not itself a trusted
// proxy's. It is not valid when the connection has none, as on a Unix socket.
func (p Proxies) ClientAddr(r *http.Request) netip.Addr {
	client := remoteAddr(r)
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, s := range slices.Backward(forwarded) {
		if !p.trusts(client) {
			break
		}
		a, ok := parseAddr(strings.TrimSpace(s))
		if !ok {
			break
		}
		client = a
	}
	return client
}

// LimitAddr returns what the requests of one customer are counted by: the
// client's address, for IPv6 its /64. It is not valid where they are not to be
// counted: for loopback and where there is no address.
func (p Proxies) LimitAddr(r *http.Request) netip.Addr {
	a := p.ClientAddr(r)
	if !a.IsValid() || a.IsLoopback() {
		return netip.Addr{}
	}
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

// Secure reports whether the visitor's browser speaks https, here or to the
// trusted proxy in front.
func (p Proxies) Secure(r *http.Request) bool {
	if proto := first(r.Header.Get("X-Forwarded-Proto")); proto != "" && p.behind(r) {
		return strings.EqualFold(proto, "https")
	}
	return r.TLS != nil
}

// Origin returns the origin under which the visitor's browser asks, "" when the
// request does not say.
func (p Proxies) Origin(r *http.Request) string {
	host := r.Host
	if forwarded := first(r.Header.Get("X-Forwarded-Host")); forwarded != "" && p.behind(r) {
		host = forwarded
	}
	scheme := "http://"
	if p.Secure(r) {
		scheme = "https://"
	}
	origin, _ := ParseOrigin(scheme + host)
	return origin
}

// first returns the first of a header's comma-separated values, which is the
// one that the outermost proxy has set.
func first(header string) string {
	value, _, _ := strings.Cut(header, ",")
	return strings.TrimSpace(value)
}

func remoteAddr(r *http.Request) netip.Addr {
	a, _ := parseAddr(r.RemoteAddr)
	return a
}

// parseAddr reads an address with or without a port, an IPv4 one also where
// it is written as IPv6.
func parseAddr(s string) (netip.Addr, bool) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

package peer

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

var errForeign = &chat.Error{
	Code: chat.CodeForbidden,
	Message: "Pages of this origin may not use this chat. If they should: list the origin in Origins, " +
		"or the proxy in front of the server in TrustedProxies.",
}

// CheckOrigin returns a CodeForbidden error for a request that another site's
// page made: one whose Origin is neither the request's own nor allowed, or
// which has none and comes from another site or another origin of this one by
// Sec-Fetch-Site. A request without either header, as programs make it, passes.
func (h *Host) CheckOrigin(r *http.Request) error {
	if h.allowed(r) {
		return nil
	}
	h.refusals.Do(func() {
		h.log.WarnContext(r.Context(), "chat: refused a page of another origin; the setting Origins allows it,"+
			" TrustedProxies tells the server what the proxy in front of it was asked",
			slog.String("origin", r.Header.Get("Origin")), slog.String("own", h.proxies.Origin(r)))
	})
	return errForeign
}

func (h *Host) allowed(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	origins := r.Header.Values("Origin")
	switch len(origins) {
	case 0:
		return site != "cross-site" && site != "same-site"
	case 1:
		origin, ok := ParseOrigin(origins[0])
		return ok && (h.origins[origin] || origin == h.proxies.Origin(r) && site != "cross-site")
	}
	return false
}

// allowedOrigins returns the configured origins as ParseOrigin writes them.
func allowedOrigins(list []string) map[string]bool {
	allowed := make(map[string]bool, len(list))
	for _, s := range list {
		origin, ok := ParseOrigin(s)
		if !ok {
			panic(fmt.Sprintf("peer: Options.Origins: %q is not an origin; write scheme://host or scheme://host:port, without a path", s))
		}
		allowed[origin] = true
	}
	return allowed
}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

// ParseOrigin returns an origin in the one way in which it is compared: in lower
// case and without the scheme's default port. It refuses whatever is more, or less, than
// scheme, host and port; "null" is such.
func ParseOrigin(s string) (string, bool) {
	scheme, rest, ok := strings.Cut(strings.ToLower(s), "://")
	if !ok || scheme == "" || strings.ContainsAny(scheme+rest, "/\\?#@*,;'\"<> \t\r\n") {
		return "", false
	}
	host, port := rest, ""
	if i := strings.LastIndexByte(rest, ':'); i > strings.LastIndexByte(rest, ']') {
		host, port = rest[:i], rest[i+1:]
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
			return "", false
		}
	}
	bracketed := strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]")
	if host == "" || strings.Contains(host, ":") && !bracketed {
		return "", false
	}
	if port == "" || port == defaultPorts[scheme] {
		return scheme + "://" + host, true
	}
	return scheme + "://" + host + ":" + port, true
}

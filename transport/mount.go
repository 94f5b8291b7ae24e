package transport

import (
	"iter"
	"net/http"
	"slices"
	"strings"
)

// resource is a path of the routing table with what may be done there.
type resource struct {
	segments []string
	routes   []route
}

// router finds resources in requests without being told where it is mounted.
type router []resource

func newRouter(table []route) router {
	var rs router
	for _, rt := range table {
		segments := strings.Split(rt.path, "/")
		i := slices.IndexFunc(rs, func(r resource) bool { return slices.Equal(r.segments, segments) })
		if i < 0 {
			i = len(rs)
			rs = append(rs, resource{segments: segments})
		}
		rs[i].routes = append(rs[i].routes, rt)
	}
	return rs
}

// find returns the resource that a request names, and the conversation's id
// within its path; nil when it names none.
func (rs router) find(r *http.Request) (found *resource, id string) {
	path := split(r.URL.Path)
	if n, ok := prefix(r.Pattern, path); ok {
		if found, id = rs.exact(path[n:]); found != nil {
			return found, id
		}
	}
	// Mounted in a way that leaves no trace in the request: the longest tail of
	// the path that is a resource. Ids have to look like ids here, since the mount
	// itself may be called "conversations".
	for n := min(len(path), 3); n > 0; n-- {
		found, id = rs.exact(path[len(path)-n:])
		if found != nil && (id == "" || strings.HasPrefix(id, "c_")) {
			return found, id
		}
	}
	return nil, ""
}

func (rs router) exact(segments []string) (found *resource, id string) {
	for i := range rs {
		if id, ok := rs[i].match(segments); ok {
			return &rs[i], id
		}
	}
	return nil, ""
}

func (r resource) match(segments []string) (id string, ok bool) {
	if len(segments) != len(r.segments) {
		return "", false
	}
	for i, s := range r.segments {
		switch {
		case s == "{id}" && segments[i] != "":
			id = segments[i]
		case s != segments[i]:
			return "", false
		}
	}
	return id, true
}

// route returns what a method does there. HEAD is GET, but a connection cannot
// be asked for its head.
func (r resource) route(method string) (route, bool) {
	for _, rt := range r.routes {
		if rt.method == method || method == http.MethodHead && rt.method == http.MethodGet && rt.needs != itself {
			return rt, true
		}
	}
	return route{}, false
}

// methods lists what r answers to, as the Allow header has it.
func (r resource) methods() string {
	var all []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete} {
		if _, ok := r.route(method); ok {
			all = append(all, method)
		}
	}
	return strings.Join(append(all, http.MethodOptions), ", ")
}

// names yields what the path of a request may call a file, whose name may have
// folders: each tail of the path of at most so many segments, the longest first. The
// bound is needed because a client may send a path of very many.
func names(r *http.Request, most int) iter.Seq[string] {
	return func(yield func(string) bool) {
		path := split(r.URL.Path)
		for path = path[max(0, len(path)-most):]; len(path) > 0; path = path[1:] {
			if !yield(strings.Join(path, "/")) {
				return
			}
		}
	}
}

// prefix returns how many segments of a path a mux's pattern has consumed. The
// pattern may begin with a method and a host and contain wildcards.
func prefix(pattern string, path []string) (n int, ok bool) {
	slash := strings.IndexByte(pattern, '/')
	if slash < 0 {
		return 0, false
	}
	segments := split(pattern[slash:])
	for i, s := range segments {
		if last := i == len(segments)-1; last && (s == "" || s == "*" || strings.HasSuffix(s, "...}")) {
			return i, true
		}
		if i >= len(path) || s != path[i] && !strings.HasPrefix(s, "{") {
			return 0, false
		}
	}
	return 0, false // an exact pattern: nothing can follow it
}

func split(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

package transport

import (
	"net/http"

	"github.com/chatmount/chatmount/chat"
)

var (
	errNoRoute = &chat.Error{Code: chat.CodeNotFound, Message: "There is nothing at this path."}
	errMethod  = &chat.Error{Code: chat.CodeInvalid, Message: "This path does not take this method."}
)

// ServeHTTP answers a request for anything below the mount.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.host.LimitBody(w, r)
	found, id := s.routes.find(r)
	if found == nil {
		s.serveFile(bounded{w, s.host}, r)
		return
	}
	guard(w.Header())
	s.allowOrigin(w.Header(), r)
	if r.Method == http.MethodOptions {
		s.preflight(bounded{w, s.host}, r, found)
		return
	}
	rt, ok := found.route(r.Method)
	if !ok {
		w.Header().Set("Allow", found.methods())
		s.host.WriteStatus(w, r, http.StatusMethodNotAllowed, errMethod)
		return
	}
	admit := s.admit
	if rt.needs == itself || rt.needs == form {
		admit = s.pass
	}
	if err := admit(w, r, rt, id); err != nil {
		s.host.WriteError(w, r, err)
	}
}

// call is a request that has brought what its route needs.
type call struct {
	session chat.Session // with needs caller
	id      string       // the conversation in the path
	body    []byte       // of a POST; {} stands for none
}

// admit makes sure of what the route needs and calls it.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, rt route, id string) (err error) {
	c := call{id: id}
	if rt.method != http.MethodGet {
		if err := s.host.CheckWrite(r); err != nil {
			return err
		}
	}
	if rt.needs == caller {
		if c.session, err = s.host.Session(r, ""); err != nil {
			return err
		}
	}
	if rt.method == http.MethodPost {
		if c.body, err = s.host.ReadBody(w, r); err != nil {
			return err
		}
		if len(c.body) == 0 {
			c.body = []byte("{}")
		}
	}
	return rt.serve(s, bounded{w, s.host}, r, c)
}

// pass is admit for a route that needs nothing of it. It is apart because a
// stream keeps the frames below it for as long as it lasts.
func (s *Server) pass(w http.ResponseWriter, r *http.Request, rt route, _ string) error {
	return rt.serve(s, w, r, call{})
}

// guard sets the headers of everything that may be personal.
func guard(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Origin, Cookie, Authorization")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// allowOrigin lets the pages of an allowed origin read the answer.
func (s *Server) allowOrigin(h http.Header, r *http.Request) {
	origin := r.Header.Get("Origin")
	if origin == "" || s.host.CheckOrigin(r) != nil {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Expose-Headers", "Retry-After")
}

// preflight answers what a browser asks before another origin's page may send
// a request.
func (s *Server) preflight(w http.ResponseWriter, r *http.Request, found *resource) {
	h := w.Header()
	h.Set("Allow", found.methods())
	if err := s.host.CheckOrigin(r); err != nil {
		s.host.WriteError(w, r, err)
		return
	}
	if r.Header.Get("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", found.methods())
		h.Set("Access-Control-Allow-Headers", "Authorization, Chat-Client, Chat-Token, Content-Type, Last-Event-ID")
		h.Set("Access-Control-Max-Age", "7200")
	}
	w.WriteHeader(http.StatusNoContent)
}

package transport

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/transport/wire"
)

// sessionAnswer is what a client learns about its session.
type sessionAnswer struct {
	Session      sessionJSON      `json:"session"`
	Participant  chat.Participant `json:"participant"`
	Conversation *placeJSON       `json:"conversation"`    // null: none yet
	Token        string           `json:"token,omitempty"` // only for bearers
}

type sessionJSON struct {
	ID      string `json:"id"`
	Expires string `json:"expires"`
}

// credential is what a request about sessions proves.
type credential struct {
	session chat.Session
	token   string
	bearer  bool // the token is, or is to be, the client's own to keep
	known   bool // session is live
}

// credential returns what a request proves. A client that wants to keep the
// token itself cannot prove itself by the cookie: pages could trade a cookie that they
// cannot read for a token that they can carry away.
func (s *Server) credential(r *http.Request) (credential, error) {
	token, bearer := s.sessions.Find(r, s.proxies.Secure(r))
	c := credential{token: token, bearer: bearer || strings.EqualFold(r.Header.Get("Chat-Token"), "bearer")}
	if c.bearer && !bearer {
		return c, nil
	}
	var err error
	c.session, err = s.sessions.Resolve(r.Context(), token)
	c.known = err == nil
	if chat.CodeOf(err) == chat.CodeUnauthenticated {
		return c, nil
	}
	return c, err
}

// beginSession answers POST session: the caller's session, or a new one.
func (s *Server) beginSession(w http.ResponseWriter, r *http.Request, c call) error {
	if err := wire.DecodeEmpty(c.body); err != nil {
		return err
	}
	who, err := s.credential(r)
	if err != nil {
		return err
	}
	agent, isAgent, err := s.agent(r)
	if err != nil {
		return err
	}
	if who.known && s.still(who.session.Participant, agent, isAgent) {
		return s.tell(w, r, who, nil)
	}
	grant, err := s.grant(r, agent, isAgent)
	if err != nil {
		return err
	}
	if who.known && who.session.Participant.Role == chat.RoleAgent {
		if err := s.sessions.Revoke(r.Context(), who.session.ID); err != nil {
			return err
		}
	}
	return s.tell(w, r, who, &grant)
}

// agent asks the host application whether an agent makes the request.
func (s *Server) agent(r *http.Request) (chat.Participant, bool, error) {
	if s.o.Agent == nil {
		return chat.Participant{}, false, nil
	}
	p, ok := s.o.Agent(r)
	if !ok {
		return chat.Participant{}, false, nil
	}
	p.Role = chat.RoleAgent
	if strings.HasPrefix(p.ID, "v_") || strings.HasPrefix(p.ID, "u_") || p.ID == "system" {
		return p, false, fmt.Errorf("transport: Options.Agent returned the ID %q: those of visitors begin with v_ and u_, and system is the host's", p.ID)
	}
	return p, true, nil
}

// still reports whether a session's participant is who makes the request now.
func (s *Server) still(p, agent chat.Participant, isAgent bool) bool {
	if isAgent {
		return p.ID == agent.ID && p.Role == chat.RoleAgent
	}
	return p.Role != chat.RoleAgent || s.o.Agent == nil
}

func (s *Server) grant(r *http.Request, agent chat.Participant, isAgent bool) (session.Grant, error) {
	if isAgent {
		return s.sessions.Admit(r.Context(), agent)
	}
	if err := s.newcomers.take(s.proxies.LimitAddr(r), time.Now()); err != nil {
		return session.Grant{}, err
	}
	return s.sessions.Visit(r.Context())
}

// tell answers with the session of a grant, or the one that the caller has.
func (s *Server) tell(w http.ResponseWriter, r *http.Request, who credential, g *session.Grant) error {
	if g != nil {
		who.session, who.token = g.Session, g.Token
		if !who.bearer {
			s.sessions.SetCookie(w, *g, s.proxies.Secure(r))
		}
	}
	a := sessionAnswer{
		Session:     sessionJSON{ID: who.session.ID, Expires: who.session.Expires.UTC().Format(chat.TimeLayout)},
		Participant: who.session.Participant,
	}
	if who.bearer {
		a.Token = who.token
	}
	if who.session.Participant.Role == chat.RoleVisitor {
		c, err := s.engine.Conversation(r.Context(), who.session, "")
		switch {
		case err == nil:
			p := s.place(c)
			a.Conversation = &p
		case chat.CodeOf(err) != chat.CodeNotFound:
			return err
		}
	}
	return answer(w, http.StatusOK, a)
}

func (s *Server) showSession(w http.ResponseWriter, r *http.Request, c call) error {
	return s.tell(w, r, credential{session: c.session}, nil)
}

// endSession answers DELETE session. Its connections end with it.
func (s *Server) endSession(w http.ResponseWriter, r *http.Request, c call) error {
	if err := s.sessions.Revoke(r.Context(), c.session.ID); err != nil {
		return err
	}
	https := s.proxies.Secure(r)
	if _, bearer := s.sessions.Find(r, https); !bearer {
		s.sessions.ClearCookie(w, https)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

var (
	errAnonymousOnly = &chat.Error{Code: chat.CodeForbidden, Message: "This site does not identify its visitors."}
	errNobody        = &chat.Error{Code: chat.CodeUnauthenticated, Message: "Sign in to the site first."}
)

// identify answers POST session/identify: from now on the caller is the user
// whom the host application sees in the request.
func (s *Server) identify(w http.ResponseWriter, r *http.Request, c call) error {
	token, err := wire.DecodeIdentify(c.body)
	if err != nil {
		return err
	}
	if s.o.Identify == nil || c.session.Participant.Role != chat.RoleVisitor {
		return errAnonymousOnly
	}
	user, err := s.o.Identify(r, token)
	var told *chat.Error
	if errors.As(err, &told) {
		return err
	}
	if err != nil || user.ID == "" {
		s.log.DebugContext(r.Context(), "chat: the host did not identify a visitor", "error", err)
		return errNobody
	}
	who := credential{session: c.session}
	who.token, who.bearer = s.sessions.Find(r, s.proxies.Secure(r))
	if p, err := user.Participant(); err == nil && p == c.session.Participant {
		return s.tell(w, r, who, nil) // again: a new session would end the other tabs' connections
	}
	grant, err := s.sessions.Identify(r.Context(), c.session, user)
	if err != nil {
		return err
	}
	return s.tell(w, r, who, &grant)
}

package transport

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
)

// pagePolicy is the Content-Security-Policy of the page without JavaScript: its
// style sheet, its forms, and the pictures that are sent.
const pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self' https: http:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// answerWait is how long a form that was sent waits for an answer to what it
// said, so that the page which follows has it.
const answerWait = 3 * time.Second

// showPage answers GET page: the visitor's current conversation for browsers
// without JavaScript. It makes no session.
func (s *Server) showPage(w http.ResponseWriter, r *http.Request, _ call) error {
	who, err := s.pageVisitor(r)
	if err != nil {
		return err
	}
	return s.answerPage(w, r, who, pageView{}, http.StatusOK)
}

// pageVisitor returns what a request for the page proves. An agent has no current
// conversation, and must not become a visitor by looking.
func (s *Server) pageVisitor(r *http.Request) (credential, error) {
	who, err := s.credential(r)
	if who.known && who.session.Participant.Role != chat.RoleVisitor {
		return who, &chat.Error{Code: chat.CodeForbidden, Message: "This page is for visitors."}
	}
	return who, err
}

// answerPage sends the page with the part of the conversation that the query
// asks for. v has what is known already.
func (s *Server) answerPage(w http.ResponseWriter, r *http.Request, who credential, v pageView, status int) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	v.Once, v.Proof = rand.Text(), proof(who)
	if who.known {
		if err := s.fillPage(r.Context(), who.session, page, &v); err != nil {
			return err
		}
	}
	h := w.Header()
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Referrer-Policy", "same-origin") // without any, browsers send the page's forms with Origin: null
	return answerPage(w, status, "page.html", v)
}

// fillPage reads the conversation, if there is one yet.
func (s *Server) fillPage(ctx context.Context, who chat.Session, page chat.Page, v *pageView) error {
	c, err := s.engine.Conversation(ctx, who, "")
	if chat.CodeOf(err) == chat.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	records, err := s.engine.Events(ctx, who, c.ID, page)
	if err != nil {
		return err
	}
	events := make([]chat.Event, len(records))
	for i, record := range records {
		if events[i], err = record.Event(c.ID); err != nil {
			return err
		}
	}
	v.show(c, who.Participant.ID, events)
	return nil
}

// proof returns what a form of the page must bring: only who has read the page
// in the browser of the session can know it. Without a session there is nothing
// yet that a foreign page could misuse, and the origin alone decides.
func proof(who credential) string {
	if !who.known {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(who.token))
	mac.Write([]byte("chatmount page"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

var errStaleForm = &chat.Error{Code: chat.CodeForbidden, Message: "This page was out of date, so nothing was sent. Please send it again."}

// submitPage answers POST page: somebody has sent one of the page's forms. The first
// message makes the session. What went well leads back to the page, so that
// loading it again sends nothing.
func (s *Server) submitPage(w http.ResponseWriter, r *http.Request, _ call) error {
	if err := s.host.CheckOrigin(r); err != nil {
		return err
	}
	f, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	w = bounded{w, s.host}
	who, err := s.pageVisitor(r)
	if err != nil {
		return err
	}
	if !hmac.Equal([]byte(f.Get("proof")), []byte(proof(who))) {
		return s.answerPage(w, r, who, pageView{Trouble: errStaleForm.Message, Text: f.Get("text")}, http.StatusForbidden)
	}
	if err := s.carryOut(w, r, &who, f); err != nil {
		var told *chat.Error
		if !errors.As(err, &told) || told.Code == chat.CodeInternal {
			return err
		}
		return s.answerPage(w, r, who, pageView{Trouble: told.Message, Text: f.Get("text")}, peer.StatusOf(err))
	}
	w.Header().Set("Location", "page#end")
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// carryOut does what a form asks for, and waits a little for what is said to it.
func (s *Server) carryOut(w http.ResponseWriter, r *http.Request, who *credential, f pageForm) error {
	command, err := s.command(r.Context(), *who, f)
	if err != nil {
		return err
	}
	if !who.known {
		grant, err := s.grant(r, chat.Participant{}, false)
		if err != nil {
			return err
		}
		who.session, who.token, who.known = grant.Session, grant.Token, true
		s.sessions.SetCookie(w, grant, s.proxies.Secure(r))
	}
	ack, err := s.engine.Do(r.Context(), who.session, command)
	if err != nil {
		return err
	}
	s.awaitAnswer(r.Context(), who.session, ack)
	return nil
}

// awaitAnswer returns when somebody else has said something after ack, or it
// has waited long enough. The page shows whatever is there then.
func (s *Server) awaitAnswer(ctx context.Context, who chat.Session, ack chat.Ack) {
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	sub, _, err := s.engine.Attach(ctx, who, chat.Attach{
		Conversation: ack.Conversation, Cursor: s.engine.Cursor(ack.Conversation, ack.Offset),
	})
	if err != nil {
		return
	}
	defer sub.Close()
	for {
		batch, err := sub.Pull(ctx, pageBytes)
		if err != nil || batch.Bye != nil || len(batch.Records) > 0 {
			return
		}
		if sub.Wait(ctx) != nil {
			return
		}
	}
}

// command returns what a form asks for: a button, a form in a message, or a text.
func (s *Server) command(ctx context.Context, who credential, f pageForm) (chat.Command, error) {
	if f.Get("event") == "" {
		if strings.TrimSpace(f.Get("text")) == "" {
			return nil, invalid("Write a message first.")
		}
		return chat.Send{Key: f.key(), Parts: []chat.Part{chat.Text(f.Get("text"))}}, nil
	}
	if !who.known {
		return nil, errStaleForm
	}
	offset, err := strconv.ParseInt(f.Get("event"), 10, 64)
	if err != nil || offset < 1 {
		return nil, invalid("That message is not there any more.")
	}
	if !f.Has("form") {
		return chat.Action{Key: f.key(), Target: chat.Target{Offset: offset}, Value: f.Get("value")}, nil
	}
	parts, err := s.answers(ctx, who.session, offset, f)
	return chat.Send{Key: f.key(), Parts: parts}, err
}

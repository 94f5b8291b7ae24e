package transporttest

import (
	"strings"

	"github.com/chatmount/chatmount/chat"
)

func unauthenticated(s *suite) {
	for _, token := range []string{"", "wrong", strings.Repeat("x", 5000)} {
		if r := s.refused(Login{Token: token}); r.Code != chat.CodeUnauthenticated || s.dialer.Name == "websocket" && r.Bye != "unauthenticated" {
			s.Errorf("with the token %.10q: %v, want unauthenticated", token, r)
		}
	}
	l := s.visitor()
	if err := s.Server.SignOut(s.context(), l); err != nil {
		s.Fatal(err)
	}
	if r := s.refused(l); r.Code != chat.CodeUnauthenticated {
		s.Errorf("after signing out: %v, want unauthenticated", r)
	}
}

func notFound(s *suite) {
	theirs := s.say(s.visitor(), "k1", "theirs").Conversation
	l := s.visitor()
	for _, conversation := range []string{theirs, "missing", strings.Repeat("x", 5000), "a/../b", "\x00"} {
		r := s.refused(l, in(conversation))
		if r.Code != chat.CodeNotFound || s.dialer.Name == "websocket" && r.Bye != "forbidden" {
			s.Errorf("conversation %.20q: %v, want not_found", conversation, r)
		}
	}
}

func tooMany(s *suite) {
	l, b := twoOf(s)
	r := s.attempt(l)
	// Between two polls a connection gives way, as one of a page that was reloaded has to.
	for tries := 1; r == nil && s.dialer.Name == "longpoll" && tries < 50; tries++ {
		l, b = twoOf(s)
		r = s.attempt(l)
	}
	if r == nil {
		s.Fatal("one too many was not refused")
	}
	if r.Code != chat.CodeRateLimited || r.RetryAfter <= 0 || s.dialer.Name == "websocket" && r.Bye != "overloaded" {
		s.Errorf("one too many: %+v, want rate_limited with retry_after", r)
	}
	s.open(s.visitor()) // it is the session's limit
	b.usable()
}

// twoOf opens two connections of a visitor and returns the second.
func twoOf(s *suite) (Login, *tab) {
	l := s.visitor()
	s.open(l)
	return l, s.open(l)
}

func tooLarge(s *suite) {
	b := s.open(s.visitor())
	limit := b.welcome.Limits.Payload
	fits := `[{"type":"ping","x":"` + strings.Repeat("x", limit-len(`[{"type":"ping","x":""}]`)) + `"}]`
	b.sendRaw(fits)
	b.until("pong")
	b.sendRaw(strings.Replace(fits, "x", "xx", 1))
	if f := b.until("error"); f.Code != "too_large" {
		s.Errorf("a payload over the limit: %+v, want too_large", f)
	}
	if b.dialer.Name != "websocket" {
		b.usable()
		return
	}
	if f := b.farewell(); f.Code != "invalid" {
		s.Errorf("bye %+v, want invalid", f)
	}
	b.ended()
}

func signOut(s *suite) {
	l := s.visitor()
	b, other := s.open(l), s.open(s.visitor())
	if err := s.Server.SignOut(s.context(), l); err != nil {
		s.Fatal(err)
	}
	if f := b.farewell(); f.Code != "signed_out" {
		s.Errorf("bye %+v, want signed_out", f)
	}
	b.ended()
	other.usable()
}

func shutdown(s *suite) {
	l := s.visitor()
	b, last := s.open(l), s.open(s.visitor())
	b.send(text("k1", "hello"))
	b.ack("k1")
	if err := s.Server.Shutdown(s.context()); err != nil {
		s.Fatalf("Shutdown: %v", err)
	}
	for _, b := range []*tab{b, last} {
		if f := b.farewell(); f.Code != "restart" || f.RetryAfter <= 0 {
			s.Errorf("bye %+v, want restart and when to come back", f)
		}
		b.ended()
	}
	if r := s.refused(l); r.Code != chat.CodeUnavailable {
		s.Errorf("after Shutdown: %v, want unavailable", r)
	}
}

package websocket_test

import (
	"net"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
)

func (s *server) connect(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Why a connection ends is told by an error, a bye and a close code.
func TestCloseCodes(t *testing.T) {
	for _, c := range []struct {
		name  string
		cause func(t *testing.T, s *server, token string) *raw
		words []string
		code  int
	}{
		{"version", func(t *testing.T, s *server, token string) *raw {
			return shake(t, s.connect(t), frame(opText, `[{"type":"hello","v":2}]`))
		}, []string{`"error","code":"invalid"`, `"bye","code":"invalid"`}, 1008},
		{"unauthenticated", func(t *testing.T, s *server, token string) *raw {
			return shake(t, s.connect(t), frame(opText, `[{"type":"hello","v":1}]`))
		}, []string{`"error","code":"unauthenticated"`, `"bye","code":"unauthenticated"`}, 3000},
		{"not found", func(t *testing.T, s *server, token string) *raw {
			return shake(t, s.connect(t), frame(opText, `[{"type":"hello","v":1,"conversation":"c","token":"`+token+`"}]`))
		}, []string{`"error","code":"not_found"`, `"bye","code":"forbidden"`}, 3003},
		{"overloaded", func(t *testing.T, s *server, token string) *raw {
			shake(t, s.connect(t), frame(opText, hello(token))).want("welcome")
			return shake(t, s.connect(t), frame(opText, hello(token)))
		}, []string{`"error","code":"rate_limited"`, `"bye","code":"overloaded"`, `"retry_after"`}, 1013},
		{"too large", func(t *testing.T, s *server, token string) *raw {
			r := shake(t, s.connect(t), frame(opText, hello(token)))
			r.want("welcome")
			r.send(opText, strings.Repeat(" ", 2001))
			return r
		}, []string{`"error","code":"too_large"`, `"bye","code":"invalid"`}, 1009},
		{"hello too large", func(t *testing.T, s *server, token string) *raw {
			return shake(t, s.connect(t), frame(opText, strings.Repeat(" ", 2001)))
		}, []string{`"error","code":"too_large"`, `"bye","code":"invalid"`}, 1009},
		{"signed out", func(t *testing.T, s *server, token string) *raw {
			r := shake(t, s.connect(t), frame(opText, hello(token)))
			r.want("welcome")
			session, err := s.sessions.Resolve(t.Context(), token)
			if err == nil {
				err = s.sessions.Revoke(t.Context(), session.ID)
			}
			if err != nil {
				t.Fatal(err)
			}
			return r
		}, []string{`"bye","code":"signed_out"`}, 1000},
		{"restart", func(t *testing.T, s *server, token string) *raw {
			r := shake(t, s.connect(t), frame(opText, hello(token)))
			r.want("welcome")
			go s.stop(t)
			return r
		}, []string{`"bye","code":"restart"`, `"retry_after"`}, 1012},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, chat.Limits{Connections: 1, Payload: 2000}, peer.Options{}, nil)
			l, err := s.visitor(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			r := c.cause(t, s, l.Token)
			r.want(c.words...)
			if code := r.closed(); code != c.code {
				t.Errorf("closed with %d, want %d", code, c.code)
			}
		})
	}
}

// A binary message is refused, before hello and after, and the connection goes on.
func TestBinaryMessage(t *testing.T) {
	s := start(t, chat.Limits{}, peer.Options{}, nil)
	l, err := s.visitor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := shake(t, s.connect(t), frame(opBinary, hello(l.Token)))
	r.want(`"error","code":"invalid"`, "binary")
	r.send(opText, hello(l.Token))
	r.want(`"welcome"`)
	r.send(opBinary, `[{"type":"ping"}]`)
	r.want(`"error","code":"invalid"`, "binary")
	r.send(opText, `[{"type":"ping"}]`)
	r.want("pong")
}

// What stands behind hello in its payload acts after the welcome.
func TestHelloWithMessages(t *testing.T) {
	s := start(t, chat.Limits{}, peer.Options{}, nil)
	l, err := s.visitor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := strings.TrimSuffix(hello(l.Token), "]") + `,{"type":"send","key":"k1","parts":[{"type":"text","text":"x"}]},{"type":"hello","v":1}]`
	r := shake(t, s.connect(t), frame(opText, first))
	op, payload, err := r.next()
	if err != nil || op != opText || !strings.HasPrefix(payload, `[{"type":"welcome"`) {
		t.Fatalf("first came %s, %v", payload, err)
	}
	r.want(`"ack","key":"k1"`, `"error","code":"invalid"`)
}

package transporttest

import (
	"context"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Setup is what a case asks of its server. Zero fields mean the defaults.
type Setup struct {
	Limits    chat.Limits
	Heartbeat time.Duration
}

// Start starts a server for one case: a new engine over a new store, without a
// bot. It ends what it started with t.Cleanup, whether or not Shutdown was called.
type Start func(t *testing.T, s Setup) *Server

// Server is a running server.
type Server struct {
	URL    string // of the mount, without a slash at the end: ws, sse, poll and send are below it
	Engine *chat.Engine

	// Visitor begins the session of a new visitor.
	Visitor func(ctx context.Context) (Login, error)
	// Agent begins a session of an agent.
	Agent func(ctx context.Context) (Login, error)
	// SignOut ends a session.
	SignOut func(ctx context.Context, l Login) error
	// Shutdown ends the engine and every connection, and returns when nothing of
	// them is left.
	Shutdown func(ctx context.Context) error
}

// Login is a session and the token that proves it.
type Login struct {
	chat.Session
	Token string
}

// Run runs every case over every client against servers of its own.
func Run(t *testing.T, start Start, clients ...Dialer) {
	for _, d := range clients {
		t.Run(d.Name, func(t *testing.T) {
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.run(&suite{T: t, Server: start(t, c.setup), setup: c.setup, dialer: d, others: clients})
				})
			}
		})
	}
}

// testCase is one rule, or a few that belong together.
type testCase struct {
	name  string
	setup Setup
	run   func(*suite)
}

// suite is what a case works with.
type suite struct {
	*testing.T
	*Server
	setup  Setup
	dialer Dialer
	others []Dialer // every client of this run
}

// patience is how long a case waits for something that must come.
const patience = 20 * time.Second

func (s *suite) context() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.Cleanup(cancel)
	return ctx
}

func (s *suite) visitor() Login {
	s.Helper()
	return s.login(s.Server.Visitor)
}

func (s *suite) agent() Login {
	s.Helper()
	return s.login(s.Server.Agent)
}

func (s *suite) login(begin func(context.Context) (Login, error)) Login {
	s.Helper()
	l, err := begin(s.context())
	if err != nil {
		s.Fatalf("no session: %v", err)
	}
	return l
}

// say has a visitor say something without a connection.
func (s *suite) say(l Login, key, text string) chat.Ack {
	s.Helper()
	ack, err := s.Engine.Do(s.context(), l.Session, chat.Send{Key: key, Parts: []chat.Part{chat.Text(text)}})
	if err != nil {
		s.Fatalf("say %q: %v", text, err)
	}
	return ack
}

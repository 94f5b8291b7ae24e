package bottest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

var (
	caller = chat.Session{ID: "s1", Participant: visitor}
	agent  = chat.Session{ID: "s2", Participant: chat.Participant{ID: "agent-1", Name: "Anna", Role: chat.RoleAgent}}
)

// site is an Engine with a bot and one conversation, whose process can die.
type site struct {
	bot          chat.Bot
	kept         *memory.Store
	store        *mortal // of the process that runs
	engine       *chat.Engine
	conversation string
}

func newSite(t testing.TB, b chat.Bot) *site {
	t.Helper()
	s := &site{bot: b, kept: memory.New()}
	t.Cleanup(func() {
		s.stop(t)
		if err := s.kept.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	s.start(t)
	return s
}

func (s *site) start(t testing.TB) {
	t.Helper()
	s.store = &mortal{Store: s.kept}
	var err error
	s.engine, err = chat.New(chat.Options{
		Store: s.store, Bot: s.bot, Logger: slog.New(slog.DiscardHandler),
		Limits: chat.Limits{TurnTimeout: time.Hour}, // a bot has its own bound
	})
	if err != nil {
		t.Fatalf("start an engine: %v", err)
	}
}

func (s *site) stop(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := s.engine.Shutdown(ctx); err != nil {
		t.Errorf("the engine does not stop, because the bot does not return: %v", err)
	}
}

// restart ends the process, whose store is dead, and starts the next one.
func (s *site) restart(t testing.TB) {
	t.Helper()
	s.stop(t)
	s.start(t)
}

func (s *site) do(t testing.TB, who chat.Session, cmd chat.Command) chat.Ack {
	t.Helper()
	ack, err := s.engine.Do(context.Background(), who, cmd)
	if err != nil {
		t.Errorf("%T: %v", cmd, err)
	}
	return ack
}

func (s *site) begin(t testing.TB) {
	t.Helper()
	s.conversation = s.do(t, caller, chat.Open{}).Conversation
}

// send has the visitor say hello under a key.
func (s *site) send(t testing.TB, key string) {
	t.Helper()
	s.do(t, caller, chat.Send{Key: key, Parts: []chat.Part{chat.Text("hello")}})
}

// log returns what was said in the conversation, each with the role of who said it.
func (s *site) log(t testing.TB) []string {
	t.Helper()
	records, err := s.kept.Events(context.Background(), s.conversation, chat.Page{From: 1, Limit: 100})
	if err != nil {
		t.Errorf("read the log: %v", err)
	}
	var said []string
	for _, r := range records {
		e, err := r.Event(s.conversation)
		if err != nil {
			t.Errorf("read the log: %v", err)
		}
		if e.Kind == chat.KindMessage {
			said = append(said, string(e.Author.Role)+": "+e.Parts[0].Text)
		}
	}
	return said
}

func (s *site) want(t testing.TB, want ...string) {
	t.Helper()
	if got := s.log(t); !slices.Equal(got, want) {
		t.Errorf("the log reads %q, want %q", got, want)
	}
}

// mortal is a store that is not written any more once its process has died.
type mortal struct {
	chat.Store
	mu    sync.Mutex // guards death
	death string     // "turn": with the next change of a turn; "any": it has happened
}

var errDead = errors.New("the process has died")

func (m *mortal) die(when string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.death = when
}

// dies returns errDead once the process has died.
func (m *mortal) dies(turn bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.death == "turn" && turn {
		m.death = "any"
	}
	if m.death == "any" {
		return errDead
	}
	return nil
}

func (m *mortal) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if err := m.dies(false); err != nil {
		return chat.Appended{}, err
	}
	return m.Store.Append(ctx, a)
}

func (m *mortal) SetTurn(ctx context.Context, conversation string, offset int64, s chat.TurnState) error {
	if err := m.dies(true); err != nil {
		return err
	}
	return m.Store.SetTurn(ctx, conversation, offset, s)
}

package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
)

// mortal is a store whose process dies around one of its writes: nothing gets
// through to the file from then on.
type mortal struct {
	chat.Store
	last  int  // the write around which it dies, from 1; 0: never
	after bool // it dies when the last write is on the disk, but before anyone hears of it

	mu     sync.Mutex    // guards writes
	writes int           // so far
	died   chan struct{} // closed then
}

var errDead = errors.New("the process is dead")

func newMortal(s chat.Store, last int, after bool) *mortal {
	return &mortal{Store: s, last: last, after: after, died: make(chan struct{})}
}

// write carries out a write, unless the process is dead.
func (m *mortal) write(do func() error) error {
	m.mu.Lock()
	m.writes++
	n := m.writes
	m.mu.Unlock()
	switch {
	case m.last == 0 || n < m.last:
		return do()
	case n > m.last:
		<-m.died // what comes after the last write does not come before it
		return errDead
	}
	defer close(m.died)
	if m.after {
		if err := do(); err != nil {
			return err
		}
	}
	return errDead
}

func (m *mortal) Append(ctx context.Context, a chat.Append) (done chat.Appended, err error) {
	err = m.write(func() error { done, err = m.Store.Append(ctx, a); return err })
	return done, err
}

func (m *mortal) Create(ctx context.Context, c chat.Conversation, onlyFirst bool) (stored chat.Conversation, created bool, err error) {
	err = m.write(func() error { stored, created, err = m.Store.Create(ctx, c, onlyFirst); return err })
	return stored, created, err
}

func (m *mortal) SetTurn(ctx context.Context, conversation string, offset int64, s chat.TurnState) error {
	return m.write(func() error { return m.Store.SetTurn(ctx, conversation, offset, s) })
}

// verbose is a bot that answers in all ways, and notes how often it was asked
// what, over all processes.
type verbose struct {
	mu    sync.Mutex // guards asked
	asked map[string]int
}

func (b *verbose) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	b.mu.Lock()
	b.asked[t.Text]++
	b.mu.Unlock()
	if err := r.Send(ctx, chat.Text(t.Text+" first")); err != nil {
		return err
	}
	s, err := r.Stream(ctx)
	if err != nil {
		return err
	}
	for _, word := range []string{t.Text, " sec", "ond"} {
		if err := s.Write(word); err != nil {
			return err
		}
	}
	if err := s.Close(ctx); err != nil {
		return err
	}
	return r.Send(ctx, chat.Text(t.Text+" third"))
}

// Whatever write a process dies around, the next one brings every message that
// was acknowledged to its answer: all of it where the bot may be asked again, and
// else the bot is asked once and what it said is followed by a note. Nothing is
// said twice, and no turn stays open.
func TestCrashAtEveryPointOfATurn(t *testing.T) {
	for _, again := range []bool{true, false} {
		t.Run(fmt.Sprintf("repeatable=%t", again), func(t *testing.T) {
			interrupted := 0
			for last, died := 1, true; died; last++ {
				for _, after := range []bool{false, true} {
					var n int
					n, died = crash(t, last, after, again)
					interrupted += n
				}
			}
			if (interrupted > 0) == again {
				t.Errorf("%d turns were closed with a note", interrupted)
			}
		})
	}
}

// crash has a process die around a write while a bot answers two messages. It
// returns how many of them the next process closed with a note, and whether
// there was such a write.
func crash(t *testing.T, last int, after, again bool) (interrupted int, died bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "chat.db")
	bot := &verbose{asked: map[string]int{}}
	said := []string{"a", "b"}
	acked, died := die(t, path, last, after, either(bot.Reply, again), said)

	db := openBolt(t, path)
	defer closeBolt(t, db)
	var failures []chat.TurnFailure // written by the goroutine of the one conversation's turns
	e, err := chat.New(chat.Options{
		Store: db, Bot: either(bot.Reply, again), Logger: slog.New(slog.DiscardHandler),
		Hooks: chat.Hooks{OnTurnFailed: func(_ context.Context, f chat.TurnFailure) { failures = append(failures, f) }},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := repeat(t, e, said, acked)
	settle(t, db, nil)
	stop(t, e)
	notes := verifyAnswers(t, fmt.Sprintf("death around write %d, after it: %t", last, after), logOf(t, db, id), said, again)
	if len(failures) != notes {
		t.Errorf("the host was told of %d failures, the visitor of %d", len(failures), notes)
	}
	for _, f := range failures {
		if !errors.Is(f.Err, chat.ErrInterrupted) || f.Turn != chat.EventID(f.Conversation, f.Offset) {
			t.Errorf("the host was told of %+v", f)
		}
	}
	for text, n := range bot.asked {
		if n > 1 && !again {
			t.Errorf("death around write %d: the bot was asked %q %d times", last, text, n)
		}
	}
	return notes, died
}

func either(reply botFunc, again bool) chat.Bot {
	if again {
		return repeatable{reply}
	}
	return reply
}

// die has a visitor say something to a process that dies around a write, and
// returns the offsets of what was acknowledged, and whether it has died.
func die(t *testing.T, path string, last int, after bool, bot chat.Bot, said []string) (acked map[string]int64, died bool) {
	t.Helper()
	db := openBolt(t, path)
	defer closeBolt(t, db)
	store := newMortal(db, last, after)
	e, err := chat.New(chat.Options{Store: store, Bot: bot, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, e)
	acked = map[string]int64{}
	for _, text := range said {
		if ack, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: text, Parts: []chat.Part{chat.Text(text)}}); err == nil {
			acked[text] = ack.Offset
		}
	}
	return acked, settle(t, db, store.died)
}

// repeat says everything again, which is right for what was not acknowledged and
// must lead to the same ack for the rest. It returns the conversation.
func repeat(t *testing.T, e *chat.Engine, said []string, acked map[string]int64) (conversation string) {
	t.Helper()
	for _, text := range said {
		ack := send(t, e, visitor("v"), text, text)
		if acked[text] != 0 && ack.Offset != acked[text] {
			t.Fatalf("%s was acked at %d and then at %d", text, acked[text], ack.Offset)
		}
		conversation = ack.Conversation
	}
	return conversation
}

// A handoff and an end are in the log at most once, whatever write the process
// dies around, and there always is one when the bot is repeatable.
func TestCrashAroundALeave(t *testing.T) {
	leaves := map[chat.Kind]botFunc{
		chat.KindHandoff: func(ctx context.Context, _ chat.Turn, r chat.Responder) error { return r.Handoff(ctx, "asked") },
		chat.KindEnded:   func(ctx context.Context, _ chat.Turn, r chat.Responder) error { return r.End(ctx) },
	}
	for kind, reply := range leaves {
		for _, again := range []bool{true, false} {
			for last, died := 1, true; died; last++ {
				for _, after := range []bool{false, true} {
					path := filepath.Join(t.TempDir(), "chat.db")
					var acked map[string]int64
					acked, died = die(t, path, last, after, either(reply, again), []string{"bye"})
					db := openBolt(t, path)
					e := start(t, chat.Options{Store: db, Bot: either(reply, again)})
					id := repeat(t, e, []string{"bye"}, acked)
					settle(t, db, nil)
					stop(t, e)
					n, notes := 0, 0
					for _, ev := range logOf(t, db, id) {
						if ev.Kind == kind {
							n++
						} else if ev.Author.Role == chat.RoleSystem {
							notes++
						}
					}
					if n > 1 || notes > 1 || n+notes == 0 || again && (n != 1 || notes != 0) {
						t.Errorf("%s, repeatable %t, death around write %d, after it %t: %d in the log and %d notes", kind, again, last, after, n, notes)
					}
					closeBolt(t, db)
				}
			}
		}
	}
}

// verifyAnswers checks that each message is followed by its answer and returns
// how many answers are cut short by a note.
func verifyAnswers(t *testing.T, when string, log []chat.Event, said []string, again bool) (notes int) {
	t.Helper()
	offsets, answers := map[string]int64{}, map[int64][]string{}
	for _, ev := range log {
		switch text := ev.Parts[0].Text; ev.Author.Role {
		case chat.RoleVisitor:
			if offsets[text] != 0 {
				t.Errorf("%s: %q is in the log twice", when, text)
			}
			offsets[text] = ev.Offset
		case chat.RoleBot:
			answers[ev.Reply] = append(answers[ev.Reply], text)
		case chat.RoleSystem:
			notes++
			partial := strings.Contains(text, "its answer may not be complete")
			if begun := len(answers[ev.Reply]) > 0; partial != begun || !strings.Contains(text, "was interrupted") {
				t.Errorf("%s: after %q comes the note %q", when, answers[ev.Reply], text)
			}
			answers[ev.Reply] = append(answers[ev.Reply], "note")
		}
	}
	for _, text := range said {
		whole := []string{text + " first", text + " second", text + " third"}
		got := answers[offsets[text]]
		cut := len(got) - 1
		if slices.Equal(got, whole) || !again && cut >= 0 && got[cut] == "note" && slices.Equal(got[:cut], whole[:cut]) {
			continue
		}
		t.Errorf("%s: %q is answered by %q", when, text, got)
	}
	return notes
}

// settle waits until no turn is open, or a process has died, which it reports.
func settle(t *testing.T, store chat.Store, died <-chan struct{}) bool {
	t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	late := time.After(20 * time.Second)
	for {
		select {
		case <-died:
			return true
		case <-late:
			t.Fatal("a turn stays open")
		case <-look.C:
			if turns, err := store.Turns(t.Context()); err != nil {
				t.Fatal(err)
			} else if len(turns) == 0 {
				return false
			}
		}
	}
}

func logOf(t *testing.T, store chat.Store, conversation string) []chat.Event {
	t.Helper()
	records, err := store.Events(t.Context(), conversation, chat.Page{From: 1, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var log []chat.Event
	for _, r := range records {
		ev, err := r.Event(conversation)
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, ev)
	}
	return log
}

func openBolt(t *testing.T, path string) *bolt.Store {
	t.Helper()
	db, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func closeBolt(t *testing.T, db *bolt.Store) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

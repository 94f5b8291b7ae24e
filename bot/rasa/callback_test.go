package rasa

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

const secret = "a secret of the callback"

// refuseAfter lets n operations through.
func refuseAfter(n int, err error) func(context.Context, bottest.Op) error {
	return func(context.Context, bottest.Op) error {
		if n--; n < 0 {
			return err
		}
		return nil
	}
}

// site is an engine whose bot asks a stand-in, which can call back, both ways in
// memory.
type site struct {
	rasa   *rasatest.Server
	engine *chat.Engine
	who    chat.Session
}

func newSite(t *testing.T, opts ...Option) *site {
	t.Helper()
	s := &site{rasa: &rasatest.Server{}, who: chat.Session{ID: "s", Participant: chat.Participant{ID: "v", Role: chat.RoleVisitor}}}
	quiet := slog.New(slog.DiscardHandler)
	b := serve(t, s.rasa, opts...)
	store := memory.New()
	var err error
	if s.engine, err = chat.New(chat.Options{Store: store, Bot: b, Logger: quiet}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.engine.Shutdown(context.Background()), store.Close()); err != nil {
			t.Error(err)
		}
	})
	s.rasa.Callback = "http://site/rasa/callback"
	s.rasa.Header = http.Header{"Authorization": {"Bearer " + secret}}
	s.rasa.Client = &http.Client{Transport: bottest.Serve(t, b.Callback(s.engine, secret))}
	return s
}

func (s *site) do(t *testing.T, who chat.Session, cmd chat.Command) chat.Ack {
	t.Helper()
	ack, err := s.engine.Do(t.Context(), who, cmd)
	if err != nil {
		t.Errorf("%T: %v", cmd, err)
	}
	synctest.Wait()
	return ack
}

func (s *site) say(t *testing.T, key, text string) (conversation string) {
	t.Helper()
	return s.do(t, s.who, chat.Send{Key: key, Parts: []chat.Part{chat.Text(text)}}).Conversation
}

// log returns what is in the conversation: texts, with the offset that they answer,
// and the kinds of other events.
func (s *site) log(t *testing.T) []string {
	t.Helper()
	records, err := s.engine.Events(t.Context(), s.who, "", chat.Page{From: 1, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range records {
		e, err := r.Event("")
		if err != nil {
			t.Fatal(err)
		}
		line := string(e.Kind) + e.Reason
		if e.Kind == chat.KindMessage {
			line = e.Parts[0].Text
		}
		if e.Reply > 0 {
			line += " (answers)"
		}
		all = append(all, line)
	}
	return all
}

func (s *site) want(t *testing.T, want ...string) {
	t.Helper()
	if got := s.log(t); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Over the callback channel an answer is said within its turn, message by message, and
// a reminder between turns; both only while the conversation is the bot's.
func TestCallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, WithCallback())
		s.rasa.Then(rasatest.Slowly(5*time.Second, rasatest.Response{Text: "Looking."}, rasatest.Response{Text: "one\n\ntwo"}))
		c := s.say(t, "1", "hello")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		s.want(t, "hello", "Looking. (answers)")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		s.want(t, "hello", "Looking. (answers)", "one (answers)", "two (answers)")
		remind := func(text string, want int) {
			t.Helper()
			got, err := s.rasa.Remind(t.Context(), c, rasatest.Response{Text: text})
			if err != nil || !slices.Equal(got, []int{want}) {
				t.Errorf("%s: answered %v, %v, want %d", text, got, err, want)
			}
		}
		remind("Still there?", http.StatusOK)
		agent := chat.Session{ID: "a", Participant: chat.Participant{ID: "anna", Role: chat.RoleAgent}}
		s.do(t, agent, chat.Assign{Conversation: c, To: "anna"})
		remind("Over a person's head", http.StatusConflict)
		s.do(t, agent, chat.Assign{Conversation: c})
		remind("Back again", http.StatusOK)
		s.want(t, "hello", "Looking. (answers)", "one (answers)", "two (answers)", "Still there?", "assigned", "assigned", "Back again")
	})
}

// A reminder may ask for a person; many at once are slowed down and not lost.
func TestReminders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, WithCallback())
		c := s.say(t, "1", "hello")
		start := time.Now()
		for range 14 {
			if got, err := s.rasa.Remind(t.Context(), c, rasatest.Response{Text: "x"}); err != nil || got[0] != http.StatusOK {
				t.Fatalf("answered %v, %v", got, err)
			}
		}
		if took := time.Since(start); took < time.Second || took > 5*time.Second {
			t.Errorf("14 reminders took %v", took)
		}
		time.Sleep(time.Minute)
		got, err := s.rasa.Remind(t.Context(), c, rasatest.Response{Custom: map[string]any{"handoff": "angry"}})
		if log := s.log(t); err != nil || got[0] != http.StatusOK || log[len(log)-1] != "handoffangry" || len(log) != 17 {
			t.Errorf("answered %v, %v: %q", got, err, log)
		}
	})
}

// A person who takes over while Rasa works is not talked over: the question is given
// up, and what Rasa still sends is refused.
func TestTakeoverWithinACallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, WithCallback())
		s.rasa.Then(rasatest.Slowly(5*time.Second, rasatest.Response{Text: "a"}, rasatest.Response{Text: "b"}))
		c := s.say(t, "1", "hello")
		time.Sleep(6 * time.Second)
		agent := chat.Session{ID: "a", Participant: chat.Participant{ID: "anna", Role: chat.RoleAgent}}
		s.do(t, agent, chat.Assign{Conversation: c, To: "anna"})
		time.Sleep(time.Minute)
		synctest.Wait()
		s.want(t, "hello", "a (answers)", "assigned")
	})
}

// A turn whose words are refused gives the question up at once, and what Rasa sends
// of it then is refused unheard.
func TestRefusalWithinACallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s rasatest.Server
		s.Then(rasatest.Slowly(5*time.Second, rasatest.Response{Text: "a"}, rasatest.Response{Text: "b"}))
		b := serve(t, &s, WithCallback())
		h := b.Callback(doFunc(func(chat.Command) error { return chat.ErrConflict }), secret)
		s.Callback, s.Header = "http://site/", http.Header{"Authorization": {"Bearer " + secret}}
		s.Client = &http.Client{Transport: bottest.Serve(t, h)}
		start := time.Now()
		rec := &bottest.Recorder{Hook: refuseAfter(0, chat.ErrStopped)}
		if err := rec.Ask(t.Context(), b, bottest.Says("hello")); !errors.Is(err, chat.ErrStopped) || time.Since(start) != 5*time.Second || len(rec.Ops()) != 1 {
			t.Errorf("got %v after %v and %q", err, time.Since(start), rec.Ops())
		}
	})
}

// Only who knows the secret speaks as the bot, and what is no message is refused
// without a word of what it was.
func TestCallbackRefuses(t *testing.T) {
	b := New("http://rasa", WithCallback(), WithLogger(slog.New(slog.DiscardHandler)))
	said := 0
	engine := doFunc(func(cmd chat.Command) error {
		said++
		switch cmd.(chat.Say).Conversation {
		case "gone":
			return chat.ErrNotFound
		case "broken":
			return errors.New("disk 4711")
		case "stopped":
			return chat.ErrStopped
		}
		return nil
	})
	h := b.Callback(engine, secret)
	item := func(conversation string) string { return `{"recipient_id":"` + conversation + `","text":"hi"}` }
	for name, c := range map[string]struct {
		method, query, auth, body string
		want                      int
	}{
		"a bearer token":      {"POST", "", "Bearer " + secret, item("c"), 200},
		"a parameter":         {"POST", "?token=a+secret+of+the+callback", "", item("c"), 200},
		"no secret":           {"POST", "", "", item("c"), 401},
		"another":             {"POST", "", "Bearer " + secret + "x", item("c"), 401},
		"another scheme":      {"POST", "", "Basic " + secret, item("c"), 401},
		"an empty parameter":  {"POST", "?token=", "", item("c"), 401},
		"a wrong bearer wins": {"POST", "?token=a+secret+of+the+callback", "Bearer x", item("c"), 401},
		"GET":                 {"GET", "", "Bearer " + secret, "", 405},
		"no JSON":             {"POST", "", "Bearer " + secret, "4711", 400},
		"no recipient":        {"POST", "", "Bearer " + secret, `{"text":"4711"}`, 400},
		"too much":            {"POST", "", "Bearer " + secret, strings.Repeat("4711", 300_000), 413},
		"nobody there":        {"POST", "", "Bearer " + secret, item("gone"), 404},
		"a broken store":      {"POST", "", "Bearer " + secret, item("broken"), 500},
		"stopping":            {"POST", "", "Bearer " + secret, item("stopped"), 503},
		"nothing to be shown": {"POST", "", "Bearer " + secret, `{"recipient_id":"c","text":7}`, 200},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, "/rasa/callback"+c.query, strings.NewReader(c.body))
		if c.auth != "" {
			r.Header.Set("Authorization", c.auth)
		}
		h.ServeHTTP(w, r)
		if body, _ := io.ReadAll(w.Body); w.Code != c.want || strings.Contains(string(body), "4711") {
			t.Errorf("%s: %d %s, want %d", name, w.Code, body, c.want)
		}
	}
	if said != 5 {
		t.Errorf("the bot spoke %d times", said)
	}
	defer func() {
		if recover() == nil {
			t.Error("a short secret is taken")
		}
	}()
	b.Callback(engine, "short")
}

type doFunc func(chat.Command) error

func (f doFunc) Do(_ context.Context, s chat.Session, cmd chat.Command) (chat.Ack, error) {
	if s.Participant.Role != chat.RoleSystem {
		return chat.Ack{}, errors.New("not the host")
	}
	return chat.Ack{}, f(cmd)
}

// The ways to fail hold over the callback channel, too.
func TestCallbackFailures(t *testing.T) {
	for name, c := range map[string]struct {
		next rasatest.Behavior
		kind func(error) error
	}{
		"a hang":              {rasatest.Hang, bot.TimedOut},
		"500":                 {rasatest.Status(500, ""), bot.Failed},
		"no such channel":     {rasatest.Status(404, ""), bot.Unreached},
		"a closed connection": {rasatest.Drop, bot.Failed},
		"silence":             {rasatest.Say(), nil},
		"an exception":        {rasatest.Crash(), bot.Failed},
	} {
		synctest.Test(t, func(t *testing.T) {
			var s rasatest.Server
			s.Then(c.next)
			b := serve(t, &s, WithCallback())
			rec, err := ask(t, b, bottest.Says("hello"))
			if !sameKind(err, c.kind) || len(rec.Messages()) > 0 {
				t.Errorf("%s: %v, %q", name, err, rec.Texts())
			}
			if name == "no such channel" && !strings.Contains(err.Error(), "'callback:'") {
				t.Errorf("%v does not tell what to do", err)
			}
			if err := b.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

package rasa

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
)

// asks serves a handler to a bot with streams.
func asks(t *testing.T, h http.Handler) *Bot {
	t.Helper()
	return New("http://rasa", WithTransport(bottest.Serve(t, h)), WithLogger((&logged{}).logger()), WithStreaming(15*time.Second))
}

// A streamed answer is said item by item, while Rasa works on.
func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s rasatest.Server
		s.Then(rasatest.Slowly(10*time.Second,
			rasatest.Response{Text: "Let me look."},
			rasatest.Response{Text: "Found it.", Buttons: []rasatest.Button{{Title: "Show", Payload: "/show"}}}))
		rec := &bottest.Recorder{}
		done := make(chan error, 1)
		start := time.Now()
		go func() { done <- rec.Ask(t.Context(), asks(t, &s), bottest.Says("find it")) }()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if !slices.Equal(rec.Texts(), []string{"Let me look."}) {
			t.Errorf("while Rasa works: %q", rec.Texts())
		}
		if err := <-done; err != nil || len(rec.Texts()) != 2 || len(rec.Buttons()) != 1 || time.Since(start) != 20*time.Second {
			t.Errorf("got %v, %q after %v", err, rec.Texts(), time.Since(start))
		}
	})
}

// An exception never ends a stream: what was said stays, and the turn fails after the
// pause; before any word it fails after the whole time.
func TestStreamOfACrash(t *testing.T) {
	for name, c := range map[string]struct {
		crash rasatest.Behavior
		took  time.Duration
		said  int
	}{
		"behind a word": {rasatest.Crash(rasatest.Response{Text: "Let me look."}), 15 * time.Second, 1},
		"before a word": {rasatest.Crash(), 30 * time.Second, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			var s rasatest.Server
			s.Then(c.crash)
			start := time.Now()
			rec, err := ask(t, asks(t, &s), bottest.Says("hello"))
			if !sameKind(err, bot.TimedOut) || time.Since(start) != c.took || len(rec.Texts()) != c.said {
				t.Errorf("%s: %v, %q after %v", name, err, rec.Texts(), time.Since(start))
			}
		})
	}
}

// What a stream may look like, and what breaks it off behind what was said.
func TestLines(t *testing.T) {
	big := `{"text":"` + strings.Repeat("a", 200<<10) + `"}` + "\n"
	for name, c := range map[string]struct {
		body string
		want string
		kind func(error) error
	}{
		"an end without a newline":  {`{"text":"a"}` + "\r\n\n" + `{"text":"b"}`, "a b", nil},
		"odd fields":                {`{"text":7}` + "\n" + `{"text":"b"}`, "b", nil},
		"invalid text":              {"{\"text\":\"a\xff\"}\n", "a\ufffd", nil},
		"no JSON":                   {`{"text":"a"}` + "\n<html>\n", "a", bot.BadReply},
		"an array":                  {`[{"text":"a"}]` + "\n", "", bot.BadReply},
		"half an object at the end": {`{"text":"a"}` + "\n" + `{"text":`, "a", bot.BadReply},
		"over the cap":              {strings.Repeat(big, 6), "", bot.BadReply},
		"nothing but lines":         {strings.Repeat("\n", 2<<20), "", bot.BadReply},
		"over 50 items":             {strings.Repeat(`{"text":"a"}`+"\n", 60), strings.TrimSpace(strings.Repeat("a ", 50)), nil},
	} {
		rec, err := ask(t, asks(t, behavior.Body("text/event-stream", c.body)), bottest.Says("hello"))
		if !sameKind(err, c.kind) || name != "over the cap" && strings.Join(rec.Texts(), " ") != c.want {
			t.Errorf("%s: %v, %.100q", name, err, rec.Texts())
		}
	}
}

// A handoff that was asked for is made although the stream broke off behind it.
func TestHandoffBeforeABreak(t *testing.T) {
	b := asks(t, behavior.Break("text/event-stream", `{"text":"One moment."}`+"\n"+`{"custom":{"handoff":"angry"}}`+"\n"))
	rec, err := ask(t, b, bottest.Says("hello"))
	if reason, ok := rec.HandedOff(); err != nil || !ok || reason != "angry" || len(rec.Texts()) != 1 {
		t.Errorf("got %v, %v %q, %q", err, ok, reason, rec.Texts())
	}
}

// Somebody who takes over within a stream ends it at once.
func TestRefusalWithinAStream(t *testing.T) {
	var s rasatest.Server
	s.Then(rasatest.Crash(rasatest.Response{Text: "a"}, rasatest.Response{Text: "b"}))
	taken := errors.New("taken over")
	rec := &bottest.Recorder{Hook: refuseAfter(1, taken)}
	if err := rec.Ask(t.Context(), asks(t, &s), bottest.Says("hello")); !errors.Is(err, taken) || len(rec.Ops()) != 2 {
		t.Errorf("got %v after %q", err, rec.Ops())
	}
}

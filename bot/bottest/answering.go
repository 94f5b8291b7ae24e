package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// checkMessage: a visitor who writes gets an answer, or a person.
func checkMessage(t testing.TB, a Adapter) { mustAnswer(t, a.Bot(t), Says("hello")) }

// checkAction: a visitor who presses a button gets an answer, or a person.
func checkAction(t testing.TB, a Adapter) { mustAnswer(t, a.Bot(t), Presses("hello")) }

func mustAnswer(t testing.TB, b chat.Bot, turn chat.Turn) {
	t.Helper()
	rec, err := reply(t, b, turn)
	if err != nil {
		t.Errorf("Reply returned %v", err)
	}
	if _, handed := rec.HandedOff(); len(rec.Messages()) == 0 && !handed {
		t.Errorf("the bot said nothing")
	}
}

// hostile are texts that have broken programs before.
func hostile() []string {
	return []string{
		"", " ", "\x00", "\u202e\u200b\ufeff", "\xff\xfe", "e\u0301\u0301\u0301", "👩‍👩‍👧‍👦",
		"/restart", ` /greet{"a": "b"}`, "{{7*7}} ${7*7} %s%n", `"}]`, "<script>alert(1)</script>",
		"(((((((((((((((((((((((((", strings.Repeat("a", 8<<10), strings.Repeat("a ", 4<<10),
		strings.Repeat("\n", 8<<10), strings.Repeat("ä", 8<<10), strings.Repeat("[", 8<<10),
	}
}

// checkHostile: no text makes a bot panic or say what is not well-formed, and
// neither does a history that cannot be read.
func checkHostile(t testing.TB, a Adapter) {
	b := a.Bot(t)
	for _, text := range hostile() {
		for _, turn := range []chat.Turn{Says(text), Presses(text)} {
			turn.History = func(context.Context, int) ([]chat.Event, error) {
				return nil, errors.New("the history cannot be read")
			}
			_, err := reply(t, b, turn)
			checkError(t, fmt.Sprintf("for %.40q", text), err)
		}
	}
}

// checkError fails the case unless err is nil or one that a visitor may read.
func checkError(t testing.TB, when string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var public *chat.Error
	if !errors.As(err, &public) || public.Code == "" {
		t.Errorf("%s Reply returned an error without a code: %v", when, err)
	} else if public.Message == "" {
		t.Errorf("%s Reply returned an error without a message for the visitor: %v", when, err)
	}
}

// checkStreams: a bot that returns without an error has closed its streams.
func checkStreams(t testing.TB, a Adapter) {
	rec, err := reply(t, a.Bot(t), Says("hello"))
	if err != nil {
		t.Errorf("Reply returned %v", err)
	}
	for _, m := range rec.Messages() {
		if m.Open {
			t.Errorf("the bot left a stream open that says %.40q", m.Text())
		}
	}
}

// checkConcurrent: conversations are answered at once, each as if it were alone.
func checkConcurrent(t testing.TB, a Adapter) {
	const conversations, turns = 8, 4
	b := a.Bot(t)
	var wg sync.WaitGroup
	for c := range conversations {
		wg.Go(func() {
			for n := range turns {
				turn := Says(fmt.Sprintf("hello %d", n))
				turn.Conversation = fmt.Sprintf("conversation-%d", c)
				turn.ID = fmt.Sprintf("%s.%d", turn.Conversation, n)
				mustAnswer(t, b, turn)
			}
		})
	}
	wg.Wait()
}

// checkDeterministic: where the adapter promises it, asking twice gives the same.
func checkDeterministic(t testing.TB, a Adapter) {
	if !a.Deterministic {
		return
	}
	b := a.Bot(t)
	for _, text := range append(hostile(), "hello", "Hello!", "a person please") {
		first, _ := reply(t, b, Says(text))
		second, _ := reply(t, b, Says(text))
		if !slices.Equal(first.Texts(), second.Texts()) || !slices.Equal(first.Buttons(), second.Buttons()) {
			t.Errorf("for %.40q the bot said %q, then %q", text, first.Texts(), second.Texts())
		}
	}
}

// checkRepeatable: a bot does not change its mind on being safe to ask again,
// because the engine asks once.
func checkRepeatable(t testing.TB, a Adapter) {
	r, ok := a.Bot(t).(chat.Repeater)
	if !ok {
		return
	}
	before := r.Repeatable()
	if _, err := reply(t, r.(chat.Bot), Says("hello")); err != nil {
		t.Errorf("Reply returned %v", err)
	}
	if r.Repeatable() != before {
		t.Errorf("Repeatable said %v, and %v after a turn", before, !before)
	}
}

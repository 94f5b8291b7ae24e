package chat_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

func say(conversation, key, text string) chat.Say {
	return chat.Say{Conversation: conversation, Key: key, Parts: []chat.Part{chat.Text(text)}}
}

// What the bot says outside of a turn comes in through the same door: it is the
// bot's message, said once under its key, well-formed, and the host's to do only.
func TestSay(t *testing.T) {
	e := start(t, chat.Options{Bot: botFunc(echo), Limits: fast})
	v, host := visitor("v"), chat.System("Shop")
	sub, _ := attach(t, e, v, chat.Attach{})
	c := send(t, e, v, "turn.1.1", "hello").Conversation
	events(t, sub, 2)
	reminder := say(c, "turn.1.1", "Are you still there?")
	reminder.Reply = 1
	first, again := mustDo(t, e, host, reminder), mustDo(t, e, host, reminder)
	if again.Offset != first.Offset || !again.Repeat || first.Repeat || first.Key != "turn.1.1" || again.Key != first.Key {
		t.Errorf("first %+v, again %+v", first, again)
	}
	got := events(t, sub, 1)[0]
	if got.Author.Role != chat.RoleBot || chat.PlainText(got.Parts) != "Are you still there?" || got.Reply != 1 || got.Offset != first.Offset {
		t.Errorf("got %+v", got)
	}
	for code, try := range map[chat.Code]struct {
		who chat.Session
		cmd chat.Command
	}{
		chat.CodeForbidden: {v, say(c, "2", "I am the bot")},
		chat.CodeNotFound:  {visitor("other"), say(c, "2", "I am the bot")},
		chat.CodeInvalid:   {host, say(c, "", "no key")},
		chat.CodeTooLarge:  {host, chat.Say{Conversation: c, Key: "2", Parts: make([]chat.Part, 17)}},
	} {
		_, err := e.Do(t.Context(), try.who, try.cmd)
		wantCode(t, err, code)
	}
	for _, bad := range []chat.Command{
		say(c, "2", " "), chat.Say{Conversation: c, Key: "2", Parts: reminder.Parts, Reply: 99}, say("", "2", "to whom?"), chat.Handoff{Conversation: c},
	} {
		_, err := e.Do(t.Context(), host, bad)
		wantCode(t, err, chat.CodeInvalid)
	}
	_, err := e.Do(t.Context(), agent("anna"), say(c, "2", "I am the bot"))
	wantCode(t, err, chat.CodeForbidden)
	_, err = start(t, chat.Options{}).Do(t.Context(), host, say(c, "2", "there is none"))
	wantCode(t, err, chat.CodeInvalid)
}

// Outside of a turn the bot speaks only where the conversation is its own, and
// for an earlier turn only when nobody else has answered since.
func TestSayIsFenced(t *testing.T) {
	var fence int64
	e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
		fence = turn.Fence
		return echo(ctx, turn, r)
	})})
	v, a, host := visitor("v"), agent("anna"), chat.System("")
	sub, _ := attach(t, e, v, chat.Attach{})
	c := send(t, e, v, "1", "hello").Conversation
	events(t, sub, 2)
	refused := func(key string) {
		t.Helper()
		_, err := e.Do(t.Context(), host, say(c, key, "too late"))
		wantCode(t, err, chat.CodeConflict)
		_, err = e.Do(t.Context(), host, chat.Handoff{Conversation: c, Key: key})
		wantCode(t, err, chat.CodeConflict)
	}
	ofTurn := say(c, "0", "found it")
	ofTurn.Fence = fence
	mustDo(t, e, host, ofTurn)
	mustDo(t, e, host, chat.Handoff{Conversation: c, Key: "h", Reason: "no\x00 idea" + strings.Repeat("é", 600)})
	if again := mustDo(t, e, host, chat.Handoff{Conversation: c, Key: "h"}); !again.Repeat {
		t.Errorf("a handoff was made twice: %+v", again)
	}
	refused("waiting")
	mustDo(t, e, a, chat.Assign{Conversation: c, To: "anna"})
	refused("assigned")
	mustDo(t, e, a, chat.Assign{Conversation: c})
	ofTurn.Key = "late"
	_, err := e.Do(t.Context(), host, ofTurn)
	wantCode(t, err, chat.CodeConflict)
	mustDo(t, e, host, say(c, "back", "Here I am again"))
	mustDo(t, e, a, chat.End{Conversation: c})
	refused("ended")
	got := events(t, sub, 6)
	if handoff := got[1]; handoff.Kind != chat.KindHandoff || handoff.Reason != "no idea"+strings.Repeat("é", 493) || handoff.Author.Role != chat.RoleBot {
		t.Errorf("got %+v", handoff)
	}
	if last := got[4]; chat.PlainText(last.Parts) != "Here I am again" {
		t.Errorf("got %+v", last)
	}
}

// A source of unasked messages that floods is slowed down in its conversation,
// and nobody else is.
func TestSayIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := start(t, chat.Options{Bot: botFunc(echo), Limits: chat.Limits{Burst: 3, Rate: 1}})
		host := chat.System("")
		c := send(t, e, visitor("v"), "1", "hello").Conversation
		for _, key := range []string{"1", "2", "3"} {
			mustDo(t, e, host, say(c, key, "spam"))
		}
		_, err := e.Do(t.Context(), host, say(c, "4", "spam"))
		wantCode(t, err, chat.CodeRateLimited)
		mustDo(t, e, host, say(c, "3", "spam")) // its first ack costs nothing
		mustDo(t, e, host, say(send(t, e, visitor("w"), "1", "hello").Conversation, "1", "hello"))
		time.Sleep(time.Second)
		mustDo(t, e, host, say(c, "4", "spam"))
	})
}

// interrupted is a store in which something happens right before the bot speaks
// between turns.
type interrupted struct {
	chat.Store
	happens atomic.Pointer[func()]
}

func (s *interrupted) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if strings.HasPrefix(a.Key, "unasked.") {
		if happens := s.happens.Swap(nil); happens != nil {
			(*happens)()
		}
	}
	return s.Store.Append(ctx, a)
}

// A person who takes over at the last moment is not talked over either; one who
// gives the conversation back by then is no obstacle.
func TestSayAtTheLastMoment(t *testing.T) {
	a, host := agent("anna"), chat.System("")
	for name, back := range map[string]bool{"taken over": false, "and given back": true} {
		t.Run(name, func(t *testing.T) {
			kept := memory.New()
			defer kept.Close()
			store := &interrupted{Store: kept}
			e := start(t, chat.Options{Store: store, Bot: botFunc(echo), Limits: fast})
			c := send(t, e, visitor("v"), "1", "hello").Conversation
			store.happens.Store(new(func() {
				mustDo(t, e, a, chat.Assign{Conversation: c, To: "anna"})
				if back {
					mustDo(t, e, a, chat.Assign{Conversation: c})
				}
			}))
			_, err := e.Do(t.Context(), host, say(c, "1", "hello?"))
			want := chat.CodeConflict
			if back {
				want = ""
			}
			wantCode(t, err, want)
			stop(t, e)
		})
	}
}

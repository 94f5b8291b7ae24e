package llm

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// said is an event of a conversation.
func said(role chat.Role, parts ...chat.Part) chat.Event {
	return chat.Event{Kind: chat.KindMessage, Author: chat.Participant{Role: role}, Parts: parts}
}

// after returns a turn with events before it.
func after(text string, events ...chat.Event) chat.Turn {
	turn := bottest.Says(text)
	for i := range events {
		events[i].Offset = int64(i + 1)
	}
	turn.History = func(_ context.Context, n int) ([]chat.Event, error) {
		return events[max(0, len(events)-n):], nil
	}
	return turn
}

// shown returns what the model is shown in a turn, as role and text.
func shown(t *testing.T, turn chat.Turn, opts ...Option) []string {
	t.Helper()
	s := &script{}
	if _, err := ask(t, newBot(s, opts...), turn); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, m := range s.asked[0].Messages {
		lines = append(lines, string(m.Role)+": "+m.Text)
	}
	return lines
}

// The model is shown who said what: the visitor, and on the other side the bot and people. What says
// nothing and what the system says are left out, and what is no text is put into words. Neighbours of one side
// are one message.
func TestWindow(t *testing.T) {
	button := chat.Choices(chat.Button{Title: "Yes", Value: "y"}, chat.Button{Title: "Site", URL: "https://example.org"})
	got := shown(t, after("Bye",
		said(chat.RoleVisitor, chat.Text("Hello"), chat.Part{Type: chat.PartImage, URL: "u", Alt: "A cat"}),
		said(chat.RoleBot, chat.Markdown("Which *one*?"), button),
		chat.Event{Kind: chat.KindAction, Author: chat.Participant{Role: chat.RoleVisitor}, Value: "y"},
		said(chat.RoleSystem, chat.Text("No answer.")),
		chat.Event{Kind: chat.KindAssigned, To: "a"},
		said(chat.RoleAgent, chat.Part{Type: chat.PartCarousel, Cards: []chat.Part{{Title: "Tea", Text: "Hot", Buttons: button.Buttons}}}),
		said(chat.RoleBot, chat.Part{Type: chat.PartFile, Name: "a.pdf"}, chat.Part{Type: chat.PartForm, Submit: "Send"}, chat.Part{Type: "x-map", Fallback: "A map"}),
		said(chat.RoleBot, chat.Part{Type: chat.PartCard, Title: "Tea", Text: "Hot"}, chat.Part{Type: chat.PartImage}),
		said(chat.RoleVisitor, chat.Text(" ")),
	))
	want := []string{
		"user: Hello\n[image: A cat]", "assistant: Which *one*?\n[buttons: Yes | Site]", "user: y", "assistant: [card: Tea]\nHot\nYes | Site" +
			"\n\n[file: a.pdf]\n[form: Send]\nA map" + "\n\n[card: Tea]\nHot\n[image]", "user: Bye",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// The window is bounded by messages and by tokens, and keeps the newest without a gap; what is said now is
// shown in any case. The user begins.
func TestWindowBounds(t *testing.T) {
	turn := func() chat.Turn {
		return after("now", said(chat.RoleVisitor, chat.Text("one")), said(chat.RoleBot, chat.Text(strings.Repeat("long ", 80))), said(chat.RoleVisitor, chat.Text("three")))
	}
	one, long, now := "user: one", "assistant: "+strings.TrimSpace(strings.Repeat("long ", 80)), "user: now"
	threeNow, begin := "user: three\n\nnow", "user: (The visitor opens the chat.)"
	for name, c := range map[string]struct {
		opt  Option
		want []string
	}{
		"the default":             {WithRounds(1), []string{one, long, threeNow}},
		"two messages":            {WithHistory(2, 8000), []string{begin, long, threeNow}},
		"no messages":             {WithHistory(0, 8000), []string{now}},
		"fewer than none":         {WithHistory(-1, 8000), []string{now}},
		"no tokens":               {WithHistory(9, 0), []string{now}},
		"tokens for what is said": {WithHistory(9, 5), []string{now}},
		"tokens for one":          {WithHistory(9, 50), []string{threeNow}},
		"tokens up to the limit":  {WithHistory(9, 1+4+2+4+100+4), []string{begin, long, threeNow}},
		"one too few":             {WithHistory(9, 1+4+2+4+100+3), []string{threeNow}},
	} {
		if got := shown(t, turn(), c.opt); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	characters := WithTokenCounter(func(s string) int { return len(s) })
	if got := shown(t, turn(), WithHistory(9, 3+4+5+4+399+3), characters); !slices.Equal(got, []string{threeNow}) {
		t.Errorf("with another counter: %q", got)
	}
}

// What is asked is the Turn's text, which middleware may have changed, with what stands beside it; without
// any there is nothing to ask, and a history that cannot be read is no answer.
func TestQuestion(t *testing.T) {
	turn := bottest.Says("hello")
	turn.Text = "HELLO"
	turn.Event.Parts = append(turn.Event.Parts, chat.Part{Type: chat.PartImage, Alt: "a cat"})
	if got := shown(t, turn); !slices.Equal(got, []string{"user: HELLO\n[image: a cat]"}) {
		t.Errorf("got %q", got)
	}
	s := &script{}
	if rec, err := ask(t, newBot(s), bottest.Says(" \n")); err != nil || len(s.asked) > 0 || len(rec.Ops()) > 0 {
		t.Errorf("a blank text: %v, asked %d times", err, len(s.asked))
	}
	turn.History = func(context.Context, int) ([]chat.Event, error) { return nil, errors.New("gone") }
	if _, err := ask(t, newBot(s), turn); err == nil || bot.MayHaveActed(err) || len(s.asked) > 0 {
		t.Errorf("no history: %v", err)
	}
}

// The system prompt may be one for each turn.
func TestSystem(t *testing.T) {
	s := &script{}
	if _, err := ask(t, newBot(s, WithSystemFunc(func(t chat.Turn) string { return "You talk to " + t.Visitor.Name })), bottest.Says("hi")); err != nil || s.asked[0].System != "You talk to Vera" {
		t.Errorf("got %v, %+v", err, s.asked)
	}
}

// The guess of tokens is one for four characters of English and one for a character of other scripts.
func TestApproximateTokens(t *testing.T) {
	for text, want := range map[string]int{"": 0, "a": 1, "four": 1, "five!": 2, strings.Repeat("word ", 100): 125, "äöü": 3, "日本語": 3, "a日b": 2, "\xff": 1} {
		if got := ApproximateTokens(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

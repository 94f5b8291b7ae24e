package bot_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// half says one thing and fails.
var half = bot.Func(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
	if err := r.Send(ctx, chat.Text("half")); err != nil {
		return err
	}
	return bot.Failed(errors.New("broken"))
})

// Fallback lets another bot stand in for one that fails without a word, and logs
// why; a failure after a word stays one, and so does the end of the turn.
func TestFallback(t *testing.T) {
	var log bytes.Buffer
	with := func(b chat.Bot) chat.Bot {
		return bot.Fallback(bot.Say(chat.Text("sorry")), slog.New(slog.NewTextHandler(&log, nil)))(b)
	}
	if rec, err := ask(t, with(failing(bot.TimedOut(errors.New("too slow"))))); err != nil || !slices.Equal(rec.Texts(), []string{"sorry"}) {
		t.Errorf("a failure: %v, %q", err, rec.Texts())
	}
	if got := log.String(); !strings.Contains(got, "turn=conversation-1.2") || !strings.Contains(got, "too slow") || !strings.Contains(got, "may_have_acted=true") {
		t.Errorf("the log says %s", got)
	}
	log.Reset()
	if rec, err := ask(t, with(hello)); err != nil || !slices.Equal(rec.Texts(), []string{"hello"}) {
		t.Errorf("an answer: %v, %q", err, rec.Texts())
	}
	if rec, err := ask(t, with(half)); err == nil || !slices.Equal(rec.Texts(), []string{"half"}) {
		t.Errorf("half an answer: %v, %q", err, rec.Texts())
	}
	if rec, err := ask(t, with(failing(&chat.Error{Code: chat.CodeConflict, Message: "m"}))); err == nil || len(rec.Texts()) > 0 {
		t.Errorf("somebody else answers: %v, %q", err, rec.Texts())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rec := &bottest.Recorder{}
	if err := rec.Ask(ctx, with(obedient), bottest.Says("hi")); err == nil || len(rec.Ops()) > 0 {
		t.Errorf("a cancelled turn: %v, %q", err, rec.Ops())
	}
	if log.Len() > 0 {
		t.Errorf("the log says %s", &log)
	}
	synctest.Test(t, func(t *testing.T) {
		if rec, err := ask(t, with(bot.Timeout(time.Second, 0)(obedient))); err != nil || !slices.Equal(rec.Texts(), []string{"sorry"}) {
			t.Errorf("an inner bound of time: %v, %q", err, rec.Texts())
		}
	})
}

// Handoff asks for a person, with or without a word before.
func TestHandoffBot(t *testing.T) {
	for _, parts := range [][]chat.Part{nil, {chat.Text("One moment.")}} {
		rec, err := ask(t, bot.Fallback(bot.Handoff("the bot fails", parts...), slog.New(slog.DiscardHandler))(failing(bot.Unreached(nil))))
		if reason, ok := rec.HandedOff(); err != nil || !ok || reason != "the bot fails" || len(rec.Messages()) != len(parts) {
			t.Errorf("got %v, %q, %v, %q", err, reason, ok, rec.Texts())
		}
	}
}

// First asks in order until one speaks; an error ends it, silence passes.
func TestFirst(t *testing.T) {
	silent := bot.Func(func(context.Context, chat.Turn, chat.Responder) error { return nil })
	unreached := bot.Unreached(nil)
	never := bot.Func(func(context.Context, chat.Turn, chat.Responder) error {
		t.Error("one bot too many was asked")
		return nil
	})
	for name, c := range map[string]struct {
		b    chat.Bot
		want []string
		err  error
	}{
		"none":            {bot.First(), nil, nil},
		"all silent":      {bot.First(silent, silent), nil, nil},
		"the second":      {bot.First(silent, hello, never), []string{"hello"}, nil},
		"a failure":       {bot.First(silent, failing(unreached), never), nil, unreached},
		"half an answer":  {bot.First(half, never), []string{"half"}, bot.Failed(nil)},
		"a person":        {bot.First(bot.Handoff("r"), never), nil, nil},
		"with a fallback": {bot.First(bot.Fallback(silent, slog.New(slog.DiscardHandler))(failing(unreached)), hello), []string{"hello"}, nil},
	} {
		rec, err := ask(t, c.b)
		if chat.CodeOf(err) != chat.CodeOf(c.err) || !slices.Equal(rec.Texts(), c.want) {
			t.Errorf("%s: %v, %q", name, err, rec.Texts())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancels := bot.Func(func(context.Context, chat.Turn, chat.Responder) error { cancel(); return nil })
	if err := (&bottest.Recorder{}).Ask(ctx, bot.First(cancels, never), bottest.Says("hi")); !errors.Is(err, context.Canceled) {
		t.Errorf("a turn that was cancelled meanwhile: %v", err)
	}
}

// Several bots in one may be asked again after a crash when all of them may.
func TestRepeatableTogether(t *testing.T) {
	yes := bot.Say(chat.Text("x"))
	for name, c := range map[string]struct {
		b    chat.Bot
		want bool
	}{
		"first of both":    {bot.First(yes, yes), true},
		"first of one":     {bot.First(yes, hello), false},
		"route of both":    {bot.Route(yes, bot.Case{Bot: yes}), true},
		"route of one":     {bot.Route(yes, bot.Case{Bot: hello}), false},
		"route otherwise":  {bot.Route(hello, bot.Case{Bot: yes}), false},
		"fallback of both": {bot.Fallback(yes, nil)(yes), true},
		"fallback to one":  {bot.Fallback(hello, nil)(yes), false},
		"fallback of one":  {bot.Fallback(yes, nil)(hello), false},
		"a person":         {bot.Handoff("r"), true},
	} {
		if got := bot.IsRepeatable(c.b); got != c.want {
			t.Errorf("%s: repeatable is %v", name, got)
		}
	}
}

package bottest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// A Recorder writes down messages, streams, buttons, the handoff and the order.
func TestRecorderNotesWhatIsSaid(t *testing.T) {
	var rec Recorder
	err := rec.Ask(t.Context(), botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		if err := r.Send(ctx, chat.Text("a"), chat.Choices(chat.Button{Title: "Yes", Value: "y"})); err != nil {
			return err
		}
		s, err := r.Stream(ctx)
		if err != nil {
			return err
		}
		if err := s.Write("b"); err != nil {
			return err
		}
		if err := s.Write("c"); err != nil {
			return err
		}
		if err := s.Close(ctx, chat.Text("d")); err != nil {
			return err
		}
		if err := s.Write("e"); err == nil {
			t.Error("a closed stream takes more")
		}
		return r.Handoff(ctx, "because")
	}), Says("hello"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rec.Texts(), []string{"a", "bc\nd"}; !slices.Equal(got, want) {
		t.Errorf("texts %q, want %q", got, want)
	}
	if got, want := rec.Buttons(), []chat.Button{{Title: "Yes", Value: "y"}}; !slices.Equal(got, want) {
		t.Errorf("buttons %v, want %v", got, want)
	}
	if reason, ok := rec.HandedOff(); !ok || reason != "because" {
		t.Errorf("handed off: %v for %q", ok, reason)
	}
	if got, want := rec.Ops(), []Op{OpSend, OpStream, OpWrite, OpWrite, OpClose, OpWrite, OpHandoff}; !slices.Equal(got, want) {
		t.Errorf("ops %v, want %v", got, want)
	}
}

// As in the engine, a handoff and an end close the turn: its ctx ends, and what
// is said later is a conflict.
func TestRecorderRefusesAfterTheTurn(t *testing.T) {
	for name, leave := range map[string]func(context.Context, chat.Responder) error{
		"Handoff": func(ctx context.Context, r chat.Responder) error { return r.Handoff(ctx, "") },
		"End":     func(ctx context.Context, r chat.Responder) error { return r.End(ctx) },
	} {
		var rec Recorder
		err := rec.Ask(t.Context(), botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			if err := leave(ctx, r); err != nil {
				return err
			}
			if ctx.Err() == nil {
				t.Errorf("%s: the turn's ctx goes on", name)
			}
			return r.Send(context.WithoutCancel(ctx), chat.Text("late"))
		}), Says("hello"))
		if chat.CodeOf(err) != chat.CodeConflict || len(rec.Texts()) > 0 {
			t.Errorf("%s: a later message got %v and left %q", name, err, rec.Texts())
		}
	}
}

// A Recorder refuses what the engine refuses: parts that are not well-formed,
// and more messages than a turn may have.
func TestRecorderRefusesBadParts(t *testing.T) {
	button := func(b chat.Button) chat.Part { return chat.Choices(b) }
	for name, p := range map[string]chat.Part{
		"an empty text":              chat.Text("\n"),
		"a long text":                chat.Text(strings.Repeat("ä", maxText+1)),
		"an unknown type":            {Type: "sound"},
		"no fallback":                {Type: "x-map"},
		"an image by another way":    {Type: chat.PartImage, URL: "javascript:alert(1)"},
		"an image without a host":    {Type: chat.PartImage, URL: "https:///a.png"},
		"a file without a name":      {Type: chat.PartFile, URL: "https://example.org/a"},
		"no buttons":                 chat.Choices(),
		"too many buttons":           chat.Choices(make([]chat.Button, maxNested+1)...),
		"a button without a title":   button(chat.Button{Value: "v"}),
		"a button without a use":     button(chat.Button{Title: "t"}),
		"a button with two uses":     button(chat.Button{Title: "t", Value: "v", URL: "https://example.org"}),
		"a button to a bad place":    button(chat.Button{Title: "t", URL: "data:text/html,x"}),
		"a card without a title":     {Type: chat.PartCard},
		"a carousel without cards":   {Type: chat.PartCarousel},
		"a carousel of a bad card":   {Type: chat.PartCarousel, Cards: []chat.Part{{Type: chat.PartCard}}},
		"a form without an id":       {Type: chat.PartForm},
		"a URL that is far too long": {Type: chat.PartImage, URL: "https://example.org/" + strings.Repeat("a", maxURL)},
	} {
		var rec Recorder
		if err := rec.Send(t.Context(), p); err == nil || chat.CodeOf(err) == chat.CodeInternal {
			t.Errorf("%s: got %v", name, err)
		}
	}
	var rec Recorder
	if err := rec.Send(t.Context()); chat.CodeOf(err) != chat.CodeInvalid {
		t.Errorf("no parts: got %v", err)
	}
	if err := rec.Send(t.Context(), make([]chat.Part, maxParts+1)...); chat.CodeOf(err) != chat.CodeTooLarge {
		t.Errorf("too many parts: got %v", err)
	}
	for range chat.DefaultLimits().TurnMessages {
		if err := rec.Send(t.Context(), chat.Text("a")); err != nil {
			t.Fatal(err)
		}
	}
	if err := rec.Send(t.Context(), chat.Text("a")); chat.CodeOf(err) != chat.CodeTooLarge {
		t.Errorf("too many messages: got %v", err)
	}
}

// Serve lets the time of a bubble pass while a client waits, and ends what the
// handler does when the client goes away.
func TestServeUnderSynctest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := make(chan struct{})
		client := &http.Client{Transport: Serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			close(left)
		}))}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://service/", nil)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if resp, err := client.Do(req); err == nil {
			_ = resp.Body.Close()
			t.Fatal("an answer from a handler that gives none")
		}
		if took := time.Since(start); took != time.Hour {
			t.Errorf("waited %v, want an hour", took)
		}
		<-left
	})
}

package bottest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
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

// deep is a value that nests so deeply.
func deep(n int) json.RawMessage {
	return json.RawMessage(strings.Repeat("[", n) + strings.Repeat("]", n))
}

// messages are what bots may and may not say.
func messages() map[string][]chat.Part {
	button := func(b chat.Button) []chat.Part { return []chat.Part{chat.Choices(b)} }
	card := chat.Part{Type: chat.PartCard, Title: "t", Image: "https://example.org/i.png", Buttons: []chat.Button{{Title: "t", Value: "v"}}}
	field := chat.Field{Name: "n", Label: "l", Kind: "email"}
	ms := map[string][]chat.Part{
		"nothing":              {},
		"too many parts":       make([]chat.Part, maxParts+1),
		"as many as there may": slices.Repeat([]chat.Part{chat.Text("a")}, maxParts),
		"a good and a bad one": {chat.Text("a"), chat.Text(" ")},
		"a button":             button(chat.Button{Title: "t", Value: "v"}),
		"a link":               button(chat.Button{Title: "t", URL: "mailto:a@example.org"}),
		"no title":             button(chat.Button{Value: "v"}),
		"no use":               button(chat.Button{Title: "t"}),
		"two uses":             button(chat.Button{Title: "t", Value: "v", URL: "https://example.org"}),
		"a bad link":           button(chat.Button{Title: "t", URL: "data:text/html,x"}),
		"too many buttons":     {chat.Choices(slices.Repeat([]chat.Button{{Title: "t", Value: "v"}}, maxNested+1)...)},
	}
	for name, p := range map[string]chat.Part{
		"a text": chat.Text("a"), "markdown": chat.Markdown("*a*"), "an empty text": chat.Text("\n"),
		"a long text": chat.Text(strings.Repeat("ä", maxText+1)), "just no long text": chat.Text(strings.Repeat("ä", maxText)),
		"an unknown type": {Type: "sound"}, "no fallback": {Type: "x-map"}, "a fallback": {Type: "x-map", Fallback: "a map"},
		"a deep field":    {Type: "x-map", Fallback: "a map", Extra: map[string]json.RawMessage{"d": deep(32)}},
		"one that is too": {Type: "x-map", Fallback: "a map", Extra: map[string]json.RawMessage{"d": deep(33)}},
		"an image":        {Type: chat.PartImage, URL: "https://example.org/i.png"}, "an uploaded image": {Type: chat.PartImage, URL: "files/1"},
		"an uploaded escape": {Type: chat.PartImage, URL: "files/../1"}, "an image by another way": {Type: chat.PartImage, URL: "javascript:alert(1)"},
		"an image without a host": {Type: chat.PartImage, URL: "https:///a.png"}, "an image of no host": {Type: chat.PartImage, URL: "http:0"},
		"a long URL": {Type: chat.PartImage, URL: "https://example.org/" + strings.Repeat("a", maxURL)},
		"a file":     {Type: chat.PartFile, URL: "https://example.org/a", Name: "a"}, "a file without a name": {Type: chat.PartFile, URL: "https://example.org/a"},
		"no buttons": chat.Choices(), "a card": card, "a card without a title": {Type: chat.PartCard},
		"a card with a bad image": {Type: chat.PartCard, Title: "t", Image: "x.png"},
		"a carousel":              {Type: chat.PartCarousel, Cards: []chat.Part{card}}, "an empty carousel": {Type: chat.PartCarousel},
		"a carousel of texts":  {Type: chat.PartCarousel, Cards: []chat.Part{chat.Text("a")}},
		"a carousel of a bad":  {Type: chat.PartCarousel, Cards: []chat.Part{{Type: chat.PartCard}}},
		"a form":               {Type: chat.PartForm, ID: "f", Submit: "Go", Fields: []chat.Field{field}},
		"a form without an id": {Type: chat.PartForm, Submit: "Go", Fields: []chat.Field{field}},
		"a form of nothing":    {Type: chat.PartForm, ID: "f", Submit: "Go"},
		"a form of no button":  {Type: chat.PartForm, ID: "f", Fields: []chat.Field{field}},
		"a form of a bad kind": {Type: chat.PartForm, ID: "f", Submit: "Go", Fields: []chat.Field{{Name: "n", Label: "l", Kind: "x"}}},
		"a field of no label":  {Type: chat.PartForm, ID: "f", Submit: "Go", Fields: []chat.Field{{Name: "n", Kind: "tel"}}},
	} {
		ms[name] = []chat.Part{p}
	}
	return ms
}

// A Recorder refuses what the engine refuses, by the same codes, for messages and
// for what is added to a stream.
func TestRecorderAgreesWithTheEngine(t *testing.T) {
	store := memory.New()
	defer store.Close()
	type verdict struct{ sent, closed chat.Code }
	verdicts := make(chan verdict)
	judge := func(ctx context.Context, r chat.Responder, parts []chat.Part) verdict {
		v := verdict{sent: chat.CodeOf(r.Send(ctx, parts...))}
		s, err := r.Stream(ctx)
		if err != nil {
			return verdict{"", chat.CodeOf(err)}
		}
		v.closed = chat.CodeOf(s.Close(ctx, parts...))
		return v
	}
	said := messages()
	e, err := chat.New(chat.Options{Store: store, Limits: chat.Limits{Rate: 1e6, Burst: 1e6}, Bot: botFunc(
		func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
			verdicts <- judge(ctx, r, said[turn.Text])
			return nil
		},
	)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	session := chat.Session{ID: "s", Participant: visitor}
	for name, parts := range said {
		if _, err := e.Do(t.Context(), session, chat.Send{Key: name, Parts: []chat.Part{chat.Text(name)}}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got verdict
		rec := &Recorder{}
		if err := rec.Ask(t.Context(), botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			got = judge(ctx, r, parts)
			return nil
		}), Says(name)); err != nil {
			t.Fatal(err)
		}
		if want := <-verdicts; got != want {
			t.Errorf("%s: the Recorder says %q, the engine %q", name, got, want)
		}
	}
}

// As in the engine, a turn has at most so many messages.
func TestRecorderCountsMessages(t *testing.T) {
	var rec Recorder
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

package dialogflow

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
)

// texts is a response of some texts.
func texts(texts ...string) fake.Response {
	var r fake.Response
	for _, text := range texts {
		r.Messages = append(r.Messages, fake.Text(text))
	}
	return r
}

// A partial response is said when it comes, not when all is there.
func TestPartialResponses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s fake.Server
		final := texts("found")
		final.Handoff = true
		s.Then(fake.Pace(14*time.Second, texts("searching"), texts("still searching"), final))
		start := time.Now()
		var at []time.Duration
		rec := &bottest.Recorder{Hook: func(context.Context, bottest.Op) error {
			at = append(at, time.Since(start))
			return nil
		}}
		err := rec.Ask(t.Context(), serve(t, &s, cxAgent, WithStreaming(15*time.Second)), bottest.Says("hello"))
		if err != nil || !slices.Equal(rec.Texts(), []string{"searching", "still searching", "found"}) {
			t.Errorf("%v: %q", err, rec.Texts())
		}
		if want := []time.Duration{0, 14 * time.Second, 28 * time.Second, 28 * time.Second}; !slices.Equal(at, want) {
			t.Errorf("said at %v, want %v", at, want)
		}
		if _, handed := rec.HandedOff(); !handed || !s.Questions()[0].Streaming {
			t.Error("no handoff, or no stream")
		}
	})
}

// A stream has no more time in all than another answer, however often something comes.
func TestSlowStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s fake.Server
		s.Then(fake.Pace(12*time.Second, texts("a"), texts("b"), texts("c"), texts("d")))
		start := time.Now()
		rec, err := ask(t, serve(t, &s, cxAgent, WithStreaming(15*time.Second)), bottest.Says("hello"))
		if !sameKind(err, bot.TimedOut) || !slices.Equal(rec.Texts(), []string{"a", "b", "c"}) || time.Since(start) != 30*time.Second {
			t.Errorf("%v after %v: %q", err, time.Since(start), rec.Texts())
		}
	})
}

// The time in which the engine stores a message counts neither as a pause nor in all.
func TestSlowStoreIsNoPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s fake.Server
		s.Then(fake.Pace(14*time.Second, texts("a"), texts("b")))
		rec := &bottest.Recorder{Hook: func(context.Context, bottest.Op) error {
			time.Sleep(35 * time.Second)
			return nil
		}}
		err := rec.Ask(t.Context(), serve(t, &s, cxAgent, WithStreaming(15*time.Second)), bottest.Says("hello"))
		if err != nil || !slices.Equal(rec.Texts(), []string{"a", "b"}) {
			t.Errorf("%v: %q", err, rec.Texts())
		}
	})
}

// A final response may repeat what the partial ones said, or not; nothing is said
// twice, and nothing is lost.
func TestFinalRepeatsPartial(t *testing.T) {
	for name, c := range map[string]struct {
		responses []fake.Response
		want      string
	}{
		"it does not":       {[]fake.Response{texts("a"), texts("b"), texts("c")}, "a b c"},
		"it does":           {[]fake.Response{texts("a"), texts("b"), texts("a", "b", "c")}, "a b c"},
		"each does":         {[]fake.Response{texts("a"), texts("a", "b"), texts("a", "b", "c")}, "a b c"},
		"it adds nothing":   {[]fake.Response{texts("a"), texts("a")}, "a"},
		"it is empty":       {[]fake.Response{texts("a"), texts()}, "a"},
		"it begins alike":   {[]fake.Response{texts("a", "b"), texts("a", "c")}, "a b a c"},
		"without a partial": {[]fake.Response{texts("a", "a")}, "a a"},
	} {
		var s fake.Server
		s.Then(fake.Answer(c.responses...))
		rec, err := ask(t, serve(t, &s, cxAgent, WithStreaming(15*time.Second)), bottest.Says("hello"))
		if got := strings.Join(rec.Texts(), " "); err != nil || got != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A stream that ends too early, or in an error, keeps what was said, and the turn
// fails: the visitor sees that there should be more.
func TestBrokenStreams(t *testing.T) {
	whole := fake.Encode(texts("a"), texts("canary"))
	first, _, _ := strings.Cut(whole, ",\r\n")
	for name, c := range map[string]struct {
		b    fake.Behavior
		kind func(error) error
		took time.Duration
	}{
		"cut behind a response":     {fake.Truncate(whole, len(first)), bot.BadReply, 0},
		"cut within a response":     {fake.Truncate(whole, len(first)+20), bot.BadReply, 0},
		"ended behind a response":   {fake.Body("application/json", first), bot.BadReply, 0},
		"ended before the last":     {fake.Body("application/json", first+"]"), bot.BadReply, 0},
		"without its end":           {fake.Body("application/json", strings.TrimSuffix(whole, "]")), bot.BadReply, 0},
		"stalled":                   {fake.Stall(first), bot.TimedOut, 15 * time.Second},
		"not JSON any more":         {fake.Body("application/json", first+`,{"canary}]`), bot.BadReply, 0},
		"not a response any more":   {fake.Body("application/json", first+`,"canary"]`), bot.BadReply, 0},
		"an error":                  {fake.Body("application/json", first+`,{"error":{"code":503,"status":"UNAVAILABLE","message":"canary"}}]`), bot.Failed, 0},
		"429, for what is begun":    {fake.Body("application/json", first+`,{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]`), bot.Failed, 0},
		"more than the cap":         {fake.Answer(texts("a"), texts(strings.Repeat("a", maxBody))), bot.BadReply, 0},
		"a list where none belongs": {fake.Body("application/json", first+`,[]]`), bot.BadReply, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			var s fake.Server
			s.Then(c.b)
			start := time.Now()
			rec, err := ask(t, serve(t, &s, cxAgent, WithStreaming(15*time.Second)), bottest.Says("hello"))
			said := rec.Texts()
			if name == "without its end" {
				said = said[:1]
			}
			if !sameKind(err, c.kind) || !slices.Equal(said, []string{"a"}) || time.Since(start) != c.took || len(s.Questions()) != 1 {
				t.Errorf("%s: %v after %q and %v", name, err, rec.Texts(), time.Since(start))
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: the body is in %v", name, err)
			}
		})
	}
}

// A refusal in the middle of a stream ends it: the rest is not read.
func TestRefusalEndsTheStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s fake.Server
		s.Then(fake.Pace(20*time.Second, texts("a"), texts("b")))
		start := time.Now()
		rec := &bottest.Recorder{Hook: func(context.Context, bottest.Op) error { return context.Canceled }}
		err := rec.Ask(t.Context(), serve(t, &s, cxAgent, WithStreaming(15*time.Second)), bottest.Says("hello"))
		if err == nil || time.Since(start) > 0 || len(rec.Ops()) != 1 {
			t.Errorf("%v after %v and %v", err, time.Since(start), rec.Ops())
		}
	})
}

// ES has no stream: it is asked as ever. CX that is not streamed answers at once.
func TestWithoutStreaming(t *testing.T) {
	for _, b := range []func(*fake.Server) *Bot{
		func(s *fake.Server) *Bot { return serve(t, s, esAgent, WithStreaming(15*time.Second)) },
		func(s *fake.Server) *Bot { return serve(t, s, cxAgent) },
	} {
		var s fake.Server
		s.Then(fake.Answer(texts("a"), texts("b")))
		rec, err := ask(t, b(&s), bottest.Says("hello"))
		if err != nil || !slices.Equal(rec.Texts(), []string{"a", "b"}) || s.Questions()[0].Streaming {
			t.Errorf("%v: %q", err, rec.Texts())
		}
	}
}

package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// script is a Provider that answers as it is told, one step for each question.
type script struct {
	mu    sync.Mutex // guards what follows
	steps []step
	asked []Query
}

type step func(ctx context.Context, say func(string) error) (Answer, error)

func (s *script) Complete(ctx context.Context, q Query, say func(string) error) (Answer, error) {
	s.mu.Lock()
	q.Messages = slices.Clone(q.Messages)
	s.asked = append(s.asked, q)
	next := says("ok")
	if len(s.steps) > 0 {
		next, s.steps = s.steps[0], s.steps[1:]
	}
	s.mu.Unlock()
	return next(ctx, say)
}

// says answers with pieces of text.
func says(pieces ...string) step { return ends(Complete, pieces...) }

// ends says pieces and ends in some way.
func ends(end End, pieces ...string) step {
	return func(_ context.Context, say func(string) error) (Answer, error) {
		for _, p := range pieces {
			if err := say(p); err != nil {
				return Answer{}, err
			}
		}
		return Answer{End: end, Message: Message{Role: Assistant, Text: strings.Join(pieces, "")}}, nil
	}
}

// uses says text and calls tools.
func uses(text string, calls ...Call) step {
	return func(_ context.Context, say func(string) error) (Answer, error) {
		err := say(text)
		return Answer{Message: Message{Role: Assistant, Text: text, Calls: calls}}, err
	}
}

// fails says text and then fails.
func fails(err error, text string) step {
	return func(_ context.Context, say func(string) error) (Answer, error) {
		_ = say(text)
		return Answer{}, err
	}
}

// calls returns a call.
func calls(id, name, args string) Call { return Call{ID: id, Name: name, Args: json.RawMessage(args)} }

func newBot(s *script, opts ...Option) *Bot {
	return New(s, NewSettings(append([]Option{WithLogger(slog.New(slog.DiscardHandler))}, opts...)...))
}

// ask lets b answer one turn, recorded.
func ask(t testing.TB, b chat.Bot, turn chat.Turn) (*bottest.Recorder, error) {
	t.Helper()
	rec := &bottest.Recorder{}
	err := rec.Ask(t.Context(), b, turn)
	if faults := rec.Faults(); len(faults) > 0 {
		t.Errorf("faults: %q", faults)
	}
	return rec, err
}

type city struct {
	City string `json:"city"`
}

// weather is a tool that knows the weather of every city.
var weather = Tool("weather", "Tells the weather.", func(_ context.Context, c city) (string, error) { return "rain in " + c.City, nil })

// The contract of every bot.
func TestContract(t *testing.T) {
	bottest.Run(t, bottest.Adapter{
		Bot: func(testing.TB) chat.Bot { return newBot(&script{}, WithTools(weather)) },
		Hanging: func(_ testing.TB, asked func()) chat.Bot {
			return newBot(&script{steps: []step{func(ctx context.Context, _ func(string) error) (Answer, error) {
				asked()
				<-ctx.Done()
				return Answer{}, ctx.Err()
			}}})
		},
		Failing: map[string]func(testing.TB, string) chat.Bot{
			"a tool": func(_ testing.TB, secret string) chat.Bot {
				tool := Tool("t", "", func(context.Context, struct{}) (string, error) { return "", errors.New(secret) })
				return newBot(&script{steps: []step{uses("", calls("1", "t", "{}")), fails(bot.Failed(errors.New(secret)), "")}}, WithTools(tool))
			},
			"an option": func(_ testing.TB, secret string) chat.Bot {
				return newBot(&script{}, WithField(secret, func() {}))
			},
		},
	})
}

// Tools of one round run at once; the model gets their results in the order of its calls, and goes
// on in the same message.
func TestTools(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := Tool("slow", "", func(ctx context.Context, c city) (string, error) {
			time.Sleep(time.Duration(len(c.City)) * time.Second)
			turn, ok := TurnOf(ctx)
			return c.City + " for " + turn.Visitor.ID, map[bool]error{false: errors.New("no turn")}[ok]
		})
		s := &script{steps: []step{
			uses("Let me see.", calls("1", "slow", `{"city":"Rome"}`), calls("2", "slow", `{"city":"Ur"}`)),
			uses(" And", calls("3", "slow", `{"city":"Bonn"}`)),
			says("  It rains.", "\n"),
		}}
		start := time.Now()
		rec, err := ask(t, newBot(s, WithTools(slow)), bottest.Says("weather?"))
		if took := time.Since(start); err != nil || took != 8*time.Second {
			t.Errorf("got %v after %v", err, took)
		}
		if want := []string{"Let me see.\n\nAnd\n\nIt rains.\n"}; !slices.Equal(rec.Texts(), want) {
			t.Errorf("said %q", rec.Texts())
		}
		results := s.asked[1].Messages[2].Results
		if want := []Result{{"1", "slow", "Rome for visitor-1", false}, {"2", "slow", "Ur for visitor-1", false}}; !slices.Equal(results, want) {
			t.Errorf("results %+v", results)
		}
		if len(s.asked[2].Messages) != 5 || s.asked[2].Messages[3].Calls[0].ID != "3" {
			t.Errorf("the third question is %+v", s.asked[2].Messages)
		}
	})
}

// What goes wrong with a tool is told to the model, without what is not meant for it, and the turn goes on.
func TestToolFailures(t *testing.T) {
	tools := WithTools(weather,
		Tool("public", "", func(context.Context, struct{}) (string, error) {
			return "", fmt.Errorf("query: %w", &chat.Error{Code: chat.CodeForbidden, Message: "Not your order.", Err: errors.New("secret")})
		}),
		Tool("private", "", func(context.Context, struct{}) (string, error) { return "", errors.New("secret") }),
		Tool("panics", "", func(context.Context, struct{}) (string, error) { panic("secret") }),
		Tool("long", "", func(context.Context, struct{}) (string, error) { return strings.Repeat("ä", maxResult), nil }),
	)
	for name, c := range map[string]struct {
		call   Call
		want   string
		failed bool
	}{
		"works":             {calls("1", "weather", `{"city":"Ur"}`), "rain in Ur", false},
		"a public error":    {calls("1", "public", `{}`), "Not your order.", true},
		"a private error":   {calls("1", "private", `{}`), "The tool failed.", true},
		"a panic":           {calls("1", "panics", `{}`), "The tool failed.", true},
		"unknown":           {calls("1", "nothing", `{}`), "There is no such tool.", true},
		"no handoff":        {calls("1", HandoffTool, `{}`), "There is no such tool.", true},
		"no JSON":           {calls("1", "weather", `{"city":`), "JSON object", true},
		"an array":          {calls("1", "weather", `[]`), "JSON object", true},
		"null":              {calls("1", "weather", `null`), "JSON object", true},
		"a missing field":   {calls("1", "weather", `{}`), `no "city"`, true},
		"a null field":      {calls("1", "weather", `{"city":null}`), `no "city"`, true},
		"an unknown field":  {calls("1", "weather", `{"city":"Ur","x":1}`), `unknown field "x"`, true},
		"another case":      {calls("1", "weather", `{"City":"Ur"}`), `no "city"`, true},
		"another type":      {calls("1", "weather", `{"city":7}`), "city", true},
		"huge arguments":    {calls("1", "weather", `{"city":"`+strings.Repeat("a", maxArgs)+`"}`), "65536 bytes", true},
		"a result too long": {calls("1", "long", `{}`), strings.Repeat("ä", maxResult/2), false},
	} {
		s := &script{steps: []step{uses("", c.call)}}
		if _, err := ask(t, newBot(s, tools), bottest.Says("hi")); err != nil || len(s.asked) != 2 {
			t.Errorf("%s: %v after %d questions", name, err, len(s.asked))
			continue
		}
		got := s.asked[1].Messages[2].Results[0]
		if !strings.Contains(got.Text, c.want) || got.Failed != c.failed || strings.Contains(got.Text, "secret") || len(got.Text) > maxResult {
			t.Errorf("%s: got %.200q, failed %v", name, got.Text, got.Failed)
		}
	}
}

// In the last round no tool may be called, and a model that calls one all the same gives no answer;
// neither does one that calls too many at once. The tools of an answer that broke off are not called.
func TestRounds(t *testing.T) {
	called := 0
	tool := WithTools(Tool("t", "", func(context.Context, struct{}) (string, error) { called++; return "", nil }))
	again := uses("", calls("1", "t", "{}"))
	s := &script{steps: []step{again, again, says("enough")}}
	rec, err := ask(t, newBot(s, tool, WithRounds(3), WithRounds(0)), bottest.Says("hi"))
	if err != nil || !slices.Equal(rec.Texts(), []string{"enough"}) || called != 2 {
		t.Errorf("got %v, %q after %d calls", err, rec.Texts(), called)
	}
	if s.asked[1].NoTools || !s.asked[2].NoTools || len(s.asked[2].Tools) != 1 {
		t.Errorf("the last question is %+v", s.asked[2])
	}
	called = 0
	s = &script{steps: slices.Repeat([]step{again}, 99)}
	if _, err := ask(t, newBot(s, tool), bottest.Says("hi")); !errors.Is(err, errRounds) || called != 7 || !bot.MayHaveActed(err) {
		t.Errorf("for ever: %v after %d calls", err, called)
	}
	called = 0
	s = &script{steps: []step{uses("", slices.Repeat([]Call{calls("1", "t", "{}")}, 17)...)}}
	if _, err := ask(t, newBot(s, tool), bottest.Says("hi")); chat.CodeOf(err) != chat.CodeUnavailable || called != 0 {
		t.Errorf("17 at once: %v after %d calls", err, called)
	}
	for _, end := range []End{Cut, Filtered} {
		s = &script{steps: []step{func(_ context.Context, say func(string) error) (Answer, error) {
			return Answer{End: end, Message: Message{Role: Assistant, Calls: []Call{calls("1", "t", "{}")}}}, say("So")
		}}}
		if rec, err := ask(t, newBot(s, tool), bottest.Says("hi")); err != nil || called != 0 || !rec.Messages()[0].Open {
			t.Errorf("end %v: %v after %d calls", end, err, called)
		}
	}
}

// The handoff comes after what was said and what the other tools do, once, and nothing comes after it.
func TestHandoff(t *testing.T) {
	noted := 0
	note := WithTools(Tool("note", "", func(context.Context, struct{}) (string, error) { noted++; return "", nil }))
	for name, c := range map[string]struct{ args, want string }{
		"a reason":      {`{"reason":" a refund "}`, "a refund"},
		"no reason":     {`{}`, ""},
		"not even JSON": {`{"rea`, ""},
		"a long reason": {`{"reason":"` + strings.Repeat("ä", 600) + `"}`, strings.Repeat("ä", 500)},
	} {
		noted = 0
		s := &script{steps: []step{uses("One moment.", calls("1", HandoffTool, c.args), calls("2", "note", "{}"))}}
		rec, err := ask(t, newBot(s, note, WithHandoff("When asked.")), bottest.Says("a person!"))
		reason, handed := rec.HandedOff()
		if err != nil || !handed || reason != c.want || !slices.Equal(rec.Texts(), []string{"One moment."}) || rec.Messages()[0].Open || noted != 1 || len(s.asked) != 1 {
			t.Errorf("%s: %v, handed off %v for %q, said %q, %d notes", name, err, handed, reason, rec.Texts(), noted)
		}
		if tools := s.asked[0].Tools; len(tools) != 2 || tools[1].Name != HandoffTool || !strings.Contains(tools[1].Description, "When asked.") {
			t.Errorf("tools %+v", tools)
		}
	}
}

// After words or tools an error tells that the bot may have acted, whatever the service says of its own.
func TestBlame(t *testing.T) {
	refused := bot.Unreached(errors.New("x"))
	for name, c := range map[string]struct {
		steps []step
		acted bool
	}{
		"at once":     {[]step{fails(refused, "")}, false},
		"after words": {[]step{fails(refused, "So")}, true},
		"after tools": {[]step{uses("", calls("1", "weather", `{"city":"Ur"}`)), fails(refused, "")}, true},
	} {
		if _, err := ask(t, newBot(&script{steps: c.steps}, WithTools(weather)), bottest.Says("hi")); err == nil || bot.MayHaveActed(err) != c.acted {
			t.Errorf("%s: %v, may have acted %v", name, err, bot.MayHaveActed(err))
		}
	}
}

// A tool that the model asked for is not called any more when the turn has ended meanwhile.
func TestNoToolAfterTheTurn(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	over := errors.New("a person has taken over")
	called := false
	tool := Tool("book", "", func(context.Context, struct{}) (string, error) { called = true; return "", nil })
	b := newBot(&script{steps: []step{func(ctx context.Context, say func(string) error) (Answer, error) {
		cancel(over)
		return uses("One moment.", calls("1", "book", "{}"))(ctx, say)
	}}}, WithTools(tool))
	rec := &bottest.Recorder{}
	if err := rec.Ask(ctx, b, bottest.Says("book it")); !errors.Is(err, context.Canceled) || called {
		t.Errorf("called %v, error %v", called, err)
	}
}

// Of an answer that is too long the beginning is kept, also when it comes in one piece, and when the
// message has less room than the Bot.
func TestTooLongInOnePiece(t *testing.T) {
	text := strings.Repeat("ä", 40<<10)
	rec, err := ask(t, newBot(&script{steps: []step{says(text)}}), bottest.Says("hi"))
	if m := rec.Messages(); err != nil || len(m) != 1 || !m[0].Open || m[0].Text() != text[:maxText] {
		t.Errorf("got %v, %d messages: %d bytes", err, len(m), len(strings.Join(rec.Texts(), "")))
	}
	writes := 0
	small := &bottest.Recorder{Hook: func(_ context.Context, op bottest.Op) error {
		if op == bottest.OpWrite {
			writes++
		}
		if writes > 10 {
			return &chat.Error{Code: chat.CodeTooLarge}
		}
		return nil
	}}
	err = small.Ask(t.Context(), newBot(&script{steps: []step{says(text)}}), bottest.Says("hi"))
	if m := small.Messages(); err != nil || len(m) != 1 || !m[0].Open || m[0].Text() != text[:10<<10] {
		t.Errorf("little room: %v, %d messages: %d bytes", err, len(m), len(strings.Join(small.Texts(), "")))
	}
}

// The Bot's time bounds a turn with its tools; a turn that is cancelled is not asked on.
func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := WithTools(Tool("slow", "", func(ctx context.Context, _ struct{}) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}))
		s := &script{steps: []step{uses("So", calls("1", "slow", "{}"))}}
		start := time.Now()
		rec, err := ask(t, newBot(s, slow, WithTimeout(time.Minute, 0)), bottest.Says("hi"))
		if took := time.Since(start); took != time.Minute || !bot.MayHaveActed(err) || chat.CodeOf(err) != chat.CodeUnavailable || !rec.Messages()[0].Open {
			t.Errorf("got %v after %v", err, took)
		}
		s = &script{steps: []step{uses("", calls("1", "slow", "{}"))}}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if err := (&bottest.Recorder{}).Ask(ctx, newBot(s, slow), bottest.Says("hi")); !errors.Is(err, context.Canceled) || len(s.asked) != 1 {
			t.Errorf("cancelled: %v after %d questions", err, len(s.asked))
		}
	})
}

// A bot with tools of the application may have acted, so it is not asked again; the handoff is no such tool.
func TestRepeatable(t *testing.T) {
	for name, c := range map[string]struct {
		b    *Bot
		want bool
	}{
		"alone": {newBot(&script{}), true}, "with the handoff": {newBot(&script{}, WithHandoff("ever")), true}, "with tools": {newBot(&script{}, WithTools(weather)), false},
	} {
		if got := bot.IsRepeatable(c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What an option gets wrong is told by Check and fails each turn, without a question.
func TestMistakes(t *testing.T) {
	tool := func(name string) Function {
		return Tool(name, "", func(context.Context, struct{}) (string, error) { return "", nil })
	}
	for name, opts := range map[string][]Option{
		"a field":          {WithField("f", make(chan int))},
		"a name":           {WithTools(tool("find book"))},
		"no name":          {WithTools(tool(""))},
		"two of a name":    {WithTools(tool("a"), tool("a"))},
		"the handoff's":    {WithTools(tool(HandoffTool)), WithHandoff("ever")},
		"no schema":        {WithTools(Function{Name: "a", Call: weather.Call})},
		"no function":      {WithTools(Function{Name: "a", Schema: weather.Schema})},
		"no struct":        {WithTools(Tool("a", "", func(context.Context, string) (string, error) { return "", nil }))},
		"a handoff itself": {WithTools(Function{Name: HandoffTool, Schema: weather.Schema})},
	} {
		s := &script{}
		b := newBot(s, opts...)
		_, err := ask(t, b, bottest.Says("hi"))
		if b.Check() == nil || err == nil || bot.MayHaveActed(err) || len(s.asked) > 0 {
			t.Errorf("%s: Check says %v, the turn %v", name, b.Check(), err)
		}
	}
	if err := newBot(&script{}, WithTools(weather), WithHandoff("ever")).Check(); err != nil {
		t.Errorf("good ones: %v", err)
	}
}

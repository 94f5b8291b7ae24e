package bottest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/bot/rasa"
	"github.com/chatmount/chatmount/chat"
)

// service is one whose bot passes: package rasa asks it by streams.
func service() Service {
	const kind = "text/event-stream"
	line := func(text string) string { return fmt.Sprintf("{\"text\":%q}\n", text) }
	say := func(pause time.Duration, texts ...string) http.HandlerFunc {
		var lines []string
		for _, text := range texts {
			lines = append(lines, line(text))
		}
		return behavior.Stream(kind, pause, lines...)
	}
	return Service{
		Bot: func(_ testing.TB, rt http.RoundTripper) chat.Bot {
			return rasa.New("http://rasa", rasa.WithTransport(rt), rasa.WithLogger(slog.New(slog.DiscardHandler)),
				rasa.WithTimeout(time.Minute), rasa.WithStreaming(15*time.Second))
		},
		Answer:  func(text string) http.HandlerFunc { return say(0, text) },
		Timeout: time.Minute,
		Silence: behavior.Body(kind, ""),
		Flood:   func(n int) http.HandlerFunc { return say(0, strings.Split(strings.Repeat("x", n), "")...) },
		Stream: &Streaming{
			Idle:  15 * time.Second,
			Say:   say,
			Stall: func(text string) http.HandlerFunc { return behavior.Stall(kind, line(text)) },
			Cut:   func(text string) http.HandlerFunc { return behavior.Break(kind, line(text)) },
			Line:  behavior.Endless(kind, `{"text":"`),
		},
	}
}

// around has something between the bot and its engine.
func around(reply func(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error) Service {
	s := service()
	inner := s.Bot
	s.Bot = func(t testing.TB, rt http.RoundTripper) chat.Bot {
		next := inner(t, rt)
		return botFunc(func(ctx context.Context, t chat.Turn, r chat.Responder) error { return reply(next, ctx, t, r) })
	}
	return s
}

// before has something between the bot and its service.
func before(trip func(next http.RoundTripper, r *http.Request) (*http.Response, error)) Service {
	s := service()
	inner := s.Bot
	s.Bot = func(t testing.TB, rt http.RoundTripper) chat.Bot {
		return inner(t, tripper(func(r *http.Request) (*http.Response, error) { return trip(rt, r) }))
	}
	return s
}

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// asksAgain asks once more whatever the failure.
func asksAgain(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	if err := next.Reply(ctx, t, r); err == nil {
		return nil
	}
	return next.Reply(ctx, t, r)
}

// sorry says what went wrong by itself, with the error.
func sorry(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	err := next.Reply(ctx, t, r)
	if err != nil {
		_ = r.Send(context.WithoutCancel(ctx), chat.Text("sorry: "+err.Error()))
	}
	return err
}

// status answers another status than the service.
func status(from, to int) Service {
	return before(func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil && resp.StatusCode == from {
			resp.StatusCode = to
		}
		return resp, err
	})
}

// The bot of package rasa passes, and for each row there is a way to break it that is
// noticed.
func TestFailures(t *testing.T) {
	RunFailures(t, service())
	silent := botFunc(func(context.Context, chat.Turn, chat.Responder) error { return nil })
	for row, broken := range map[string]Service{
		"no answer in time is one failure":                               around(asksAgain),
		"a failed dial is repeated twice at most":                        before(vague),
		"a refusal for now is repeated when it says, or after 1, 2, 4 s": status(429, 500),
		"a refusal for longer than there is time ends the turn":          before(hasty),
		"a failure of the server is not repeated":                        status(500, 429),
		"a connection that breaks is not repeated":                       around(asksAgain),
		"silence is no failure of the program":                           around(complains),
		"a malformed answer is not shown":                                before(swallows),
		"a huge body is read to the cap":                                 before(greedy),
		"a flood of messages is cut":                                     around(func(_ chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error { return silent(ctx, t, r) }),
		"a slow stream may take its time":                                around(hurried),
		"a stream that stalls keeps its text and is marked":              around(hidden),
		"a stream that breaks off keeps its text and is marked":          around(asksAgain),
		"a cancelled turn says nothing":                                  around(sorry),
		"a message that is delivered twice is asked once":                around(twice),
		"a crash before the question asks it again":                      around(twice),
		"a crash after the question does not ask it again":               around(chatty),
		"a person who takes over silences the bot":                       around(deaf),
		"a panic ends the turn, not the server":                          around(calm),
	} {
		t.Run("broken/"+row, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := &verdict{TB: t}
				for _, f := range failures {
					if f.name == row {
						f.check(v, broken)
						v.finish()
					}
				}
				if len(v.errors) == 0 {
					t.Error("the suite did not notice")
				}
			})
		})
	}
	if len(failures) != 19 {
		t.Errorf("there are %d rows: break the new one, too", len(failures))
	}
}

// vague does not say that it was the dial, by its error or by its trace.
func vague(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(r.Clone(context.Background()))
	var op *net.OpError
	if errors.As(err, &op) {
		err = errors.New("something failed")
	}
	return resp, err
}

// hasty does not wait as long as it is asked to.
func hasty(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err == nil {
		resp.Header.Set("Retry-After", "1")
	}
	return resp, err
}

// complains takes silence for a failure without a code.
func complains(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	w := &Recorder{}
	if err := w.Ask(ctx, next, t); err != nil || len(w.Messages()) > 0 {
		return err
	}
	return errors.New("nothing")
}

// swallows makes an answer of whatever comes.
func swallows(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(strings.NewReader(fmt.Sprintf("{\"text\":%q}\n", body)))
	return resp, nil
}

// greedy reads more than it needs.
func greedy(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	rest := resp.Body
	resp.Body = struct {
		io.Reader
		io.Closer
	}{bytes.NewReader(body), rest}
	return resp, nil
}

// hurried has less time than its stream.
func hurried(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	return bot.Timeout(20*time.Second, 0)(next).Reply(ctx, t, r)
}

// hidden takes a failure for an answer.
func hidden(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	_ = next.Reply(ctx, t, r)
	return nil
}

// twice asks twice.
func twice(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	return errors.Join(next.Reply(ctx, t, r), next.Reply(ctx, t, r))
}

// chatty says something first.
func chatty(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	return errors.Join(r.Send(ctx, chat.Text("Let me see.")), next.Reply(ctx, t, r))
}

// deaf does not hear that its turn is over.
func deaf(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) error {
	return next.Reply(context.WithoutCancel(ctx), t, r)
}

// calm hides a panic.
func calm(next chat.Bot, ctx context.Context, t chat.Turn, r chat.Responder) (err error) {
	defer func() {
		if recover() != nil {
			err = nil
		}
	}()
	return next.Reply(ctx, t, r)
}

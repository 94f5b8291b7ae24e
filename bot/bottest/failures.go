package bottest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

// RunFailures tests what a bot that asks a service makes of the ways in which
// services, networks, processes and bots fail: one case for each row of the table in
// docs/bots.md. Every case runs in a bubble of testing/synctest, the later ones with an
// Engine.
func RunFailures(t *testing.T, s Service) {
	for _, row := range failures {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { row.check(t, s) })
		})
	}
}

// failures are the rows of the table.
var failures = []struct {
	name  string
	check func(testing.TB, Service)
}{
	{"no answer in time is one failure", checkTimeout},
	{"a failed dial is repeated twice at most", checkDial},
	{"a refusal for now is repeated when it says, or after 1, 2, 4 s", checkBusy},
	{"a refusal for longer than there is time ends the turn", checkBusyForLong},
	{"a failure of the server is not repeated", checkServerFailure},
	{"a connection that breaks is not repeated", checkBroken},
	{"silence is no failure of the program", checkSilence},
	{"a malformed answer is not shown", checkMalformed},
	{"a huge body is read to the cap", checkHuge},
	{"a flood of messages is cut", checkFlood},
	{"a slow stream may take its time", checkSlowStream},
	{"a stream that stalls keeps its text and is marked", checkStall},
	{"a stream that breaks off keeps its text and is marked", checkCut},
	{"a cancelled turn says nothing", checkCancelledAsking},
	{"a message that is delivered twice is asked once", checkDuplicate},
	{"a crash before the question asks it again", checkCrashBefore},
	{"a crash after the question does not ask it again", checkCrashAfter},
	{"a person who takes over silences the bot", checkTakeover},
	{"a panic ends the turn, not the server", checkPanic},
}

// outcome is what a case expects of a turn.
type outcome struct {
	acted  bool      // the error says that the service may have acted
	code   chat.Code // of the error; empty: none
	said   string    // by the bot in all
	asked  int
	dialed int // 0: no matter
	least  time.Duration
	most   time.Duration
}

// hear asks a bot and waits for as long as it takes: time is virtual.
func hear(t testing.TB, b chat.Bot) (*Recorder, error) {
	t.Helper()
	rec := &Recorder{}
	err := ask(context.Background(), t, b, Says("hello"), rec).wait(t, time.Hour)
	return rec, err
}

// canary stands in what services send and visitors must not read.
const canary = "canary-4711"

// judge asks a bot one question and compares.
func (want outcome) judge(t testing.TB, what string, d *desk, b chat.Bot) {
	t.Helper()
	start := time.Now()
	rec, err := hear(t, b)
	took := time.Since(start)
	if code := chat.CodeOf(err); code != want.code || err != nil && bot.MayHaveActed(err) != want.acted {
		t.Errorf("%s: Reply returned %v, may have acted %v; want code %q, %v", what, err, bot.MayHaveActed(err), want.code, want.acted)
	}
	checkError(t, what+":", err)
	if said := strings.Join(rec.Texts(), ""); said != want.said {
		t.Errorf("%s: the visitor reads %.80q, want %q", what, said, want.said)
	}
	if err != nil && strings.Contains(err.Error(), canary) {
		t.Errorf("%s: what the service sent is in the error: %v", what, err)
	}
	if asked := d.questions(); asked != want.asked {
		t.Errorf("%s: the service was asked %d times, want %d", what, asked, want.asked)
	}
	if want.dialed > 0 && d.dials != want.dialed {
		t.Errorf("%s: it was dialed %d times, want %d", what, d.dials, want.dialed)
	}
	if most := max(want.most, want.least); took < want.least || took > most {
		t.Errorf("%s: it took %v, want %v to %v", what, took, want.least, most)
	}
}

func checkTimeout(t testing.TB, s Service) {
	d, b := s.open(t, behavior.Hang)
	outcome{acted: true, code: chat.CodeUnavailable, asked: 1, least: s.Timeout}.judge(t, "a hang", d, b)
}

func checkDial(t testing.TB, s Service) {
	d, b := s.open(t)
	d.fail = 2
	outcome{said: "ok", asked: 1, dialed: 3, least: time.Millisecond, most: 10 * time.Second}.judge(t, "two failed dials", d, b)
	d, b = s.open(t)
	d.fail = 99
	outcome{code: chat.CodeUnavailable, dialed: 3, least: time.Millisecond, most: 10 * time.Second}.judge(t, "failed dials", d, b)
}

func checkBusy(t testing.TB, s Service) {
	d, b := s.open(t, behavior.Status(http.StatusTooManyRequests, canary, "Retry-After", "7"))
	outcome{said: "ok", asked: 2, least: 7 * time.Second}.judge(t, "Retry-After", d, b)
	d, b = s.open(t, slices.Repeat([]http.HandlerFunc{behavior.Status(http.StatusTooManyRequests, canary)}, 3)...)
	outcome{said: "ok", asked: 4, least: 5 * time.Second, most: 9 * time.Second}.judge(t, "no Retry-After", d, b)
}

func checkBusyForLong(t testing.TB, s Service) {
	d, b := s.open(t, behavior.Status(http.StatusTooManyRequests, canary, "Retry-After", "86400"))
	outcome{code: chat.CodeRateLimited, asked: 1, most: s.Timeout}.judge(t, "Retry-After", d, b)
}

func checkServerFailure(t testing.TB, s Service) {
	for _, next := range []http.HandlerFunc{
		behavior.Status(http.StatusInternalServerError, canary),
		behavior.Status(http.StatusBadGateway, "<html>"+canary),
		behavior.Status(http.StatusServiceUnavailable, canary, "Retry-After", "1"),
	} {
		d, b := s.open(t, next)
		outcome{acted: true, code: chat.CodeUnavailable, asked: 1}.judge(t, "5xx", d, b)
	}
}

func checkBroken(t testing.TB, s Service) {
	d, b := s.open(t, behavior.Drop)
	outcome{acted: true, code: chat.CodeUnavailable, asked: 1}.judge(t, "a closed connection", d, b)
	d, b = s.open(t, behavior.Truncate("application/json", `[{"text":"`+canary+`"}]`, 20))
	outcome{acted: true, code: chat.CodeUnavailable, asked: 1}.judge(t, "a truncated body", d, b)
}

// checkSilence: a service with nothing to say may mean that, or have failed: the bot
// is silent, or has an answer of its own, or fails as for an unreadable answer.
func checkSilence(t testing.TB, s Service) {
	if s.Silence == nil {
		return
	}
	d, b := s.open(t, s.Silence)
	rec, err := hear(t, b)
	checkError(t, "silence:", err)
	if err != nil && (len(rec.Messages()) > 0 || !bot.MayHaveActed(err)) || d.questions() != 1 {
		t.Errorf("silence: %v after %q and %d questions", err, rec.Texts(), d.questions())
	}
}

func checkMalformed(t testing.TB, s Service) {
	for what, next := range map[string]http.HandlerFunc{
		"an HTML page":         behavior.Body("text/html", "<html>"+canary),
		"HTML said to be JSON": behavior.Body("application/json", "<html>"+canary),
		"half a value":         behavior.Body("application/json", `{"text":"`+canary),
		"another value":        behavior.Body("application/json", `"`+canary+`"`),
	} {
		d, b := s.open(t, next)
		outcome{acted: true, code: chat.CodeUnavailable, asked: 1}.judge(t, what, d, b)
	}
}

// checkHuge: of a body without an end at most a MiB is read, of a line a quarter.
func checkHuge(t testing.TB, s Service) {
	bodies := map[string]http.HandlerFunc{"a body": behavior.Endless("application/json", strings.Repeat(" ", 16<<10))}
	if s.Stream != nil && s.Stream.Line != nil {
		bodies["a line"] = s.Stream.Line
	}
	for what, next := range bodies {
		written := &counter{}
		d, b := s.open(t, written.of(next))
		outcome{acted: true, code: chat.CodeUnavailable, asked: 1}.judge(t, what+" without an end", d, b)
		synctest.Wait()
		if n := written.total(); n > 2<<20 {
			t.Errorf("%s without an end was read for %d bytes", what, n)
		}
	}
}

// checkFlood: the bot does not say more than a turn may have, and what it says is
// the first of it.
func checkFlood(t testing.TB, s Service) {
	if s.Flood == nil {
		return
	}
	d, b := s.open(t, s.Flood(3*chat.DefaultLimits().TurnMessages))
	rec, err := hear(t, b)
	checkError(t, "a flood:", err)
	if n := len(rec.Messages()); n == 0 || n > chat.DefaultLimits().TurnMessages || d.questions() != 1 {
		t.Errorf("a flood: %d messages after %d questions: %v", n, d.questions(), err)
	}
}

func checkSlowStream(t testing.TB, s Service) {
	if s.Stream == nil {
		return
	}
	pause := s.Stream.Idle - time.Second
	texts := slices.Repeat([]string{"so "}, int((s.Timeout-time.Second)/pause)-1)
	d, b := s.open(t, s.Stream.Say(pause, append(texts, "on")...))
	rec, err := hear(t, b)
	if got := strings.Join(rec.Texts(), ""); err != nil || strings.ReplaceAll(got, " ", "") != strings.Repeat("so", len(texts))+"on" || d.questions() != 1 {
		t.Errorf("a slow stream: %v, the visitor reads %q", err, got)
	}
}

func checkStall(t testing.TB, s Service) {
	if s.Stream == nil {
		return
	}
	d, b := s.open(t, s.Stream.Stall("half"))
	outcome{acted: true, code: chat.CodeUnavailable, said: "half", asked: 1, least: s.Stream.Idle, most: s.Stream.Idle + time.Second}.judge(t, "a stall", d, b)
}

func checkCut(t testing.TB, s Service) {
	if s.Stream == nil {
		return
	}
	d, b := s.open(t, s.Stream.Cut("half"))
	outcome{acted: true, code: chat.CodeUnavailable, said: "half", asked: 1}.judge(t, "a broken connection", d, b)
	if s.Stream.Unended != nil {
		d, b = s.open(t, s.Stream.Unended("half"))
		outcome{acted: true, code: chat.CodeUnavailable, said: "half", asked: 1}.judge(t, "an end without its mark", d, b)
	}
}

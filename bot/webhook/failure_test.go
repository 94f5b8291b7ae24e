package webhook

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

const canary = "canary-4711 is secret"

// The failure table of the package comment: what each way to fail makes of the turn, how
// often the service is asked, and how long it takes in virtual time.
func TestFailureTable(t *testing.T) {
	do := func(next ...http.HandlerFunc) []http.HandlerFunc { return next }
	ok := answers(map[string]any{"text": "ok"})
	line := `{"delta":"So"}` + "\n"
	many := slices.Repeat([]string{`{"text":"a"}`}, 60)
	const second = time.Second
	for name, c := range map[string]struct {
		behave []http.HandlerFunc
		kind   func(error) error // nil: no error
		said   string
		open   bool // truncated
		asked  int
		took   time.Duration
	}{
		"an answer":                      {do(ok), nil, "ok", false, 1, 0},
		"a slow answer":                  {do(behavior.After(29*second, ok)), nil, "ok", false, 1, 29 * second},
		"no answer in time":              {do(behavior.Hang), bot.TimedOut, "", false, 1, 30 * second},
		"a stream that stalls":           {do(behavior.Stall(ndjson, line)), bot.TimedOut, "So", true, 1, 15 * second},
		"a stream over the time":         {do(behavior.Stream(ndjson, 14*second, line, line, line)), bot.TimedOut, "SoSo", true, 1, 30 * second},
		"a body that stalls":             {do(behavior.Stall("application/json", `{"text":"`+canary)), bot.TimedOut, "", false, 1, 15 * second},
		"a stream that breaks":           {do(behavior.Break(ndjson, line)), bot.Failed, "So", true, 1, 0},
		"a stream that breaks in a line": {do(behavior.Break(ndjson, line+`{"delta":"`+canary)), bot.Failed, "So", true, 1, 0},
		"a stream without its end":       {do(behavior.Body(ndjson, line)), bot.Failed, "So", true, 1, 0},
		"a stream that ends in a line":   {do(behavior.Body(ndjson, line+`{"delta":"x`)), bot.Failed, "So", true, 1, 0},
		"an empty stream":                {do(behavior.Body(ndjson, "")), bot.Failed, "", false, 1, 0},
		"an odd line":                    {do(behavior.Body(ndjson, line+canary+"\n")), bot.BadReply, "So", true, 1, 0},
		"a number of a line":             {do(behavior.Body(ndjson, "7\n")), bot.BadReply, "", false, 1, 0},
		"an array":                       {do(behavior.Body("application/json", `["`+canary+`"]`)), bot.BadReply, "", false, 1, 0},
		"null":                           {do(behavior.Body("application/json", "null")), bot.BadReply, "", false, 1, 0},
		"an empty body":                  {do(behavior.Body("application/json", "")), bot.BadReply, "", false, 1, 0},
		"an HTML page":                   {do(behavior.Body("text/html", "<p>"+canary)), bot.BadReply, "", false, 1, 0},
		"other types":                    {do(behavior.Body("application/json", `{"text":["`+canary+`"]}`)), bot.BadReply, "", false, 1, 0},
		"only what is refused":           {do(behavior.Body("application/json", `{"parts":[{"type":"image","url":"javascript:x"}]}`)), bot.BadReply, "", false, 1, 0},
		"over 50 messages":               {do(streams(many...)), bot.BadReply, strings.Repeat("a|", 49) + "a", false, 1, 0},
		"a message without an end":       {do(behavior.Endless(ndjson, `{"delta":"`+strings.Repeat(" ", 8<<10)+"\"}\n")), bot.BadReply, strings.Repeat(" ", 1<<20-1<<13), true, 1, 0},
		"an endless line":                {do(behavior.Endless(ndjson, strings.Repeat("a", 64<<10))), bot.BadReply, "", false, 1, 0},
		"an endless body":                {do(behavior.Endless("application/json", strings.Repeat(" ", 64<<10))), bot.BadReply, "", false, 1, 0},
		"endless signs of life":          {do(behavior.Endless(ndjson, `{"typing":true}`+strings.Repeat(" ", 8<<10)+"\n")), bot.BadReply, "", false, 1, 0},
		"a body that breaks":             {do(behavior.Truncate("application/json", `{"text":"`+canary+`"}`, 15)), bot.Failed, "", false, 1, 0},
		"a closed connection":            {do(behavior.Drop), bot.Failed, "", false, 1, 0},
		"a redirect":                     {do(behavior.Status(307, canary, "Location", "/chat")), bot.Unreached, "", false, 1, 0},
		"a redirect elsewhere":           {do(behavior.Status(302, canary, "Location", "http://other/")), bot.Unreached, "", false, 1, 0},
		"400":                            {do(behavior.Status(400, canary)), bot.Unreached, "", false, 1, 0},
		"500":                            {do(behavior.Status(500, canary)), bot.Failed, "", false, 1, 0},
		"429, then an answer":            {do(behavior.Status(429, "", "Retry-After", "7"), ok), nil, "ok", false, 2, 7 * second},
		"429 for longer than there is":   {do(behavior.Status(429, canary, "Retry-After", "31")), busyKind, "", false, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := then(c.behave...)
				b := serve(t, s)
				start := time.Now()
				rec, err := ask(t, b, bottest.Says("hello"))
				if took := time.Since(start); took != c.took {
					t.Errorf("it took %v, want %v", took, c.took)
				}
				if !sameKind(err, c.kind) {
					t.Errorf("got %v, may have acted %v", err, bot.MayHaveActed(err))
				}
				if got := strings.Join(rec.Texts(), "|"); strings.TrimSpace(got) != strings.TrimSpace(c.said) || len(rec.Messages()) > 0 && rec.Messages()[0].Open != c.open {
					t.Errorf("the visitor reads %.80q in %d messages", got, len(rec.Messages()))
				}
				if asked := len(s.asked()); asked != c.asked {
					t.Errorf("the service was asked %d times, want %d", asked, c.asked)
				}
				if err != nil && strings.Contains(err.Error(), canary) {
					t.Errorf("the body is in the error: %v", err)
				}
			})
		})
	}
}

// busyKind makes an error of the kind of Busy.
func busyKind(cause error) error { return bot.Busy(0, cause) }

// sameKind reports whether err tells the visitor and MayHaveActed what an error
// made by kind does; a nil kind stands for no error.
func sameKind(err error, kind func(error) error) bool {
	if kind == nil || err == nil {
		return kind == nil && err == nil
	}
	want := kind(nil)
	var got, public *chat.Error
	return errors.As(err, &got) && errors.As(want, &public) && got.Code == public.Code && got.Message == public.Message &&
		bot.MayHaveActed(err) == bot.MayHaveActed(want)
}

// A service that knows another secret refuses, and what cannot be used is told by Check before.
func TestUnusable(t *testing.T) {
	b := New("http://service", "another secret", WithTransport(bottest.Serve(t, then())))
	if _, err := ask(t, b, bottest.Says("hi")); !sameKind(err, bot.Unreached) || !strings.Contains(err.Error(), "401") {
		t.Errorf("another secret: %v", err)
	}
	for name, b := range map[string]*Bot{
		"no URL": New("", secret), "another scheme": New("ftp://service", secret), "a password": New("http://a:"+canary+"@service", secret),
		"a query": New("http://service?key="+canary, secret), "no secret": New("http://service", ""),
		"a line break": New("http://service", secret, WithHeader("X-Key", canary+"\n")),
	} {
		_, err := ask(t, b, bottest.Says("hi"))
		if !sameKind(err, bot.Unreached) || b.Check() == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v, Check says %v", name, err, b.Check())
		}
	}
	if err := New("https://service/chat", secret).Check(); err != nil {
		t.Errorf("a good one: %v", err)
	}
}

package openai

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
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
	"github.com/chatmount/chatmount/chat"
)

const canary = "canary-4711 is secret"

// The failure table of package llm: what each way to fail makes of the turn, how
// often the server is asked, and how long it takes in virtual time.
func TestFailureTable(t *testing.T) {
	text, stream := openaitest.Text, openaitest.ContentType
	ok := openaitest.Say("ok")
	const second = time.Second
	for name, c := range map[string]struct {
		behave []http.HandlerFunc
		kind   func(error) error // nil: no error
		said   string
		open   bool // truncated
		asked  int
		took   time.Duration
	}{
		"an answer":                         {[]http.HandlerFunc{ok}, nil, "ok", false, 1, 0},
		"an answer in one piece":            {[]http.HandlerFunc{openaitest.Whole("ok")}, nil, "ok", false, 1, 0},
		"a slow first word":                 {[]http.HandlerFunc{behavior.After(119*second, ok)}, nil, "ok", false, 1, 119 * second},
		"a slow stream":                     {[]http.HandlerFunc{openaitest.Slowly(14*second, "o", "k")}, nil, "ok", false, 1, 28 * second},
		"no answer in time":                 {[]http.HandlerFunc{behavior.Hang}, bot.TimedOut, "", false, 1, 120 * second},
		"a stream over the time":            {[]http.HandlerFunc{openaitest.Slowly(14*second, strings.Split("abcdefghijklm", "")...)}, bot.TimedOut, "abcdefgh", true, 1, 120 * second},
		"a stream that stalls":              {[]http.HandlerFunc{behavior.Stall(stream, text("So"))}, bot.TimedOut, "So", true, 1, 15 * second},
		"a stream that breaks":              {[]http.HandlerFunc{behavior.Break(stream, text("So"))}, bot.Failed, "So", true, 1, 0},
		"a stream without its end":          {[]http.HandlerFunc{behavior.Stream(stream, 0, text("So"))}, bot.Failed, "So", true, 1, 0},
		"a stream that ends in an event":    {[]http.HandlerFunc{behavior.Stream(stream, 0, text("So"), "data: [DONE]")}, bot.Failed, "So", true, 1, 0},
		"an end without [DONE]":             {[]http.HandlerFunc{behavior.Stream(stream, 0, text("ok"), openaitest.Chunk(nil, "stop"))}, nil, "ok", false, 1, 0},
		"[DONE] without a finish_reason":    {[]http.HandlerFunc{behavior.Stream(stream, 0, text("ok"), openaitest.Done)}, nil, "ok", false, 1, 0},
		"comments and CRLF":                 {[]http.HandlerFunc{behavior.Stream(stream, 0, ": ping\r\n\r\n", strings.ReplaceAll(text("ok"), "\n", "\r\n"), openaitest.Done)}, nil, "ok", false, 1, 0},
		"events without data":               {[]http.HandlerFunc{behavior.Stream(stream, 0, "data:\n\n", text("ok"), "event: ping\ndata: \n\n", openaitest.Done)}, nil, "ok", false, 1, 0},
		"an error in the stream":            {[]http.HandlerFunc{openaitest.Fail("server_error", "So")}, bot.Failed, "So", true, 1, 0},
		"an error instead of a stream":      {[]http.HandlerFunc{openaitest.Fail("server_error")}, bot.Failed, "", false, 1, 0},
		"an error in one piece":             {[]http.HandlerFunc{behavior.Body("application/json", `{"error":"`+canary+`"}`)}, bot.Failed, "", false, 1, 0},
		"the most tokens":                   {[]http.HandlerFunc{openaitest.Finish("length", "So")}, nil, "So", true, 1, 0},
		"the most tokens before a word":     {[]http.HandlerFunc{openaitest.Finish("length")}, bot.BadReply, "", false, 1, 0},
		"a filter":                          {[]http.HandlerFunc{openaitest.Finish("content_filter", "So")}, nil, "So", true, 1, 0},
		"a reason of the service's own":     {[]http.HandlerFunc{openaitest.Finish("insufficient_system_resource", "So")}, nil, "So", true, 1, 0},
		"such a reason before a word":       {[]http.HandlerFunc{openaitest.Finish("abort")}, bot.Failed, "", false, 1, 0},
		"a filter before a word":            {[]http.HandlerFunc{openaitest.Finish("content_filter")}, bot.BadReply, "", false, 1, 0},
		"a refusal":                         {[]http.HandlerFunc{behavior.Stream(stream, 0, openaitest.Chunk(map[string]any{"refusal": "I cannot."}, "stop"), openaitest.Done)}, nil, "I cannot.", false, 1, 0},
		"an empty answer":                   {[]http.HandlerFunc{openaitest.Say("", " \n")}, bot.BadReply, "", false, 1, 0},
		"an empty body":                     {[]http.HandlerFunc{behavior.Body("application/json", "")}, bot.BadReply, "", false, 1, 0},
		"no choices":                        {[]http.HandlerFunc{behavior.Body("application/json", `{"choices":[]}`)}, bot.BadReply, "", false, 1, 0},
		"an HTML page":                      {[]http.HandlerFunc{behavior.Body("text/html", "<p>"+canary)}, bot.BadReply, "", false, 1, 0},
		"an event that is no JSON":          {[]http.HandlerFunc{behavior.Stream(stream, 0, text("So"), "data: "+canary+"\n\n")}, bot.BadReply, "So", true, 1, 0},
		"other types":                       {[]http.HandlerFunc{behavior.Stream(stream, 0, `data: {"choices":{"a":1}}`+"\n\n")}, bot.BadReply, "", false, 1, 0},
		"a huge line":                       {[]http.HandlerFunc{behavior.Endless(stream, strings.Repeat("a", 64<<10))}, bot.BadReply, "", false, 1, 0},
		"an event of endless lines":         {[]http.HandlerFunc{behavior.Endless(stream, "data: "+strings.Repeat("a", 4<<10)+"\n")}, bot.BadReply, "", false, 1, 0},
		"an endless stream without text":    {[]http.HandlerFunc{behavior.Endless(stream, ": "+strings.Repeat("a", 64<<10)+"\n\n")}, bot.BadReply, "", false, 1, 0},
		"an endless body":                   {[]http.HandlerFunc{behavior.Endless("application/json", strings.Repeat(" ", 64<<10))}, bot.BadReply, "", false, 1, 0},
		"a body that breaks":                {[]http.HandlerFunc{behavior.Truncate("application/json", `{"choices":[]}`, 5)}, bot.Failed, "", false, 1, 0},
		"a closed connection":               {[]http.HandlerFunc{behavior.Drop}, bot.Failed, "", false, 1, 0},
		"a redirect":                        {[]http.HandlerFunc{behavior.Status(307, canary, "Location", "/v1/chat/completions")}, bot.Unreached, "", false, 1, 0},
		"400":                               {[]http.HandlerFunc{openaitest.Refuse(400, "context_length_exceeded")}, bot.Unreached, "", false, 1, 0},
		"401":                               {[]http.HandlerFunc{openaitest.Refuse(401, "invalid_api_key")}, bot.Unreached, "", false, 1, 0},
		"404 of a model":                    {[]http.HandlerFunc{openaitest.Refuse(404, "model_not_found")}, bot.Unreached, "", false, 1, 0},
		"500":                               {[]http.HandlerFunc{behavior.Status(500, canary)}, bot.Failed, "", false, 1, 0},
		"503":                               {[]http.HandlerFunc{openaitest.Refuse(503, "overloaded", "Retry-After", "1")}, bot.Failed, "", false, 1, 0},
		"429, then an answer":               {[]http.HandlerFunc{openaitest.Refuse(429, "rate_limit_exceeded", "Retry-After", "7"), ok}, nil, "ok", false, 2, 7 * second},
		"429 for longer than there is time": {[]http.HandlerFunc{openaitest.Refuse(429, "rate_limit_exceeded", "Retry-After", "121")}, busyKind, "", false, 1, 0},
		"429 without credit":                {[]http.HandlerFunc{openaitest.Refuse(429, "insufficient_quota", "Retry-After", "1")}, bot.Unreached, "", false, 1, 0},
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
				if got := strings.Join(rec.Texts(), "|"); got != c.said || len(rec.Messages()) > 0 && rec.Messages()[0].Open != c.open {
					t.Errorf("the visitor reads %q: %+v", got, rec.Messages())
				}
				if asked := len(s.Requests()); asked != c.asked {
					t.Errorf("the server was asked %d times, want %d", asked, c.asked)
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

// The error tells the operator the server's code and what to do.
func TestHints(t *testing.T) {
	for _, c := range []struct {
		next http.HandlerFunc
		want []string
	}{
		{openaitest.Refuse(401, "invalid_api_key"), []string{"401", "invalid_api_key", "llm.WithKey"}},
		{openaitest.Refuse(404, "model_not_found"), []string{"404", "model_not_found", "name of the model"}},
		{openaitest.Refuse(429, "insufficient_quota"), []string{"429", "credit"}},
		{openaitest.Refuse(400, "context_length_exceeded"), []string{"400", "context_length_exceeded"}},
		{openaitest.Fail("server_error"), []string{"server_error"}},
		{behavior.Body("application/json", `{"error":{"code":404,"type":"NotFoundError"}}`), []string{"NotFoundError"}},
		{behavior.Status(308, ""), []string{"308", "redirects"}},
	} {
		_, err := ask(t, serve(t, then(c.next)), bottest.Says("hi"))
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not tell %q", err, want)
			}
		}
	}
}

// With WithRetries a failure before the answer is tried twice more; one within the answer is not.
func TestRetries(t *testing.T) {
	fail := behavior.Status(500, "")
	for name, c := range map[string]struct {
		behave []http.HandlerFunc
		ok     bool
		asked  int
	}{
		"once":               {[]http.HandlerFunc{fail}, true, 2},
		"dropped, then 502":  {[]http.HandlerFunc{behavior.Drop, behavior.Status(502, "")}, true, 3},
		"for ever":           {slices.Repeat([]http.HandlerFunc{fail}, 9), false, 3},
		"within the answer":  {[]http.HandlerFunc{behavior.Break(openaitest.ContentType, openaitest.Text("So"))}, false, 1},
		"refused for itself": {[]http.HandlerFunc{openaitest.Refuse(400, "bad")}, false, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := then(c.behave...)
			_, err := ask(t, serve(t, s, llm.WithRetries()), bottest.Says("hi"))
			if (err == nil) != c.ok || len(s.Requests()) != c.asked {
				t.Errorf("%s: %v after %d questions", name, err, len(s.Requests()))
			}
		})
	}
}

// An answer over 64 KiB is kept up to there and marked as truncated; nothing more is read.
func TestTooMuchText(t *testing.T) {
	b := serve(t, then(behavior.Endless(openaitest.ContentType, openaitest.Text(strings.Repeat("a", 1<<10)))))
	rec, err := ask(t, b, bottest.Says("hi"))
	if m := rec.Messages(); err != nil || len(m) != 1 || !m[0].Open || len(m[0].Text()) != 64<<10 {
		t.Errorf("got %v, %d messages", err, len(m))
	}
}

package anthropic

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/anthropic/anthropictest"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/bottest/behavior"
	"github.com/chatmount/chatmount/chat"
)

const canary = "canary-4711 is secret"

// The failure table of package llm: what each way to fail makes of the turn, how
// often the API is asked, and how long it takes in virtual time.
func TestFailureTable(t *testing.T) {
	so := anthropictest.Begin() + anthropictest.Start(0, map[string]any{"type": "text", "text": ""}) + anthropictest.Piece("So")
	stream := anthropictest.ContentType
	ok := anthropictest.Say("ok")
	do := func(next ...http.HandlerFunc) []http.HandlerFunc { return next }
	streamed := func(chunks ...string) []http.HandlerFunc { return do(behavior.Stream(stream, 0, chunks...)) }
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
		"an answer in one piece":         {do(anthropictest.Whole("end_turn", anthropictest.Text("ok"))), nil, "ok", false, 1, 0},
		"a stop sequence":                {do(anthropictest.Answer("stop_sequence", anthropictest.Text("ok"))), nil, "ok", false, 1, 0},
		"events and blocks not known":    {streamed(anthropictest.Begin(), anthropictest.Event("news", map[string]any{"delta": map[string]any{}}), anthropictest.Start(0, map[string]any{"type": "novel", "data": "x"}), anthropictest.Start(1, map[string]any{"type": "text", "text": "ok"}), anthropictest.End("end_turn")), nil, "ok", false, 1, 0},
		"a slow stream":                  {do(anthropictest.Slowly(14*second, "o", "k")), nil, "ok", false, 1, 28 * second},
		"no answer in time":              {do(behavior.Hang), bot.TimedOut, "", false, 1, 120 * second},
		"a stream that stalls":           {do(behavior.Stall(stream, so)), bot.TimedOut, "So", true, 1, 15 * second},
		"a stream that breaks":           {do(behavior.Break(stream, so)), bot.Failed, "So", true, 1, 0},
		"a stream without its end":       {streamed(so), bot.Failed, "So", true, 1, 0},
		"an end without message_stop":    {streamed(so, strings.Split(anthropictest.End("end_turn"), "event: message_stop")[0]), nil, "So", false, 1, 0},
		"overloaded in the stream":       {do(anthropictest.Fail("overloaded_error", "So")), afterWords(bot.Busy(0, nil)), "So", true, 1, 0},
		"overloaded before a word":       {do(anthropictest.Fail("overloaded_error")), busyKind, "", false, 1, 0},
		"an error in the stream":         {do(anthropictest.Fail("api_error", "So")), bot.Failed, "So", true, 1, 0},
		"an error in one piece":          {do(behavior.Body("application/json", `{"type":"error","error":{"type":"api_error","message":"`+canary+`"}}`)), bot.Failed, "", false, 1, 0},
		"the most tokens":                {do(anthropictest.Answer("max_tokens", anthropictest.Text("So"))), nil, "So", true, 1, 0},
		"the context is full":            {do(anthropictest.Answer("model_context_window_exceeded", anthropictest.Text("So"))), nil, "So", true, 1, 0},
		"the most tokens before a word":  {do(anthropictest.Answer("max_tokens", anthropictest.Thinking("hm", "s"))), bot.BadReply, "", false, 1, 0},
		"the usage behind the reason":    {streamed(so, strings.Split(anthropictest.End("max_tokens"), "event: message_stop")[0], anthropictest.Event("message_delta", map[string]any{"delta": map[string]any{}, "usage": map[string]any{"output_tokens": 9}}), anthropictest.Event("message_stop", nil)), nil, "So", true, 1, 0},
		"events without data":            {streamed(so, "event: ping\ndata:\n\n", anthropictest.End("end_turn")), nil, "So", false, 1, 0},
		"a refusal within":               {do(anthropictest.Answer("refusal", anthropictest.Text("So"))), nil, "So", true, 1, 0},
		"a refusal":                      {do(anthropictest.Answer("refusal")), bot.BadReply, "", false, 1, 0},
		"an empty answer":                {do(anthropictest.Answer("end_turn")), bot.BadReply, "", false, 1, 0},
		"an empty body":                  {do(behavior.Body("application/json", "")), bot.BadReply, "", false, 1, 0},
		"an object of another kind":      {do(behavior.Body("application/json", `{"type":"completion"}`)), bot.BadReply, "", false, 1, 0},
		"an HTML page":                   {do(behavior.Body("text/html", "<p>"+canary)), bot.BadReply, "", false, 1, 0},
		"an event that is no JSON":       {streamed(so, "data: "+canary+"\n\n"), bot.BadReply, "So", true, 1, 0},
		"a delta for no block":           {streamed(anthropictest.Begin(), anthropictest.Delta(3, map[string]any{"text": "x"})), bot.BadReply, "", false, 1, 0},
		"a block out of order":           {streamed(anthropictest.Begin(), anthropictest.Start(1, map[string]any{"type": "text"})), bot.BadReply, "", false, 1, 0},
		"endless blocks":                 {do(behavior.Endless(stream, "data: "+`{"type":"content_block_start","content_block":{"type":"text"}}`+"\n\n")), bot.BadReply, "", false, 1, 0},
		"endless thinking":               {do(thinkForEver), bot.BadReply, "", false, 1, 0},
		"a huge line":                    {do(behavior.Endless(stream, strings.Repeat("a", 64<<10))), bot.BadReply, "", false, 1, 0},
		"an endless stream without text": {do(behavior.Endless(stream, "event: ping\n"+`data: {"type":"ping","x":"`+strings.Repeat("a", 9<<10)+"\"}\n\n")), bot.BadReply, "", false, 1, 0},
		"a closed connection":            {do(behavior.Drop), bot.Failed, "", false, 1, 0},
		"a redirect":                     {do(behavior.Status(307, canary, "Location", "/v1/messages")), bot.Unreached, "", false, 1, 0},
		"400":                            {do(anthropictest.Refuse(400, "invalid_request_error")), bot.Unreached, "", false, 1, 0},
		"401":                            {do(anthropictest.Refuse(401, "authentication_error")), bot.Unreached, "", false, 1, 0},
		"404 of a model":                 {do(anthropictest.Refuse(404, "not_found_error")), bot.Unreached, "", false, 1, 0},
		"413":                            {do(anthropictest.Refuse(413, "request_too_large")), bot.Unreached, "", false, 1, 0},
		"500":                            {do(anthropictest.Refuse(500, "api_error")), bot.Failed, "", false, 1, 0},
		"529, then an answer":            {do(anthropictest.Refuse(529, "overloaded_error", "Retry-After", "3"), ok), nil, "ok", false, 2, 3 * second},
		"429, then an answer":            {do(anthropictest.Refuse(429, "rate_limit_error", "Retry-After", "7"), ok), nil, "ok", false, 2, 7 * second},
		"429 for longer than there is":   {do(anthropictest.Refuse(429, "rate_limit_error", "Retry-After", "121")), busyKind, "", false, 1, 0},
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
					t.Errorf("the API was asked %d times, want %d", asked, c.asked)
				}
				if err != nil && strings.Contains(err.Error(), canary) {
					t.Errorf("the body is in the error: %v", err)
				}
			})
		})
	}
}

// thinkForEver streams a block of thinking without an end.
func thinkForEver(w http.ResponseWriter, r *http.Request) {
	behavior.Stream(anthropictest.ContentType, 0, anthropictest.Begin(), anthropictest.Start(0, map[string]any{"type": "thinking"}))(w, r)
	behavior.Endless(anthropictest.ContentType, anthropictest.Delta(0, map[string]any{"thinking": strings.Repeat("a", 9<<10)}))(w, r)
}

// busyKind makes an error of the kind of Busy.
func busyKind(cause error) error { return bot.Busy(0, cause) }

// afterWords makes errors like err of a bot that has said something before.
func afterWords(err error) func(error) error {
	var told *bot.Error
	errors.As(err, &told)
	return func(error) error { return &bot.Error{MayHaveActed: true, Err: told.Err} }
}

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

package peer

import (
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// Before hello nothing acts, and what is wrong with it is told.
func TestGreet(t *testing.T) {
	r := newRig(t, chat.Options{Limits: chat.Limits{Payload: 500}}, Options{})
	for _, c := range []struct {
		payload string
		hello   bool
		bye     chat.ByeCode
		answer  string
	}{
		{`[{"type":"hello","v":1}]`, true, "", ""},
		{`[{"type":"ping"},{"type":"hello","v":1}]`, true, "", "!invalid"},
		{`[` + send("k1") + `]`, false, "", "k1!invalid"},
		{`[{"type":"future"}]`, false, "", ""},
		{`[]`, false, "", ""},
		{`{}`, false, "", "!invalid"},
		{`[{"type":"hello","v":1,"cursor":1}]`, false, "", "!invalid"},
		{`[{"type":"hello","v":2}]`, false, chat.ByeInvalid, "!invalid bye"},
		{`[{"type":"hello","v":"1"}]`, false, chat.ByeInvalid, "!invalid bye"},
		{`[{"type":"hello"}]`, false, chat.ByeInvalid, "!invalid bye"},
		{strings.Repeat(" ", 501), false, chat.ByeInvalid, "!too_large bye"},
	} {
		g := r.host.Greet(t.Context(), []byte(c.payload))
		if (g.Hello != nil) != c.hello || g.Answer.Bye != (c.bye != "") || g.Answer.ByeCode != c.bye || outcome(r.frames(g.Answer.JSON)) != c.answer {
			t.Errorf("%.60s: hello %v, answer %s, bye %q", c.payload, g.Hello, g.Answer.JSON, g.Answer.ByeCode)
		}
	}
}

// What stands behind hello acts once the client is welcome.
func TestReceiveRest(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	g := r.host.Greet(t.Context(), payloadOf(`{"type":"hello","v":1}`, send("k1"), `{"type":"hello","v":1}`, `{"type":"ping"}`))
	p := r.attach(visitor("v"), chat.Attach{})
	if got := outcome(r.frames(p.ReceiveRest(t.Context(), g).JSON)); got != "k1 !invalid pong" {
		t.Errorf("answered %q", got)
	}
}

// How a connection ends that was refused goes with the code.
func TestRefuse(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	for code, bye := range map[chat.Code]chat.ByeCode{
		chat.CodeInvalid: chat.ByeInvalid, chat.CodeUnauthenticated: chat.ByeUnauthenticated, chat.CodeForbidden: chat.ByeForbidden,
		chat.CodeNotFound: chat.ByeForbidden, chat.CodeTooLarge: chat.ByeInvalid, chat.CodeRateLimited: chat.ByeOverloaded,
		chat.CodeUnavailable: chat.ByeRestart, chat.CodeInternal: chat.ByeRestart, chat.CodeConflict: chat.ByeRestart,
	} {
		out := r.host.Refuse(t.Context(), &chat.Error{Code: code, Message: "m"})
		frames := r.frames(out.JSON)
		if !out.Bye || out.ByeCode != bye || types(frames) != "error bye" || frames[0]["code"] != string(code) || frames[1]["code"] != string(bye) {
			t.Errorf("%s: %s", code, out.JSON)
		}
		if comesBack := bye == chat.ByeRestart || bye == chat.ByeOverloaded; comesBack != (frames[1]["retry_after"] != nil) {
			t.Errorf("%s: retry_after must be told exactly to those who come back: %s", code, out.JSON)
		}
	}
}

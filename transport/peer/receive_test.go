package peer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// faulty is a store that answers as it is told to.
type faulty struct {
	*memory.Store
	append, events atomic.Pointer[func() error] // called first; an error is the answer
}

func newFaulty(t *testing.T) *faulty {
	s := &faulty{Store: memory.New()}
	t.Cleanup(func() { s.Close() })
	return s
}

func (s *faulty) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if f := s.append.Load(); f != nil {
		if err := (*f)(); err != nil {
			return chat.Appended{}, err
		}
	}
	return s.Store.Append(ctx, a)
}

func (s *faulty) Events(ctx context.Context, conversation string, p chat.Page) ([]chat.Record, error) {
	if f := s.events.Load(); f != nil {
		if err := (*f)(); err != nil {
			return nil, err
		}
	}
	return s.Store.Events(ctx, conversation, p)
}

func send(key string) string {
	return fmt.Sprintf(`{"type":"send","key":%q,"parts":[{"type":"text","text":"x"}]}`, key)
}

func payloadOf(frames ...string) []byte { return []byte("[" + strings.Join(frames, ",") + "]") }

// outcome is the answers in short: "k1" for an ack, "k1!code" for an error.
func outcome(frames []map[string]any) string {
	var all []string
	for _, f := range frames {
		key, _ := f["key"].(string)
		switch f["type"] {
		case "error":
			all = append(all, fmt.Sprint(key, "!", f["code"]))
		case "ack":
			all = append(all, key)
		default:
			all = append(all, f["type"].(string))
		}
	}
	return strings.Join(all, " ")
}

// After a refusal that may be retried nothing later of the payload is appended;
// a repeat is acked all the same. After any other refusal it goes on.
func TestLaterMessagesAreRefusedAlike(t *testing.T) {
	full := &chat.Error{Code: chat.CodeUnavailable, Message: "The disk is full.", Err: errors.New("ENOSPC")}
	for _, c := range []struct {
		name  string
		times int // how often the store fails; chat tries conflicts again, eight times
		fault func() error
		want  string
	}{
		{"unavailable", 1, func() error { return full }, "k2!unavailable k1 k3!unavailable k4!unavailable pong"},
		{"internal", 1, func() error { return errors.New("secret") }, "k2!internal k1 k3!internal k4!internal pong"},
		{"panic", 1, func() error { panic("secret") }, "k2!internal k1 k3!internal k4!internal pong"},
		{"conflict", 8, func() error { return chat.ErrConflict }, "k2!conflict k1 k3 k4!invalid pong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := newFaulty(t)
			r := newRig(t, chat.Options{Store: store}, Options{})
			p := r.attach(visitor("v"), chat.Attach{})
			r.say(visitor("v"), "k1", "first")
			calls := 0
			fault := func() error {
				if calls++; calls > c.times {
					return nil
				}
				return c.fault()
			}
			store.append.Store(&fault)
			out := p.Receive(t.Context(), payloadOf(send("k2"), send("k1"), send("k3"), `{"type":"action","key":"k4","event":1,"value":"x"}`, `{"type":"ping"}`))
			if got := outcome(r.frames(out.JSON)); got != c.want {
				t.Errorf("answered %q, want %q", got, c.want)
			}
			if out.Bye {
				t.Error("the connection ends")
			}
			if strings.Contains(string(out.JSON), "secret") || strings.Contains(string(out.JSON), "ENOSPC") {
				t.Errorf("something internal is shown: %s", out.JSON)
			}
			if log := r.log.String(); c.name != "conflict" && !strings.Contains(log, "secret") && !strings.Contains(log, "ENOSPC") {
				t.Errorf("the operator is not told: %s", log)
			}
		})
	}
}

// A refusal by the rate says when to come back, and so do those that follow it.
func TestRateLimitedTellsWhen(t *testing.T) {
	r := newRig(t, chat.Options{Limits: chat.Limits{Rate: 0.1, Burst: 1}}, Options{})
	p := r.attach(visitor("v"), chat.Attach{})
	frames := r.frames(p.Receive(t.Context(), payloadOf(send("k1"), send("k2"), send("k3"), `{"type":"typing","on":true}`)).JSON)
	if got := outcome(frames); got != "k1 k2!rate_limited k3!rate_limited" {
		t.Fatalf("answered %q", got)
	}
	first, later := frames[1]["retry_after"].(float64), frames[2]["retry_after"]
	if first < 1 || first > 10 || later != first {
		t.Errorf("retry_after %v and %v, want the same of up to 10 s", first, later)
	}
}

// A payload as a whole is refused without ending the connection, unless it is too large.
func TestReceiveRefusesPayloads(t *testing.T) {
	r := newRig(t, chat.Options{Limits: chat.Limits{Payload: 100}}, Options{})
	p := r.attach(visitor("v"), chat.Attach{})
	for payload, want := range map[string]string{
		`{}`: "!invalid", `[`: "!invalid", "\xff": "!invalid", `[]`: "", `[{"type":"future"}]`: "",
		`[{"type":"hello","v":1}]`: "!invalid", `[{"type":"read","offset":7}]`: "!not_found",
		strings.Repeat(" ", 101): "!too_large bye",
	} {
		out := p.Receive(t.Context(), []byte(payload))
		if got := outcome(r.frames(out.JSON)); got != want || out.Bye != strings.HasSuffix(want, "bye") {
			t.Errorf("%q was answered with %q, bye %v; want %q", payload, got, out.Bye, want)
		}
	}
}

// POST send has the same rules; what concerns the request as a whole is an error.
func TestHostReceive(t *testing.T) {
	r := newRig(t, chat.Options{Limits: chat.Limits{Payload: 1000}}, Options{})
	other := r.say(visitor("other"), "k", "theirs").Conversation
	for _, c := range []struct{ conversation, payload, want string }{
		{"", "[" + send("k1") + "," + send("k2") + `,{"type":"ping"}]`, "k1 k2 pong"},
		{"", "[" + send("k1") + `,{"type":"hello","v":1}]`, "k1 !invalid"},
		{other, "[" + send("k3") + "]", "k3!not_found"},
		{"missing", "[" + send("k3") + "]", "k3!not_found"},
		{"", "[]", ""},
	} {
		answer, err := r.host.Receive(t.Context(), visitor("v"), c.conversation, []byte(c.payload))
		if err != nil {
			t.Fatal(err)
		}
		if got := outcome(r.frames(answer)); got != c.want {
			t.Errorf("%s was answered with %q, want %q", c.payload, got, c.want)
		}
	}
	for payload, code := range map[string]chat.Code{"{}": chat.CodeInvalid, strings.Repeat(" ", 1001): chat.CodeTooLarge} {
		if _, err := r.host.Receive(t.Context(), visitor("v"), "", []byte(payload)); chat.CodeOf(err) != code {
			t.Errorf("%.10q: %v, want %s", payload, err, code)
		}
	}
}

// All messages of a payload go to one conversation, also when it begins one and
// another is opened meanwhile.
func TestOnePayloadOneConversation(t *testing.T) {
	store := newFaulty(t)
	r := newRig(t, chat.Options{Store: store}, Options{})
	p := r.attach(visitor("v"), chat.Attach{})
	opened := 0
	fault := func() error {
		if opened++; opened == 2 {
			_, err := r.engine.Do(context.Background(), visitor("v"), chat.Open{})
			return err
		}
		return nil
	}
	store.append.Store(&fault)
	frames := r.frames(p.Receive(t.Context(), payloadOf(send("k1"), send("k2"), send("k3"))).JSON)
	if outcome(frames) != "k1 k2 k3" || frames[0]["conversation"] != frames[2]["conversation"] {
		t.Errorf("answered %v, want one conversation", frames)
	}
}

// No payload makes a peer panic or hang up, whatever bytes it has.
func FuzzReceive(f *testing.F) {
	for _, s := range []string{`[]`, `[{"type":"ping"}]`, string(payloadOf(send("k"))), `[{"type":"read","offset":1}]`, `[{"type":"action","key":"k","event":"x.1","value":""}]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		r := newRig(t, chat.Options{}, Options{})
		p := r.attach(visitor("v"), chat.Attach{})
		out := p.Receive(t.Context(), payload)
		r.frames(out.JSON)
		if out.Bye != (len(payload) > r.engine.Limits().Payload) || strings.Contains(r.log.String(), "panic") {
			t.Errorf("%q was answered with %s; log: %s", payload, out.JSON, r.log)
		}
	})
}

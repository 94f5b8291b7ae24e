package peer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/chatmount/chatmount/chat"
)

// A payload has its frames in the order of the protocol.
func TestPayloadOrder(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	p := r.attach(visitor("v"), chat.Attach{})
	bot := chat.Participant{ID: "bot", Name: "Bot", Role: chat.RoleBot}
	b := chat.Batch{
		Conversation: "c", Reset: true, Head: 4, Cursor: r.engine.Cursor("c", 6),
		Records: []chat.Record{{Offset: 5, Author: "v", Key: "mine", Data: []byte(`{"kind":"message"}`)}, {Offset: 6, Author: "bot", Key: "theirs", Data: []byte(`{"kind":"message"}`)}},
		Deltas:  []chat.Delta{{Draft: "d", Author: bot, Text: "x"}},
		Typing:  []chat.TypingState{{Author: bot, On: true, TTL: time.Second}},
		Reads:   []chat.ReadMark{{Participant: "bot", Offset: 5}},
		Bye:     &chat.Bye{Code: chat.ByeRestart, Reason: "r", RetryAfter: time.Second},
	}
	out := p.payload(b, false)
	frames := r.frames(out.JSON)
	if got, want := types(frames), "welcome reset delta event event typing read bye cursor"; got != want {
		t.Fatalf("the frames are %s, want %s", got, want)
	}
	if frames[1]["cursor"] != r.engine.Cursor("c", 4) || frames[8]["cursor"] != b.Cursor || out.Cursor != b.Cursor {
		t.Errorf("the cursors are not those after the head and after the events: %s", out.JSON)
	}
	if frames[3]["key"] != "mine" || frames[4]["key"] != nil {
		t.Errorf("a key may only be told to its author: %s", out.JSON)
	}
	if !out.Bye || out.ByeCode != chat.ByeRestart {
		t.Errorf("the payload does not say that it is the last: %+v", out)
	}
}

// Nothing to tell is no payload, but for a poll it is the cursor alone.
func TestNothingToTell(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	p := r.attach(visitor("v"), chat.Attach{})
	if got := types(r.next(p)); got != "welcome" {
		t.Fatalf("the first payload is %s", got)
	}
	out, err := p.Next(t.Context())
	if err != nil || out.JSON != nil || out.Cursor == "" {
		t.Errorf("Next: %+v, %v; want only a cursor beside", out, err)
	}
	out, err = p.Poll(t.Context())
	if err != nil || !out.Idle || types(r.frames(out.JSON)) != "cursor" {
		t.Errorf("Poll: %+v, %v; want the cursor", out, err)
	}
}

// A payload keeps to 64 KiB, however many events wait; a larger event comes alone.
func TestPayloadSize(t *testing.T) {
	r := newRig(t, chat.Options{Limits: chat.Limits{Rate: 1e6, Burst: 1e6, Text: 1 << 20, Payload: 1 << 20}}, Options{})
	p := r.attach(visitor("v"), chat.Attach{})
	r.next(p)
	for i := range 300 {
		size := 100
		switch i % 50 {
		case 7:
			size = 90 << 10
		case 8, 9, 10:
			size = 20 << 10
		}
		r.say(visitor("v"), fmt.Sprint("k", i), strings.Repeat("x", size))
	}
	events, largest, alone := 0, 0, 0
	for more := true; more; {
		out, err := p.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		more = out.More
		n := strings.Count(types(r.frames(out.JSON)), "event")
		if events += n; n == 1 && len(out.JSON) > 64<<10 {
			alone++
			continue
		}
		largest = max(largest, len(out.JSON))
	}
	if events != 300 || alone != 6 || largest > 64<<10 || largest < 32<<10 {
		t.Errorf("%d events, %d alone, the largest payload of several has %d bytes", events, alone, largest)
	}
}

// A payload keeps to 64 KiB, however much has grown before its reader came, and
// the reader gets all of it.
func TestPayloadSizeOfDrafts(t *testing.T) {
	text := strings.Repeat("\"\\\n\tä😀", 6000)
	grown, done := make(chan struct{}), make(chan struct{})
	defer close(done)
	r := newRig(t, chat.Options{Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		for range 3 {
			s, err := r.Stream(ctx)
			if err == nil {
				err = s.Write(text)
			}
			if err != nil {
				return err
			}
		}
		close(grown)
		<-done
		return nil
	})}, Options{})
	r.say(visitor("v"), "k", "go on")
	<-grown
	p := r.attach(visitor("v"), chat.Attach{})
	drafts, units := map[string]string{}, map[string]int{}
	for more := true; more; {
		out, err := p.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if more = out.More; len(out.JSON) > 64<<10 {
			t.Errorf("a payload has %d bytes", len(out.JSON))
		}
		for _, f := range r.frames(out.JSON) {
			if f["type"] != "delta" {
				continue
			}
			id, piece := f["draft"].(string), f["text"].(string)
			if f["from"] != float64(units[id]) || piece == "" {
				t.Errorf("a piece of %d bytes is from %v, want %d", len(piece), f["from"], units[id])
			}
			drafts[id] += piece
			units[id] += len(utf16.Encode([]rune(piece)))
		}
	}
	if len(drafts) != 3 {
		t.Errorf("%d drafts, want 3", len(drafts))
	}
	for id, got := range drafts {
		if got != text {
			t.Errorf("%s has %d bytes, want %d", id, len(got), len(text))
		}
	}
}

// An event that is larger than a payload travels alone: welcome, the rest of its draft and
// who types go before it.
func TestLargeEventTravelsAlone(t *testing.T) {
	written, done := make(chan struct{}), make(chan struct{})
	r := newRig(t, chat.Options{Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		s, err := r.Stream(ctx)
		if err == nil {
			err = s.Write(strings.Repeat("\"", 40_000))
		}
		close(written)
		<-done
		return errors.Join(err, s.Close(ctx))
	})}, Options{})
	reader := r.attach(visitor("v"), chat.Attach{})
	conversation := r.say(visitor("v"), "k", "go on").Conversation
	<-written
	var seen []string
	read := func(p *Peer) (event bool) {
		for more := true; more; {
			out, err := p.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			of := types(r.frames(out.JSON))
			if more = out.More; len(out.JSON) > 64<<10 && of != "event cursor" {
				t.Errorf("a payload of %d bytes has %s", len(out.JSON), of)
			}
			seen = append(seen, of)
			event = event || len(out.JSON) > 64<<10
		}
		return event
	}
	read(reader)
	close(done)
	for !read(reader) {
		if err := reader.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.ContainsFunc(seen, func(of string) bool { return strings.HasPrefix(of, "delta") }) {
		t.Errorf("the draft did not grow: %q", seen)
	}
	if late := r.attach(visitor("v"), chat.Attach{Cursor: r.engine.Cursor(conversation, 1)}); !read(late) {
		t.Errorf("behind welcome the event did not come: %q", seen)
	}
}

type botFunc func(context.Context, chat.Turn, chat.Responder) error

func (f botFunc) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error { return f(ctx, t, r) }

// When the store fails a connection is told to come back, with nothing lost; a
// poll gets the error.
func TestNextWhenTheStoreFails(t *testing.T) {
	store := newFaulty(t)
	r := newRig(t, chat.Options{Store: store}, Options{})
	for i := range 3 {
		r.say(visitor("v"), fmt.Sprint("k", i), "x")
	}
	cursor := r.engine.Cursor(r.say(visitor("v"), "k", "x").Conversation, 0)
	for name, fault := range map[string]func() error{
		"error": func() error { return errors.New("secret") },
		"panic": func() error { panic("secret") },
	} {
		p := r.attach(visitor("v"), chat.Attach{Cursor: cursor})
		store.events.Store(&fault)
		out, err := p.Next(t.Context())
		if err != nil || !out.Bye || out.ByeCode != chat.ByeRestart || types(r.frames(out.JSON)) != "error bye" || strings.Contains(string(out.JSON), "secret") {
			t.Errorf("%s: %s, %v; want an error and bye restart", name, out.JSON, err)
		}
		if _, err := p.Poll(t.Context()); chat.CodeOf(err) != chat.CodeInternal {
			t.Errorf("%s: a poll got %v, want internal", name, err)
		}
		store.events.Store(nil)
		if got := types(r.next(p)); !strings.HasPrefix(got, "welcome event event event event cursor") {
			t.Errorf("%s: afterwards there was %s", name, got)
		}
		p.Close()
	}
	if !strings.Contains(r.log.String(), "secret") {
		t.Error("the operator is not told")
	}
}

// A context that has ended is the only error of Next.
func TestNextWithAnEndedContext(t *testing.T) {
	store := newFaulty(t)
	r := newRig(t, chat.Options{Store: store}, Options{})
	cursor := r.engine.Cursor(r.say(visitor("v"), "k", "x").Conversation, 0)
	p := r.attach(visitor("v"), chat.Attach{Cursor: cursor})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fault := func() error { return ctx.Err() }
	store.events.Store(&fault)
	if _, err := p.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Next: %v, want %v", err, context.Canceled)
	}
}

// A poll goes on from a cursor, or is told of the reset as a new connection is.
func TestSeek(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	conversation := r.say(visitor("v"), "k1", "1").Conversation
	p := r.attach(visitor("v"), chat.Attach{})
	r.next(p)
	if err := p.Seek(t.Context(), r.engine.Cursor(conversation, 0)); err != nil {
		t.Fatal(err)
	}
	if got := types(r.next(p)); got != "event cursor" {
		t.Errorf("after a cursor came %s", got)
	}
	if err := p.Seek(t.Context(), "nonsense"); err != nil {
		t.Fatal(err)
	}
	frames := r.next(p)
	if types(frames) != "welcome reset" || frames[0]["recovered"] != false {
		t.Errorf("after a cursor that cannot be taken came %v", frames)
	}
	r.say(visitor("v"), "k2", "2")
	if got := types(r.next(p)); got != "event cursor" {
		t.Errorf("after the reset came %s", got)
	}
	p.Close()
	if err := r.host.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

// The heartbeat is at most what was asked for, and not the same for all.
func TestHeartbeatHasJitter(t *testing.T) {
	r := newRig(t, chat.Options{Limits: chat.Limits{Connections: 20}}, Options{Heartbeat: 20 * time.Second})
	told := map[time.Duration]bool{}
	for range 10 {
		p := r.attach(visitor("v"), chat.Attach{})
		if h := p.Heartbeat(); h > 20*time.Second || h < 18*time.Second {
			t.Errorf("heartbeat %v, want 18 to 20 s", h)
		}
		told[p.Heartbeat()] = true
		ms := math.Round(r.next(p)[0]["heartbeat"].(float64) * 1000)
		if got := time.Duration(ms) * time.Millisecond; got != p.Heartbeat().Truncate(time.Millisecond) {
			t.Errorf("welcome tells %v, the peer %v", got, p.Heartbeat())
		}
	}
	if len(told) < 2 {
		t.Error("all connections have the same heartbeat")
	}
}

// The token of a hello wins over that of the request, which may be over.
func TestSession(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	mine, err := r.sessions.Visit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other, err := r.sessions.Visit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	bearer := request(http.MethodGet, "/", "Authorization", "Bearer "+mine.Token).WithContext(ctx)
	for _, c := range []struct {
		r     *http.Request
		token string
		want  string
	}{
		{bearer, "", mine.Session.ID},
		{bearer, other.Token, other.Session.ID},
		{request("GET", "/"), mine.Token, mine.Session.ID},
		{request("GET", "/"), "", ""},
		{bearer, "wrong", ""},
	} {
		s, err := r.host.Session(c.r, c.token)
		if s.ID != c.want || (c.want == "") != (chat.CodeOf(err) == chat.CodeUnauthenticated) {
			t.Errorf("token %.5q: session %q, %v; want %q", c.token, s.ID, err, c.want)
		}
	}
}

package transporttest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

// tab is a connection as an application sees it. It holds everything that
// arrives to the rules that always hold: events without holes or repeats, a key
// only with one's own, authors complete.
type tab struct {
	*suite
	client  Client
	login   Login
	welcome Frame
	cursor  string  // after what has arrived
	offset  int64   // of the last event; -1: not known
	unread  []Frame // has arrived and was not asked for yet
}

// open opens a tab that is welcome.
func (s *suite) open(l Login, with ...func(*Hello)) *tab {
	s.Helper()
	return s.openBy(s.dialer, l, with...)
}

func (s *suite) openBy(d Dialer, l Login, with ...func(*Hello)) *tab {
	s.Helper()
	h := Hello{URL: s.URL, Token: l.Token}
	for _, f := range with {
		f(&h)
	}
	c, err := d.Dial(s.context(), h)
	if err != nil {
		s.Fatalf("%s: no connection: %v", d.Name, err)
	}
	s.Cleanup(c.Close)
	b := &tab{suite: s, client: c, login: l, offset: -1}
	b.welcome = b.until("welcome")
	if b.welcome.V != 1 || b.welcome.Session != l.ID {
		s.Fatalf("welcome %+v, want version 1 and session %s", b.welcome, l.ID)
	}
	return b
}

func at(cursor string) func(*Hello)       { return func(h *Hello) { h.Cursor = cursor } }
func in(conversation string) func(*Hello) { return func(h *Hello) { h.Conversation = conversation } }

// refused opens a connection that must be refused, and returns how.
func (s *suite) refused(l Login, with ...func(*Hello)) *Refusal {
	s.Helper()
	r := s.attempt(l, with...)
	if r == nil {
		s.Fatal("the connection was not refused")
	}
	return r
}

// attempt opens a connection for a moment and returns how it was refused, or nil.
func (s *suite) attempt(l Login, with ...func(*Hello)) *Refusal {
	s.Helper()
	h := Hello{URL: s.URL, Token: l.Token}
	for _, f := range with {
		f(&h)
	}
	c, err := s.dialer.Dial(s.context(), h)
	if err == nil {
		c.Close()
		return nil
	}
	var r *Refusal
	if !errors.As(err, &r) {
		s.Fatalf("the connection failed with %v, want a refusal", err)
	}
	return r
}

// send sends one payload of frames.
func (b *tab) send(frames ...map[string]any) {
	b.Helper()
	b.sendRaw(mustJSON(frames))
}

func (b *tab) sendRaw(payload string) {
	b.Helper()
	if err := b.client.Send(b.context(), payload); err != nil {
		b.Fatalf("send %.100s: %v", payload, err)
	}
}

func text(key, s string) map[string]any {
	return map[string]any{"type": "send", "key": key, "parts": []chat.Part{chat.Text(s)}}
}

// until returns the first unread frame of a type, and of those only one for
// which every condition holds.
func (b *tab) until(typ string, conditions ...func(Frame) bool) Frame {
	b.Helper()
	wanted := func(f Frame) bool {
		return f.Type == typ && !slices.ContainsFunc(conditions, func(c func(Frame) bool) bool { return !c(f) })
	}
	ctx := b.context()
	for {
		if i := slices.IndexFunc(b.unread, wanted); i >= 0 {
			f := b.unread[i]
			b.unread = slices.Delete(b.unread, i, i+1)
			return f
		}
		if err := b.read(ctx); err != nil {
			b.Fatalf("no %s came: %v; there were %s", typ, err, kinds(b.unread))
		}
	}
}

// kinds names frames in short.
func kinds(frames []Frame) string {
	var names []string
	for _, f := range frames {
		names = append(names, strings.Join([]string{f.Type, string(f.Kind), f.Code, f.Key}, " "))
	}
	return strings.Join(names, ", ")
}

// read takes one payload in.
func (b *tab) read(ctx context.Context) error {
	payload, err := b.client.Next(ctx)
	if err != nil {
		return err
	}
	frames, err := decode(payload)
	if err != nil {
		return err
	}
	for _, f := range frames {
		if err := b.apply(f); err != nil {
			return err
		}
	}
	b.unread = append(b.unread, frames...)
	return nil
}

func (b *tab) apply(f Frame) error {
	switch f.Type {
	case "welcome", "reset":
		b.cursor = f.Cursor
		if !f.Recovered {
			b.offset = *f.Head
		}
	case "cursor":
		b.cursor = f.Cursor
	case "event":
		switch {
		case b.offset >= 0 && f.Offset != b.offset+1:
			return violated("an event is missing or came twice")
		case f.Author == nil || f.Author.ID == "" || f.Author.Role == "":
			return violated("the author of an event is not complete")
		case f.Key != "" && f.Author.ID != b.login.Participant.ID:
			return violated("the key of somebody else's event was told")
		case f.ID != chat.EventID(f.conversation(), f.Offset) || !strings.HasSuffix(f.At, "Z"):
			return violated("the id or the time of an event is not well-formed")
		}
		b.offset = f.Offset
	}
	return nil
}

// message returns the next unread event of kind message.
func (b *tab) message(conditions ...func(Frame) bool) Frame {
	b.Helper()
	return b.until("event", append(conditions, kind(chat.KindMessage))...)
}

// messages returns the texts of the next n messages.
func (b *tab) messages(n int) []string {
	b.Helper()
	var texts []string
	for range n {
		texts = append(texts, chat.PlainText(b.message().Parts))
	}
	return texts
}

func (b *tab) ack(key string) Frame {
	b.Helper()
	return b.until("ack", withKey(key))
}

// usable fails when the connection does not work.
func (b *tab) usable() {
	b.Helper()
	b.send(map[string]any{"type": "ping"})
	b.until("pong")
}

// farewell returns the bye of a connection that must end. A poll that came too
// late for the bye is refused instead: the code of that is told as a bye's.
func (b *tab) farewell() Frame {
	b.Helper()
	ctx := b.context()
	for {
		if i := slices.IndexFunc(b.unread, func(f Frame) bool { return f.Type == "bye" }); i >= 0 {
			return b.unread[i]
		}
		err := b.read(ctx)
		var late *Refusal
		switch {
		case err == nil:
		case b.dialer.Name == "longpoll" && errors.As(err, &late):
			byes := map[chat.Code]string{chat.CodeUnavailable: "restart", chat.CodeUnauthenticated: "signed_out"}
			return Frame{Type: "bye", Code: byes[late.Code], RetryAfter: late.RetryAfter}
		default:
			b.Fatalf("no bye came: %v; there were %s", err, kinds(b.unread))
		}
	}
}

// ended reads until the connection has ended.
func (b *tab) ended() {
	b.Helper()
	ctx := b.context()
	for b.read(ctx) == nil {
	}
	if ctx.Err() != nil {
		b.Fatal("the connection did not end")
	}
}

func kind(k chat.Kind) func(Frame) bool   { return func(f Frame) bool { return f.Kind == k } }
func withKey(key string) func(Frame) bool { return func(f Frame) bool { return f.Key == key } }

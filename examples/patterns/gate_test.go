package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/chatmount/chatmount/transport/transporttest"
)

var ways = map[via]blocks{websocket: {WebSocket: true}, sse: {SSE: true}, longpoll: {LongPoll: true}}

// A blocked transport is refused and cut off where it is live, and the others
// are not; only those of the visitor who blocked it. Unblocked, it works again.
func TestBlocking(t *testing.T) {
	url := start(t)
	for by, closedWay := range ways {
		t.Run(string(by), func(t *testing.T) {
			one, other := visit(t, url), visit(t, url)
			one.begin()
			other.begin()
			page := one.open()
			cutOff, kept := one.connect(by), other.connect(by)
			one.say(cutOff, "1", "hello")
			other.say(kept, "1", "hello")

			one.block(closedWay)
			if by != longpoll { // a poll is only now and then there to be cut off
				page.noted("the cut", func(n note) bool { return n.What == cut && n.Via == by })
			}
			endsSoon(t, cutOff)
			if c, err := one.dial(by); err == nil {
				c.Close()
				t.Errorf("%s is blocked and works", by)
			}
			page.noted("the refusal", func(n note) bool { return n.What == refused && n.Via == by })
			for _, way := range vias {
				if way != by {
					one.say(one.connect(way), "by "+string(way), "hello")
				}
			}
			other.say(kept, "2", "hello again")
			other.connect(by)

			one.block(blocks{})
			one.say(one.connect(by), "3", "hello again")
		})
	}
}

// endsSoon waits for a connection to end.
func endsSoon(t *testing.T, c transporttest.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	for {
		if _, err := c.Next(ctx); ctx.Err() != nil {
			t.Fatal("the connection lives on")
		} else if err != nil {
			return
		}
	}
}

// A refusal is none in the form of the protocol: the widget takes it for a proxy
// in the way and tries the next transport.
func TestRefusalIsNotTheChats(t *testing.T) {
	one := visit(t, start(t))
	one.begin()
	one.block(blocks{SSE: true})
	var refusal *transporttest.Refusal
	if _, err := one.dial(sse); err == nil || errors.As(err, &refusal) && refusal.Code != "" {
		t.Errorf("a blocked stream fails with %v", err)
	}
}

// Without a network nothing of the chat is answered, and it is as before with it;
// for nobody else.
func TestNetwork(t *testing.T) {
	url := start(t)
	one, other := visit(t, url), visit(t, url)
	one.begin()
	page := one.open()
	connection := one.connect(websocket)
	one.block(blocks{Network: true})
	endsSoon(t, connection)
	for _, path := range []string{"session", "conversations", "sse", "widget.js"} {
		if status, _ := one.ask(http.MethodGet, "/chat/"+path, ""); status != 0 {
			t.Errorf("without a network %s is answered with %d", path, status)
		}
	}
	page.noted("the refusal", func(n note) bool { return n.What == refused && n.Path == "session" })
	if status, _ := other.ask(http.MethodGet, "/chat/widget.js", ""); status != http.StatusOK {
		t.Errorf("another's network is cut, too: %d", status)
	}
	one.block(blocks{})
	one.say(one.connect(websocket), "1", "hello")
}

// The stream tells what happens: each connection, frame and request, the session
// and what its cookie is like, the events, the disk and the bot.
func TestTrafficTells(t *testing.T) {
	url := start(t)
	for _, by := range vias {
		t.Run(string(by), func(t *testing.T) {
			one := visit(t, url)
			page := one.open()
			one.begin()
			n := page.noted("the session", func(n note) bool { return n.What == began })
			if c := n.Cookie; c == nil || c.Name != "chat" || !c.HTTPOnly || c.SameSite != "Lax" || c.Path != "/" || c.MaxAge <= 0 {
				t.Errorf("the cookie is %+v", n.Cookie)
			}
			one.say(one.connect(by), "1", "cards")
			page.noted("the send", func(n note) bool {
				return n.What == frames && n.Via == by && n.Up && slices.Contains(n.Frames, "send") && n.Bytes > 20
			})
			for _, frame := range []string{"welcome", "ack", "event"} {
				page.noted(frame, func(n note) bool { return n.What == frames && n.Via == by && !n.Up && slices.Contains(n.Frames, frame) })
			}
			page.noted("the connection", func(n note) bool { return n.What == opened && n.Via == by })
			page.noted("the visitor's event", func(n note) bool {
				return n.What == event && n.Kind == "message" && n.Role == "visitor" && n.Offset == 1
			})
			page.noted("the bot's event", func(n note) bool { return n.What == event && n.Role == "bot" })
			page.noted("the disk", func(n note) bool { return n.What == stored && n.Offset == 1 && n.Took > 0 && n.Bytes > 0 })
			page.noted("the turn", func(n note) bool { return n.What == turn && n.Offset == 1 })
			page.noted("the answer", func(n note) bool { return n.What == answered && n.Offset == 1 && !n.Failed })
			s, _ := page.until("the frames are counted", func(s state, _ []note) bool { return s.Wires[by].Up > 0 && s.Wires[by].Down >= 3 && s.Turns == 1 })
			for way, w := range s.Wires {
				if way != by && w != (wire{}) {
					t.Errorf("%s is said to have carried %+v", way, w)
				}
			}
		})
	}
}

// A page that is opened later is told how things are: the session that the
// browser has, what is blocked, and what is open.
func TestTrafficBeginsWithTheState(t *testing.T) {
	one := visit(t, start(t))
	one.begin()
	one.connect(websocket)
	one.block(blocks{SSE: true})
	s, _ := one.open().until("the state", func(s state, _ []note) bool { return s.Open[websocket] == 1 })
	if s.Session == nil || s.Session.Cookie != "chat" || s.Session.Expires.IsZero() || !s.Blocked.SSE || s.Blocked.WebSocket {
		t.Errorf("the state is %+v with the session %+v", s, s.Session)
	}
	if status, _ := one.ask(http.MethodDelete, "/chat/session", ""); status/100 != 2 {
		t.Fatalf("signing out is answered with %d", status)
	}
	one.open().until("there is no session", func(s state, _ []note) bool { return s.Session == nil && s.Open[websocket] == 0 })
}

// Nobody is told of another's traffic, and nobody without the page's cookie is
// told anything, or closes a way.
func TestNobodySeesAnothersTraffic(t *testing.T) {
	url := start(t)
	one, other := visit(t, url), visit(t, url)
	mine, others := one.open(), other.open()
	one.begin()
	other.begin()
	one.say(one.connect(websocket), "1", "hello")
	mine.until("the answer", func(_ state, notes []note) bool {
		return slices.ContainsFunc(notes, func(n note) bool { return n.What == answered })
	})
	s, notes := others.until("the session", func(s state, notes []note) bool { return s.Session != nil && s.Counts.Sessions == 1 })
	for _, n := range notes {
		if n.What != request && n.What != began {
			t.Errorf("another is told of %+v", n)
		}
	}
	if s.Turns != 0 || s.Wires[websocket] != (wire{}) || s.Counts.Conversations != 0 || s.Counts.Events != 0 {
		t.Errorf("another is told of %+v", s)
	}

	other.mu.Lock()
	for name, value := range map[string]string{cookieName: "GUESSED", "chat": "guessed"} {
		other.cookies[name] = &http.Cookie{Name: name, Value: value}
	}
	other.mu.Unlock()
	if status, _ := other.ask(http.MethodGet, "/traffic", ""); status != http.StatusForbidden {
		t.Errorf("a stranger's stream is answered with %d", status)
	}
	if status, _ := other.ask(http.MethodPut, "/blocks", `{"network":true}`); status != http.StatusForbidden {
		t.Errorf("a stranger's block is answered with %d", status)
	}
}

// Another site's page closes no way, and what cannot be read is refused.
func TestBlockingRefuses(t *testing.T) {
	one := visit(t, start(t))
	for _, body := range []string{"", "[]", `{"websocket":1}`, `{"all":true}`} {
		if status, _ := one.ask(http.MethodPut, "/blocks", body); status != http.StatusBadRequest {
			t.Errorf("%q is answered with %d", body, status)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, one.url+"/blocks", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := one.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("another site is answered with %s", resp.Status)
	}
}

// What is counted is what the database has of the visitor: each event of each
// conversation, the sessions, and the file.
func TestCounts(t *testing.T) {
	url := start(t)
	one := visit(t, url)
	one.begin()
	page := one.open()
	one.say(one.connect(websocket), "1", "hello")
	one.say(one.connect(sse), "2", "cards")
	page.until("the counts", func(s state, _ []note) bool {
		return s.Counts.Conversations == 1 && s.Counts.Events >= 4 && s.Counts.Sessions == 1 && s.Counts.Bytes >= 4096
	})
	if status, _ := one.ask(http.MethodPost, "/chat/conversations", "{}"); status != http.StatusCreated {
		t.Fatalf("another conversation is answered with %d", status)
	}
	page.until("the second conversation", func(s state, _ []note) bool { return s.Counts.Conversations == 2 })
	one.say(one.connect(longpoll), "3", "hello")
	_, list := one.ask(http.MethodGet, "/chat/conversations", "")
	page.until("the events of both", func(s state, _ []note) bool { return s.Counts.Events == heads(t, list) })
}

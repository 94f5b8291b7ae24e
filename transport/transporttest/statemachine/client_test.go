package statemachine

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/transporttest/history"
)

// client is a tab: an outbox, a view, and a connection or none.
type client struct {
	*site
	name    string // of the tab
	session chat.Session

	conversation string     // that it speaks in and follows; empty: not known yet
	outbox       []outgoing // survives everything
	acked        []outgoing

	viewed string // the conversation in the view; empty: there is no view
	place  place  // of the view
	places []place
	sub    *chat.Subscription // nil: not connected
	keys   int
}

type outgoing struct {
	conversation, key, text string
}

// place is a place in a conversation that a client has been at.
type place struct {
	conversation, cursor string
	offset               int64
}

var background = context.Background()

// say puts a message into the outbox.
func (c *client) say() {
	c.keys++
	o := outgoing{c.conversation, fmt.Sprint(c.name, "-", c.keys), fmt.Sprint("message ", c.keys, " of ", c.name)}
	c.outbox = append(c.outbox, o)
	c.history.SentFrom(c.name, c.session.Participant.ID, o.conversation, o.key, history.Body(o.text))
}

// try sends the first message of the outbox, whose answer may be lost.
func (c *client) try(lost bool) {
	if len(c.outbox) == 0 {
		return
	}
	if c.outbox[0].conversation == "" && c.sub != nil {
		// A connection speaks in the conversation that it follows, and what was
		// tried there is repeated there.
		c.outbox[0].conversation = c.sub.Conversation()
	}
	o := c.outbox[0]
	ack, err := c.engine.Do(background, c.session, chat.Send{Conversation: o.conversation, Key: o.key, Parts: []chat.Part{chat.Text(o.text)}})
	if c.excused("send", err) || lost {
		return
	}
	c.take(o, ack)
	c.outbox = c.outbox[1:]
	o.conversation = ack.Conversation
	c.acked = append(c.acked, o)
	c.find(ack.Conversation)
}

func (c *client) take(o outgoing, ack chat.Ack) {
	c.history.Acked(c.session.Participant.ID, ack.Conversation, ack.Key, ack.Offset)
	if ack.Key != o.key {
		c.broken("an ack names another key", o, ack)
	}
}

// find notes the conversation that it is in. What was said before it was known was
// said to it.
func (c *client) find(conversation string) {
	if c.conversation == "" {
		c.conversation = conversation
	}
	for i := range c.outbox {
		if c.outbox[i].conversation == "" {
			c.outbox[i].conversation = conversation
		}
	}
}

// repeat sends something again that was acked long ago, with other words.
func (c *client) repeat(o outgoing) {
	ack, err := c.engine.Do(background, c.session, chat.Send{
		Conversation: o.conversation, Key: o.key, Parts: []chat.Part{chat.Text("something else")}, OnlyRepeat: c.keys%2 == 0,
	})
	if c.excused("repeat", err) {
		return
	}
	c.take(o, ack)
	if !ack.Repeat {
		c.broken("a repeat was taken for something new", o, ack)
	}
}

// connect opens a connection at a cursor, in place of the one there is.
func (c *client) connect(cursor string) (chat.Welcome, bool) {
	sub, w, err := c.engine.Attach(background, c.session, chat.Attach{Conversation: c.conversation, Cursor: cursor})
	if c.excused("attach", err) {
		c.disconnect()
		return w, false
	}
	c.disconnect()
	c.sub = sub
	return w, true
}

func (c *client) disconnect() {
	if c.sub != nil {
		c.sub.Close()
		c.sub = nil
	}
}

// resume connects at the cursor that the view has come to.
func (c *client) resume() {
	if c.place.cursor == "" {
		c.reload()
		return
	}
	if w, ok := c.connect(c.place.cursor); ok && !w.Recovered {
		c.broken("the cursor of a view was not taken", c.place, w)
	}
}

// enter goes to another conversation.
func (c *client) enter(conversation string) {
	c.conversation, c.place = conversation, place{}
	c.reload()
}

// reload forgets the view and begins with the whole log.
func (c *client) reload() {
	if w, ok := c.connect(""); ok {
		c.begin(w.Conversation, w.Head, w.Cursor)
	}
}

// begin begins a view with the log up to a head, and goes on from a cursor.
func (c *client) begin(conversation string, head int64, cursor string) {
	c.place = place{conversation, cursor, 0}
	if conversation == "" {
		c.leave("")
		return
	}
	c.open(conversation)
	for c.place.offset < head {
		page, err := c.engine.Events(background, c.session, conversation, chat.Page{From: c.place.offset + 1, Limit: 7})
		if c.excused("read the log", err) {
			c.disconnect()
			c.place.cursor = ""
			return
		}
		for _, r := range page {
			if r.Offset <= head {
				c.see(conversation, r)
			}
		}
	}
	c.remember()
}

// open begins an empty view.
func (c *client) open(conversation string) {
	c.leave(conversation)
	c.place.conversation, c.place.offset = conversation, 0
	c.find(conversation)
	c.history.Attached(c.name, conversation, 0)
}

// leave says that the view of another conversation is not kept up.
func (c *client) leave(conversation string) {
	if c.viewed != "" && c.viewed != conversation {
		c.history.Left(c.name, c.viewed)
	}
	c.viewed = conversation
}

// rewind takes the view back to a place where it was, as a page that is
// restored, and connects at its cursor.
func (c *client) rewind(p place) {
	c.conversation = p.conversation
	c.goBack(p)
	if w, ok := c.connect(p.cursor); ok && !w.Recovered {
		c.broken("an old cursor was not taken", p, w)
	}
}

// seek is rewind on the connection that there is, as polls do it.
func (c *client) seek(p place) {
	taken, err := c.sub.Seek(background, p.cursor)
	if c.excused("seek", err) {
		c.disconnect()
		return
	}
	if !taken {
		c.broken("an old cursor was not taken by the connection", p)
	}
	c.goBack(p)
}

func (c *client) goBack(p place) {
	c.leave(p.conversation)
	c.place = p
	c.history.Attached(c.name, p.conversation, p.offset)
}

// lose connects with a cursor that nobody has given out.
func (c *client) lose(cursor string) {
	if w, ok := c.connect(cursor); ok && w.Recovered {
		c.broken("a cursor that nobody has given out was taken", cursor, w)
	}
}

// pull applies one batch, and reports whether there was something.
func (c *client) pull(most int) bool {
	b, err := c.sub.Pull(background, most)
	if c.excused("pull", err) {
		c.disconnect()
		return false
	}
	if b.Bye != nil {
		c.broken("a bye without a reason", *b.Bye)
	}
	if b.Reset {
		c.begin(b.Conversation, b.Head, c.engine.Cursor(b.Conversation, b.Head))
		if c.sub == nil {
			return false
		}
	}
	if b.Conversation != "" && c.viewed == "" { // it has come into being
		c.open(b.Conversation)
	}
	for _, r := range b.Records {
		c.see(b.Conversation, r)
	}
	if c.place.cursor = b.Cursor; b.Conversation != "" {
		c.remember()
	}
	return len(b.Records) > 0 || b.Reset || b.More
}

func (c *client) see(conversation string, r chat.Record) {
	ev := c.event(conversation, r)
	key := said(ev)
	if r.Author != c.session.Participant.ID {
		key = ""
	}
	c.history.Seen(c.name, conversation, r.Offset, key, r.Author, body(ev))
	c.place.offset = r.Offset
}

// remember keeps the place for later.
func (c *client) remember() {
	if len(c.places) == 0 || c.places[len(c.places)-1] != c.place {
		c.places = append(c.places, c.place)
	}
}

// settle sends and sees everything that is left.
func (c *client) settle() {
	for range len(c.outbox) {
		c.try(false)
	}
	if len(c.outbox) > 0 {
		c.broken("a message cannot be sent", c.name, c.outbox)
	}
}

func (c *client) catchUp() {
	if c.sub == nil {
		c.resume()
	}
	for c.pull(math.MaxInt) {
	}
	if c.viewed != "" {
		c.history.Converged(c.name, c.viewed, c.place.offset, time.Now())
	}
}

package chat

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"
)

// Do carries out one command of a session. When it returns without an error,
// what the command appended is on stable storage. Errors are *Error.
func (e *Engine) Do(ctx context.Context, s Session, cmd Command) (Ack, error) {
	if err := e.begin(); err != nil {
		return Ack{}, err
	}
	defer e.work.Done()
	if !s.Expires.IsZero() && time.Now().After(s.Expires) {
		return Ack{}, &Error{Code: CodeUnauthenticated, Message: "Your session has ended."}
	}
	ack, err := e.do(ctx, s, cmd)
	return ack, fail(err)
}

func (e *Engine) do(ctx context.Context, s Session, cmd Command) (Ack, error) {
	switch c := cmd.(type) {
	case Open:
		return e.open(ctx, s)
	case Send:
		return e.send(ctx, s, c)
	case Action:
		return e.action(ctx, s, c)
	case Typing:
		return Ack{}, e.typing(ctx, s, c)
	case Read:
		return Ack{}, e.read(ctx, s, c)
	case Stop:
		return Ack{}, e.stopAnswer(ctx, s, c)
	case Assign:
		return e.assign(ctx, s, c)
	case End:
		return e.end(ctx, s, c)
	case Say:
		return e.speak(ctx, s, c)
	case Handoff:
		return e.handOff(ctx, s, c)
	}
	return Ack{}, invalid("There is no such command.")
}

// Conversation returns a conversation, or the visitor's current one for an
// empty id. CodeNotFound: there is none, or it is somebody else's.
func (e *Engine) Conversation(ctx context.Context, s Session, id string) (Conversation, error) {
	return e.allowed(ctx, s, verbSee, id)
}

// Conversations returns the session's conversations, the newest first; agents
// see everybody's.
func (e *Engine) Conversations(ctx context.Context, s Session, q Query) ([]Conversation, error) {
	if s.Participant.Role == RoleVisitor {
		q.Visitor = s.Participant.ID
	}
	cs, err := e.store.Conversations(ctx, q)
	return cs, fail(err)
}

// Events returns a page of a conversation's log.
func (e *Engine) Events(ctx context.Context, s Session, conversation string, p Page) ([]Record, error) {
	c, err := e.allowed(ctx, s, verbSee, conversation)
	if err != nil {
		return nil, err
	}
	rs, err := e.store.Events(ctx, c.ID, p)
	return rs, fail(err)
}

// allowed loads a conversation and checks that the session may do this in it.
func (e *Engine) allowed(ctx context.Context, s Session, v verb, id string) (Conversation, error) {
	var c Conversation
	var err error
	switch {
	case id != "":
		c, err = e.conversation(ctx, id)
	case s.Participant.Role == RoleVisitor:
		c, err = e.store.Current(ctx, s.Participant.ID)
	default:
		return c, invalid("Name the conversation.")
	}
	if errors.Is(err, ErrNotFound) {
		return c, errNotYours
	}
	if err != nil {
		return c, fail(err)
	}
	return c, authorize(s, v, c)
}

// conversation returns a conversation as this process last saw it, or reads it.
func (e *Engine) conversation(ctx context.Context, id string) (Conversation, error) {
	if l := e.directory.find(id); l != nil {
		if c, ok := l.known(); ok {
			return c, nil
		}
	}
	return e.reload(ctx, id)
}

// reload reads a conversation from the store.
func (e *Engine) reload(ctx context.Context, id string) (Conversation, error) {
	c, err := e.store.Conversation(ctx, id)
	if err != nil {
		return c, err
	}
	if l := e.directory.find(id); l != nil {
		l.know(c)
	}
	return c, nil
}

func (e *Engine) open(ctx context.Context, s Session) (Ack, error) {
	if s.Participant.Role != RoleVisitor {
		return Ack{}, &Error{Code: CodeForbidden, Message: "Only a visitor opens a conversation."}
	}
	if err := e.throttle.take(s.Participant, time.Now()); err != nil {
		return Ack{}, err
	}
	c, err := e.create(ctx, s, false)
	return Ack{Conversation: c.ID, At: c.Created}, err
}

// create makes a visitor's new conversation, or with onlyFirst returns the
// current one when there is one already.
func (e *Engine) create(ctx context.Context, s Session, onlyFirst bool) (Conversation, error) {
	c := Conversation{ID: "c_" + rand.Text(), Visitor: s.Participant.ID, Created: now()}
	c.State.Participants = []Participant{s.Participant}
	if e.bot != nil {
		c.State = c.State.with(e.bot.who)
	}
	c, _, err := e.store.Create(context.WithoutCancel(ctx), c, onlyFirst)
	if err != nil {
		return c, err
	}
	return c, e.announce(ctx, c)
}

func (e *Engine) send(ctx context.Context, s Session, m Send) (Ack, error) {
	what := &saying{verb: verbSay, onlyRepeat: m.OnlyRepeat, from: m.From}
	what.event = Event{Kind: KindMessage, Author: s.Participant, Key: m.Key, Conversation: m.Conversation, Reply: m.Reply}
	what.check = func(c *Conversation, ev *Event) (err error) {
		if m.Reply < 0 || m.Reply > c.Head {
			return invalid("A reply names the offset of an earlier event.")
		}
		ev.Parts, err = e.checkParts(s.Participant.Role, m.Parts)
		return err
	}
	return e.accept(ctx, s, what)
}

// approve asks the host about a message. It may edit the parts, which are then
// checked as the host's own.
func (e *Engine) approve(ctx context.Context, s Session, c *Conversation, ev *Event) error {
	if e.hooks.BeforeSend == nil || ev.Kind != KindMessage {
		return nil
	}
	m := Send{Conversation: c.ID, Key: ev.Key, Parts: ev.Parts, Reply: ev.Reply}
	err := e.hooks.BeforeSend(ctx, s, &m)
	var coded *Error
	if err != nil && !errors.As(err, &coded) {
		return &Error{Code: CodeForbidden, Message: "This message was not accepted.", Err: err}
	}
	if err != nil {
		return err
	}
	ev.Parts, err = e.checkParts(RoleSystem, m.Parts)
	return err
}

func (e *Engine) action(ctx context.Context, s Session, a Action) (Ack, error) {
	what := &saying{verb: verbPress, onlyRepeat: a.OnlyRepeat, from: a.From}
	what.event = Event{Kind: KindAction, Author: s.Participant, Key: a.Key, Conversation: a.Conversation}
	what.check = func(c *Conversation, ev *Event) error {
		offset, ok := a.Target.Resolve(c.ID)
		if !ok || offset > c.Head {
			return invalid("There is no such message in this conversation.")
		}
		records, err := e.store.Events(ctx, c.ID, Page{From: offset, Limit: 1})
		if err != nil {
			return err
		}
		if len(records) == 0 || records[0].Offset != offset {
			return invalid("That message is not there any more.")
		}
		message, err := records[0].Event(c.ID)
		if err != nil {
			return err
		}
		if !offers(message.Parts, a.Value) {
			return invalid("That message offers no such choice.")
		}
		ev.Target, ev.Value = a.Target, a.Value
		return nil
	}
	return e.accept(ctx, s, what)
}

// offers reports whether one of the buttons of a message has a value.
func offers(parts []Part, value string) bool {
	for _, p := range parts {
		for _, b := range p.Buttons {
			if b.Value == value && value != "" {
				return true
			}
		}
		if offers(p.Cards, value) {
			return true
		}
	}
	return false
}

// attempts bounds how often an append is tried again after somebody else
// changed the conversation in between.
const attempts = 8

// saying is something that a participant says.
type saying struct {
	verb       verb
	event      Event
	check      func(*Conversation, *Event) error // completes the event
	onlyRepeat bool
	from       *Subscription // is not rung; may be nil
}

// accept is the way of everything that a participant says: the first ack for a
// repeated key, the check, the rate limit, the host's approval, and the append.
func (e *Engine) accept(ctx context.Context, s Session, what *saying) (Ack, error) {
	ev := &what.event
	if err := checkKey(ev.Key); err != nil {
		return Ack{}, err
	}
	f := flight{ev.Author.ID, ev.Key}
	if err := e.keys.enter(ctx, f); err != nil {
		return Ack{}, err
	}
	defer e.keys.leave(f)
	c, err := e.allowed(ctx, s, what.verb, ev.Conversation)
	begins := err != nil && ev.Conversation == "" && what.verb == verbSay && CodeOf(err) == CodeNotFound
	if err != nil && !begins {
		return Ack{}, err
	}
	if !begins {
		in, r, err := e.repeated(ctx, ev, c)
		if err == nil {
			return e.ack(in, r, true)
		}
		if !errors.Is(err, ErrNotFound) {
			return Ack{}, err
		}
	}
	if what.onlyRepeat {
		return Ack{}, &Error{Code: CodeRateLimited, Message: "An earlier message has to be sent first.", RetryAfter: time.Second}
	}
	if err := what.check(&c, ev); err != nil {
		return Ack{}, err
	}
	if err := e.throttle.take(s.Participant, time.Now()); err != nil {
		return Ack{}, err
	}
	if err := e.approve(ctx, s, &c, ev); err != nil {
		return Ack{}, err
	}
	if begins {
		if c, err = e.create(ctx, s, true); err != nil {
			return Ack{}, err
		}
	}
	return e.say(ctx, &c, ev, what.from)
}

// say appends what a participant says to a conversation as it is now; a newcomer
// joins first.
func (e *Engine) say(ctx context.Context, c *Conversation, ev *Event, from *Subscription) (Ack, error) {
	for range attempts {
		var ack Ack
		var err error
		joined := c.State.Has(ev.Author.ID)
		if joined {
			ack, err = e.appendTelling(ctx, c.ID, ev, e.terms(c, ev), telling{from: from})
		} else {
			err = e.join(ctx, c, ev.Author)
		}
		if joined && err == nil || err != nil && !errors.Is(err, ErrConflict) {
			return ack, err
		}
		if c, err = e.again(ctx, c); err != nil {
			return Ack{}, err
		}
	}
	return Ack{}, ErrConflict
}

// terms returns the terms on which something said enters the log: on those of
// the state it was said to; a visitor's opens an ended conversation again, and
// opens a turn of the bot where it answers.
func (e *Engine) terms(c *Conversation, ev *Event) Append {
	a := Append{Fence: c.State.Fence}
	if ev.Author.Role != RoleVisitor {
		return a
	}
	if c.State.Ended {
		a.State = c.State.reopened()
	}
	a.Turn = e.bot != nil && (c.State.Ended || c.State.BotAnswers())
	return a
}

// again reads a conversation which somebody else has changed.
func (e *Engine) again(ctx context.Context, c *Conversation) (*Conversation, error) {
	now, err := e.reload(ctx, c.ID)
	return &now, err
}

// join records that somebody came into the conversation.
func (e *Engine) join(ctx context.Context, c *Conversation, who Participant) error {
	state := c.State.with(who)
	ev := &Event{Kind: KindJoined, Author: who, Key: "joined." + who.ID, Participant: who.ID}
	_, err := e.append(ctx, c.ID, ev, Append{State: &state})
	return err
}

// logFailure tells the operator of what went wrong behind a visitor's back.
func (e *Engine) logFailure(what, conversation string, err error) {
	e.log.Error("chat: "+what, slog.String("conversation", conversation), slog.Any("error", err))
}

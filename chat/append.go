package chat

import (
	"context"
	"time"
)

// append is the one place where an event enters the log: it is durable when
// append returns, and only then is anyone told.
func (e *Engine) append(ctx context.Context, conversation string, ev *Event, a Append) (Ack, error) {
	return e.appendTelling(ctx, conversation, ev, a, telling{})
}

// telling is what is particular about telling of an event.
type telling struct {
	completes *draft        // is over; may be nil
	from      *Subscription // is not rung; may be nil
}

func (e *Engine) appendTelling(ctx context.Context, conversation string, ev *Event, a Append, t telling) (Ack, error) {
	ev.Conversation, ev.At = conversation, now()
	data, err := ev.encode()
	if err != nil {
		return Ack{}, err
	}
	a.Conversation, a.Author, a.Key, a.Data = conversation, ev.Author.ID, ev.Key, data
	// What is on its way to the disk is seen through even when the caller leaves,
	// since only then is it known who has to be told.
	done, err := e.store.Append(context.WithoutCancel(ctx), a)
	if unknown(err) && a.Key != "" {
		if done, err = e.settle(ctx, *ev, a, t); err == nil {
			return e.ack(conversation, done.Record, false)
		}
	}
	if err != nil {
		return Ack{}, err
	}
	if done.Repeat {
		if l := e.directory.find(conversation); l != nil && t.completes != nil {
			l.abandon(t.completes)
		}
		return e.ack(conversation, done.Record, true)
	}
	ev.Offset = done.Offset
	e.tell(ctx, ev, done.Record, &a, t)
	return Ack{Key: ev.Key, Conversation: conversation, Offset: ev.Offset, ID: ev.ID(), At: ev.At}, nil
}

// tell wakes those whom a stored event concerns: its readers, the bot, and the
// host.
func (e *Engine) tell(ctx context.Context, ev *Event, r Record, a *Append, t telling) {
	if l := e.directory.find(ev.Conversation); l != nil {
		if ev.Kind == KindMessage {
			l.setTyping(ev.Author, false, nil)
		}
		l.publish(r, t)
		if a.State != nil {
			l.change(*a.State)
		}
	}
	if a.Turn {
		e.enqueue(ev.Conversation, openTurn{offset: r.Offset})
	}
	if e.hooks.OnEvent != nil {
		e.notify("OnEvent", func() { e.hooks.OnEvent(ctx, *ev) })
	}
}

func (e *Engine) ack(conversation string, r Record, repeat bool) (Ack, error) {
	ev, err := r.Event(conversation)
	return Ack{Key: r.Key, Conversation: conversation, Offset: r.Offset, ID: ev.ID(), At: ev.At, Repeat: repeat}, err
}

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

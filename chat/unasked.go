package chat

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"
)

var errNotTheBots = &Error{Code: CodeConflict, Message: "The conversation is not the bot's now: a person answers, is waited for, or it has ended."}

// unasked is something that the bot does outside of a turn.
type unasked struct {
	conversation string
	key          string
	fence        int64
	do           func(Conversation, Event) (Ack, error)
}

// speak has the bot say something outside of a turn.
func (e *Engine) speak(ctx context.Context, s Session, m Say) (Ack, error) {
	parts, err := e.checkParts(RoleBot, m.Parts)
	if err != nil {
		return Ack{}, err
	}
	return e.initiate(ctx, s, unasked{m.Conversation, m.Key, m.Fence, func(c Conversation, ev Event) (Ack, error) {
		if m.Reply < 0 || m.Reply > c.Head {
			return Ack{}, invalid("A reply names the offset of an earlier event.")
		}
		ev.Kind, ev.Parts, ev.Reply = KindMessage, parts, m.Reply
		return e.append(ctx, c.ID, &ev, Append{Fence: c.State.Fence})
	}})
}

// handOff has the bot ask for a person outside of a turn.
func (e *Engine) handOff(ctx context.Context, s Session, h Handoff) (Ack, error) {
	return e.initiate(ctx, s, unasked{h.Conversation, h.Key, h.Fence, func(c Conversation, ev Event) (Ack, error) {
		return e.move(ctx, c, ev, c.State.Fence, func(state *State, ev *Event) {
			state.Waiting = true
			ev.Kind, ev.Reason = KindHandoff, cleanReason(h.Reason)
		})
	}})
}

// maxReason is the most characters of a handoff's reason; the rest is cut off, because
// nobody may be kept from a person for it.
const maxReason = 500

func cleanReason(reason string) string {
	reason = clean(reason)
	if utf8.RuneCountInString(reason) <= maxReason {
		return reason
	}
	return string([]rune(reason)[:maxReason])
}

// initiate is the way of both: the first ack for a repeated key, else the rate
// limit and the append.
func (e *Engine) initiate(ctx context.Context, s Session, u unasked) (Ack, error) {
	if err := checkKey(u.key); err != nil {
		return Ack{}, err
	}
	if e.bot == nil {
		return Ack{}, invalid("There is no bot: set Options.Bot.")
	}
	c, err := e.allowed(ctx, s, verbSpeak, u.conversation)
	if err != nil {
		return Ack{}, err
	}
	ev := Event{Author: e.bot.who, Key: "unasked." + u.key} // apart from the keys of turns
	f := flight{c.ID, ev.Key}
	if err := e.keys.enter(ctx, f); err != nil {
		return Ack{}, err
	}
	defer e.keys.leave(f)
	var ack Ack
	r, err := e.store.Lookup(ctx, c.ID, ev.Author.ID, ev.Key)
	switch {
	case err == nil:
		ack, err = e.ack(c.ID, r, true)
	case errors.Is(err, ErrNotFound):
		ack, err = e.doUnasked(ctx, c, ev, u)
	}
	ack.Key = u.key
	return ack, err
}

// doUnasked appends under the fence that was looked at to see whether the bot
// answers now.
func (e *Engine) doUnasked(ctx context.Context, c Conversation, ev Event, u unasked) (Ack, error) {
	for tries := range attempts {
		if c.State.Ended || !c.State.BotAnswers() || u.fence != 0 && u.fence != c.State.Fence {
			return Ack{}, errNotTheBots
		}
		if tries == 0 {
			if err := e.throttle.take(Participant{ID: c.ID, Role: RoleBot}, time.Now()); err != nil {
				return Ack{}, err
			}
		}
		ack, err := u.do(c, ev)
		if !errors.Is(err, ErrConflict) {
			return ack, err
		}
		if c, err = e.reload(ctx, c.ID); err != nil {
			return Ack{}, err
		}
	}
	return Ack{}, ErrConflict
}

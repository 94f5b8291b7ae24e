package chat

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

func (e *Engine) assign(ctx context.Context, s Session, a Assign) (Ack, error) {
	to, agent := a.To, a.To
	if e.bot != nil && (to == "" || to == e.bot.who.ID) {
		to, agent = e.bot.who.ID, ""
	}
	if _, err := e.allowed(ctx, s, verbAssign, a.Conversation); err != nil {
		return Ack{}, err
	}
	if to == "" {
		return Ack{}, invalid("There is no bot: say which agent answers.")
	}
	if utf8.RuneCountInString(to) > MaxIDLength {
		return Ack{}, invalid(fmt.Sprintf("The id of an agent has at most %d characters.", MaxIDLength))
	}
	return e.change(ctx, s, verbAssign, a.Conversation, a.Key, func(state *State, ev *Event) {
		state.Assigned, state.Waiting, state.Ended = agent, false, false
		if agent == s.Participant.ID && !state.Has(agent) {
			*state = state.with(s.Participant)
		}
		ev.Kind, ev.To, ev.Fence = KindAssigned, to, state.Fence
	})
}

func (e *Engine) end(ctx context.Context, s Session, c End) (Ack, error) {
	return e.change(ctx, s, verbEnd, c.Conversation, c.Key, func(state *State, ev *Event) {
		state.Ended = true
		ev.Kind = KindEnded
	})
}

// change appends an event that changes who answers: the fence rises with it,
// so that answers begun before are refused.
func (e *Engine) change(ctx context.Context, s Session, v verb, id, key string, set func(*State, *Event)) (Ack, error) {
	if key == "" {
		key = rand.Text()
	} else if err := checkKey(key); err != nil {
		return Ack{}, err
	}
	f := flight{s.Participant.ID, key}
	if err := e.keys.enter(ctx, f); err != nil {
		return Ack{}, err
	}
	defer e.keys.leave(f)
	c, err := e.allowed(ctx, s, v, id)
	if err != nil {
		return Ack{}, err
	}
	if r, err := e.store.Lookup(ctx, c.ID, s.Participant.ID, key); !errors.Is(err, ErrNotFound) {
		if err != nil {
			return Ack{}, err
		}
		return e.ack(c.ID, r, true)
	}
	if err := e.throttle.take(s.Participant, time.Now()); err != nil {
		return Ack{}, err
	}
	for range attempts {
		if v == verbEnd && c.State.Ended {
			return Ack{}, &Error{Code: CodeConflict, Message: "The conversation has ended already."}
		}
		ack, err := e.move(ctx, c, Event{Author: s.Participant, Key: key}, 0, set)
		if !errors.Is(err, ErrConflict) {
			return ack, err
		}
		if c, err = e.reload(ctx, c.ID); err != nil {
			return Ack{}, err
		}
	}
	return Ack{}, ErrConflict
}

// move appends an event together with the state that set makes of the current
// one; unless fence is 0 it must be the conversation's.
func (e *Engine) move(ctx context.Context, c Conversation, ev Event, fence int64, set func(*State, *Event)) (Ack, error) {
	state := c.State
	state.Fence++
	set(&state, &ev)
	return e.append(ctx, c.ID, &ev, Append{State: &state, Fence: fence})
}

package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"
)

// Why a turn's context ends before the bot has answered.
var (
	errOverruled = errors.New("chat: somebody else answers now")
	errStopped   = errors.New("chat: the answer was stopped")
	errShutdown  = errors.New("chat: the engine shuts down")
)

// bot is the Bot of an engine and what its turns share.
type bot struct {
	Bot
	who        Participant
	repeatable bool
	slots      chan struct{} // one for each turn that runs
	stuck      atomic.Int64  // calls that were given up and have not returned
	ctx        context.Context
	cancel     context.CancelCauseFunc
}

func newBot(b Bot, who Participant, l Limits) *bot {
	if who.ID == "" {
		who.ID = "bot"
	}
	if who.Name == "" {
		who.Name = "Assistant"
	}
	who.Role = RoleBot
	r, ok := b.(Repeater)
	n := &bot{Bot: b, who: who, repeatable: ok && r.Repeatable(), slots: make(chan struct{}, l.Turns)}
	n.ctx, n.cancel = context.WithCancelCause(context.Background())
	return n
}

// openTurn is a turn that waits, and how far it has come.
type openTurn struct {
	offset int64
	state  TurnState // TurnStarted: the bot may have acted; TurnDone: only its mark is missing
	again  bool      // some of its answer may be in the log
}

// turn is one that is being answered.
type turn struct {
	fence     int64
	cancel    context.CancelCauseFunc
	responder *responder // nil: the bot is not asked yet
}

// change remembers a state that was stored, and cancels the turn that was begun
// under an older fence.
func (l *live) change(s State) {
	s.Version++ // as the store counts
	l.mu.Lock()
	if s.Version > l.conv.State.Version && l.conv.ID != "" {
		l.conv.State = s
	}
	t := l.turn
	l.mu.Unlock()
	if t != nil && t.fence < s.Fence {
		t.cancel(errOverruled)
	}
}

func (e *Engine) resumeTurns() error {
	marks, err := e.store.Turns(context.Background())
	if err != nil {
		return fmt.Errorf("chat: read the turns that were left open: %w", err)
	}
	for _, m := range marks {
		e.enqueue(m.Conversation, openTurn{offset: m.Offset, state: m.State, again: true})
	}
	return nil
}

// enqueue adds a turn to its conversation's line and sees to it that somebody
// works on the line. A turn that comes while the engine stops stays open in
// the store and is taken up by the next process.
func (e *Engine) enqueue(conversation string, t openTurn) {
	l := e.directory.acquire(conversation)
	l.mu.Lock()
	if !slices.ContainsFunc(l.turns, func(other openTurn) bool { return other.offset == t.offset }) {
		l.turns = append(l.turns, t)
	}
	slices.SortFunc(l.turns, func(a, b openTurn) int { return cmp.Compare(a.offset, b.offset) })
	idle := l.turn == nil
	if idle {
		l.turn = &turn{cancel: func(error) {}}
	}
	l.mu.Unlock()
	if !idle || e.begin() != nil {
		e.directory.release(l)
		return
	}
	go e.runTurns(l)
}

// runTurns answers a conversation's turns one after the other, until none is
// left or the engine stops.
func (e *Engine) runTurns(l *live) {
	defer e.work.Done()
	defer e.directory.release(l)
	for {
		l.mu.Lock()
		if len(l.turns) == 0 || e.stopping() {
			l.turn = nil
			l.mu.Unlock()
			return
		}
		next := l.turns[0]
		l.turns = slices.Delete(l.turns, 0, 1)
		l.mu.Unlock()
		e.insist(l, next)
	}
}

// insist runs a turn until it is done. While the store cannot be written it is
// tried again after ever longer pauses. What stays open is taken up by the next
// process.
func (e *Engine) insist(l *live, t openTurn) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		select {
		case e.bot.slots <- struct{}{}:
		case <-e.stop:
			return
		}
		err := e.runTurn(l, &t)
		<-e.bot.slots
		if err == nil || e.stopping() {
			return
		}
		e.logFailure("a turn of the bot stays open", l.id, err)
		if CodeOf(err) != CodeUnavailable {
			return
		}
		select {
		case <-time.After(pause):
		case <-e.stop:
			return
		}
	}
}

// How long a turn waits for a store that cannot be written.
const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

func (e *Engine) stopping() bool {
	select {
	case <-e.stop:
		return true
	default:
		return false
	}
}

// runTurn answers one turn and marks it done. An error means that it stays
// open; t says how far it came.
func (e *Engine) runTurn(l *live, t *openTurn) error {
	ctx := context.Background()
	if t.state != TurnDone {
		if err := e.answer(ctx, l, t); err != nil {
			return err
		}
		t.state = TurnDone
	}
	return e.store.SetTurn(ctx, l.id, t.offset, TurnDone)
}

// answer returns nil when the log has what the turn leads to: what the bot
// says, or why there is nothing, unless somebody else answers now.
func (e *Engine) answer(ctx context.Context, l *live, t *openTurn) error {
	c, err := e.store.Conversation(ctx, l.id)
	if err != nil || !c.State.BotAnswers() || c.State.Ended {
		return err
	}
	r := &responder{engine: e, live: l, conversation: c, offset: t.offset, again: t.again, spoke: make(chan struct{}, 1)}
	cause := error(ErrInterrupted) // by the end of an earlier process, or before its answer was stored
	if t.state != TurnStarted || e.bot.repeatable {
		cause = e.ask(l, t, r)
	}
	var later postponed
	switch {
	case cause == nil, errors.Is(cause, errOverruled), errors.Is(cause, errStopped):
		return nil
	case errors.As(cause, &later), errors.Is(cause, errShutdown) && e.bot.repeatable:
		return cause
	case errors.Is(cause, errShutdown):
		cause = fmt.Errorf("%w: %w", ErrInterrupted, cause)
	}
	return r.apologise(ctx, cause)
}

// postponed is why a turn cannot go on for now, although nothing is lost by
// asking later.
type postponed struct{ cause error }

func (p postponed) Error() string { return p.cause.Error() }
func (p postponed) Unwrap() error { return p.cause }

// ask lets the bot answer. It returns why there is no answer: errOverruled when
// somebody else took over, errShutdown when the engine ran out of patience,
// postponed when the store could not be written.
func (e *Engine) ask(l *live, open *openTurn, r *responder) error {
	t, err := e.describe(r)
	if err != nil {
		return err
	}
	if e.bot.stuck.Load() >= int64(cap(e.bot.slots)) {
		return errAllStuck
	}
	if !e.bot.repeatable {
		if err := e.store.SetTurn(context.Background(), l.id, r.offset, TurnStarted); err != nil {
			return postponed{err}
		}
		open.state = TurnStarted
	}
	open.again = true
	own, cancel := context.WithCancelCause(e.bot.ctx)
	defer cancel(nil)
	ctx, stop := context.WithTimeout(own, e.limits.TurnTimeout)
	defer stop()
	l.mu.Lock()
	l.turn = &turn{fence: r.conversation.State.Fence, cancel: cancel, responder: r}
	l.mu.Unlock()
	if c, ok := l.known(); ok && c.State.Fence > r.conversation.State.Fence {
		return errOverruled // before there was anything to cancel
	}
	err = e.attend(ctx, t, r)
	if ctx.Err() != nil && own.Err() == nil && err != nil && CodeOf(err) == CodeInternal {
		err = &Error{Code: CodeUnavailable, Message: lateAnswer, Err: err}
	}
	return e.conclude(r, context.Cause(own), err)
}

// conclude ends what the bot says and returns why there is no answer: cause is
// why the turn was cancelled, and err what the bot returned.
func (e *Engine) conclude(r *responder, cause, err error) error {
	asksAgain := e.bot.repeatable && err != nil && errors.Is(cause, errShutdown)
	if rest := r.finish(context.Background(), asksAgain); err == nil {
		err = rest
	}
	lost := r.unstored()
	switch {
	case errors.Is(cause, errOverruled), errors.Is(cause, errStopped), cause != nil && err != nil:
		if err != nil {
			e.log.Debug("chat: a cancelled turn failed", slog.String("conversation", r.conversation.ID), slog.Any("error", err))
		}
		return cause
	case lost != nil && e.bot.repeatable:
		return postponed{lost}
	case lost != nil:
		return fmt.Errorf("%w: its answer could not be stored: %w", ErrInterrupted, lost)
	}
	return err
}

// describe loads what the turn is about.
func (e *Engine) describe(r *responder) (Turn, error) {
	id := r.conversation.ID
	records, err := e.store.Events(context.Background(), id, Page{From: r.offset, Limit: 1})
	if CodeOf(err) == CodeUnavailable {
		return Turn{}, postponed{err}
	}
	if err != nil {
		return Turn{}, err
	}
	if len(records) == 0 || records[0].Offset != r.offset {
		return Turn{}, fmt.Errorf("event %d, which the bot should answer, is not there any more", r.offset)
	}
	ev, err := records[0].Event(id)
	if err != nil {
		return Turn{}, err
	}
	t := Turn{
		ID: ev.ID(), Conversation: id, Visitor: ev.Author, Event: ev,
		Text: PlainText(ev.Parts), Fence: r.conversation.State.Fence,
	}
	if ev.Kind == KindAction {
		t.Text = ev.Value
	}
	t.History = func(ctx context.Context, n int) ([]Event, error) { return e.history(ctx, id, ev.Offset, n) }
	return t, nil
}

// history returns up to n events that the turn of an offset goes on from: those
// before it, and what earlier ones were answered while it waited. An answer stands
// behind its question.
func (e *Engine) history(ctx context.Context, conversation string, offset int64, n int) ([]Event, error) {
	if n <= 0 {
		return nil, nil
	}
	before, err := e.store.Events(ctx, conversation, Page{Before: offset, Limit: n})
	if err != nil {
		return nil, err
	}
	after, err := e.store.Events(ctx, conversation, Page{From: offset + 1, Limit: n})
	if err != nil {
		return nil, err
	}
	var events []Event
	for _, r := range slices.Concat(before, after) {
		ev, err := r.Event(conversation)
		if err != nil {
			return nil, err
		}
		if ev.Offset < offset || answers(ev) && ev.Reply < offset {
			events = append(events, ev)
		}
	}
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(asked(a), asked(b)) })
	return events[max(0, len(events)-n):], nil
}

// answers reports whether an event is what a turn led to.
func answers(ev Event) bool {
	return ev.Reply > 0 && (ev.Author.Role == RoleBot || ev.Author.Role == RoleSystem)
}

// asked returns the offset of the question that an event answers, else its own.
func asked(ev Event) int64 {
	if answers(ev) {
		return ev.Reply
	}
	return ev.Offset
}

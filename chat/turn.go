package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"
)

// Why a turn's context ends before the bot has answered.
var (
	errOverruled = errors.New("chat: somebody else answers now")
	errShutdown  = errors.New("chat: the engine shuts down")
)

// bot is the Bot of an engine and what its turns share.
type bot struct {
	Bot
	who        Participant
	repeatable bool
	slots      chan struct{} // one for each turn that runs
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

// openTurn is a turn that waits.
type openTurn struct {
	offset  int64
	started bool // by a process that died: the bot may have acted
}

// turn is one that is being answered.
type turn struct {
	fence  int64
	cancel context.CancelCauseFunc
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
		e.enqueue(m.Conversation, openTurn{m.Offset, m.State == TurnStarted})
	}
	return nil
}

// enqueue adds a turn to its conversation's line and sees to it that somebody
// works on the line. A turn that comes while the engine stops stays open in
// the store and is taken up by the next process.
func (e *Engine) enqueue(conversation string, t openTurn) {
	l := e.directory.acquire(conversation)
	l.mu.Lock()
	l.turns = append(l.turns, t)
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
		select {
		case e.bot.slots <- struct{}{}:
			if err := e.runTurn(l, next); err != nil {
				e.logFailure("a turn of the bot stays open", l.id, err)
			}
			<-e.bot.slots
		case <-e.stop:
		}
	}
}

func (e *Engine) stopping() bool {
	select {
	case <-e.stop:
		return true
	default:
		return false
	}
}

// runTurn answers one turn and marks it done. An error means that it could not
// be marked, so that it is taken up again after a restart.
func (e *Engine) runTurn(l *live, open openTurn) error {
	ctx := context.Background()
	c, err := e.store.Conversation(ctx, l.id)
	if err != nil {
		return err
	}
	if !c.State.BotAnswers() {
		return e.store.SetTurn(ctx, l.id, open.offset, TurnDone)
	}
	r := &responder{engine: e, live: l, conversation: c, offset: open.offset}
	if open.started && !e.bot.repeatable {
		err = errors.New("the process died while the bot was at work; it may have acted")
	} else {
		err = e.ask(l, r)
	}
	if errors.Is(err, errShutdown) {
		return nil
	}
	if err != nil && !errors.Is(err, errOverruled) {
		if err := r.apologise(ctx, err); err != nil && !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return e.store.SetTurn(ctx, l.id, open.offset, TurnDone)
}

// ask lets the bot answer. It returns why there is no answer: errOverruled when
// somebody else took over, errShutdown when the engine ran out of patience.
func (e *Engine) ask(l *live, r *responder) error {
	t, err := e.describe(r)
	if err != nil {
		return err
	}
	if !e.bot.repeatable {
		if err := e.store.SetTurn(context.Background(), l.id, r.offset, TurnStarted); err != nil {
			return err
		}
	}
	own, cancel := context.WithCancelCause(e.bot.ctx)
	defer cancel(nil)
	ctx, stop := context.WithTimeout(own, e.limits.TurnTimeout)
	defer stop()
	r.cancel = cancel
	l.mu.Lock()
	l.turn = &turn{fence: r.conversation.State.Fence, cancel: cancel}
	l.mu.Unlock()
	quiet := l.keepTyping(e.bot.who)
	defer quiet()
	err = e.reply(ctx, t, r)
	if rest := r.finish(context.Background()); err == nil {
		err = rest
	}
	if cause := context.Cause(own); cause != nil {
		if err != nil {
			e.log.Debug("chat: a cancelled turn failed", slog.String("conversation", l.id), slog.Any("error", err))
		}
		return cause
	}
	return err
}

// reply calls the bot; a panic counts as an error.
func (e *Engine) reply(ctx context.Context, t Turn, r Responder) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the bot panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return e.bot.Reply(ctx, t, r)
}

// describe loads what the turn is about.
func (e *Engine) describe(r *responder) (Turn, error) {
	id := r.conversation.ID
	records, err := e.store.Events(context.Background(), id, Page{From: r.offset, Limit: 1})
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
	t := Turn{ID: ev.ID(), Conversation: id, Visitor: ev.Author, Event: ev, Text: PlainText(ev.Parts)}
	if ev.Kind == KindAction {
		t.Text = ev.Value
	}
	t.History = func(ctx context.Context, n int) ([]Event, error) { return e.history(ctx, id, ev.Offset, n) }
	return t, nil
}

// history returns up to n events before an offset, oldest first.
func (e *Engine) history(ctx context.Context, conversation string, before int64, n int) ([]Event, error) {
	if n <= 0 {
		return nil, nil
	}
	records, err := e.store.Events(ctx, conversation, Page{Before: before, Limit: n})
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(records))
	for i, r := range records {
		if events[i], err = r.Event(conversation); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// keepTyping shows the typing indicator, again and again before it is
// forgotten, until the returned function is called.
func (l *live) keepTyping(who Participant) (stop func()) {
	l.setTyping(who, true, nil)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		again := time.NewTicker(typingTTL * 2 / 3)
		defer again.Stop()
		for {
			select {
			case <-done:
				return
			case <-again.C:
				l.setTyping(who, true, nil)
			}
		}
	}()
	return func() {
		close(done)
		<-ended
		l.setTyping(who, false, nil)
	}
}

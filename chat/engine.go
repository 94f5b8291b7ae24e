package chat

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Options configures an Engine. Store is the only required field.
type Options struct {
	Store     Store        // where conversations live; the caller closes it after Shutdown
	Sessions  Sessions     // asked whether the session of a live connection is still good; nil: only its expiry counts
	Bot       Bot          // answers until a person takes over; nil: people only
	Assistant Participant  // who the bot is to visitors; zero: id "bot", name "Assistant"
	Hooks     Hooks        // nil funcs are skipped
	Limits    Limits       // zero fields take DefaultLimits
	Logger    *slog.Logger // nil: slog.Default()
}

// Hooks let the host application look and decide. They are called without any
// lock held and may be called concurrently. A panic of one that is only told of
// something is logged, and what it was told of stands.
type Hooks struct {
	// BeforeSend may edit a message or refuse it before it is stored. An *Error is
	// told to the sender, any other error as CodeForbidden without its text.
	BeforeSend func(ctx context.Context, s Session, m *Send) error
	// OnEvent is told of each event after it is stored, in the goroutine that
	// appended it, before the ack. After a crash it is not called again: who
	// needs every event follows the log.
	OnEvent func(ctx context.Context, e Event)
	// OnTurnFailed is told of each turn that ended without the bot's answer, after the
	// visitor was told. After a crash it may be called again for the same turn.
	OnTurnFailed func(ctx context.Context, f TurnFailure)
}

// Engine runs the conversations of one Store. Its methods may be called
// concurrently. Whoever makes an Engine ends it with Shutdown.
type Engine struct {
	store    Store
	epoch    string
	sessions atomic.Pointer[Sessions] // nil: only a session's expiry counts
	hooks    Hooks
	limits   Limits
	log      *slog.Logger
	bot      *bot // nil: people only

	directory directory
	throttle  throttle
	keys      singleFlight
	answers   atomic.Int64 // numbers what Subscriptions with Confirm told of the state

	// gate guards draining and orders it before work: no command, turn or
	// subscription begins once draining is set.
	gate     sync.Mutex
	draining bool
	work     sync.WaitGroup // everything that Shutdown waits for
	stop     chan struct{}  // closed when draining begins
}

// New starts an engine and takes up the bot's turns that an earlier process
// left open.
func New(o Options) (*Engine, error) {
	if o.Store == nil {
		return nil, errors.New("chat: Options.Store is missing: open one, for example with bolt.Open")
	}
	e := &Engine{
		store: o.Store, epoch: o.Store.Epoch(), hooks: o.Hooks,
		limits: o.Limits.withDefaults(), log: o.Logger, stop: make(chan struct{}),
	}
	if o.Sessions != nil {
		e.KeepSessions(o.Sessions)
	}
	if e.log == nil {
		e.log = slog.Default()
	}
	e.directory.init()
	e.throttle.init(e.limits)
	if o.Bot != nil {
		e.bot = newBot(o.Bot, o.Assistant, e.limits)
		if err := e.resumeTurns(); err != nil {
			return nil, err
		}
	}
	e.work.Add(1)
	go e.tend()
	return e, nil
}

// Limits returns the limits in force.
func (e *Engine) Limits() Limits { return e.limits }

// Store returns the store that the engine was made with.
func (e *Engine) Store() Store { return e.store }

// KeepSessions has s answer for the sessions of live connections from now on,
// unless somebody does already: package transport hands in the session manager
// that it works with, so that a host does not have to name it twice.
func (e *Engine) KeepSessions(s Sessions) { e.sessions.CompareAndSwap(nil, &s) }

// Cursor returns the cursor that stands after an offset of a conversation. An
// empty conversation stands for the one that the visitor has not begun yet.
func (e *Engine) Cursor(conversation string, offset int64) string {
	return cursor{epoch: e.epoch, conversation: conversation, offset: offset}.String()
}

// SignOut ends the connections of a session with ByeSignedOut. Whoever keeps
// sessions calls it when one is revoked or rotated away.
func (e *Engine) SignOut(session string) {
	e.endSession(session, Bye{Code: ByeSignedOut, Reason: "You have signed out."})
}

// Stopping is closed when Shutdown begins.
func (e *Engine) Stopping() <-chan struct{} { return e.stop }

// begin admits one unit of work, unless the engine is shutting down; the
// caller calls e.work.Done when it is over.
func (e *Engine) begin() error {
	e.gate.Lock()
	defer e.gate.Unlock()
	if e.draining {
		return ErrStopped
	}
	e.work.Add(1)
	return nil
}

// Shutdown refuses new commands, ends every subscription with ByeRestart,
// waits for bots and for subscriptions to be closed, and returns when all of
// the engine's goroutines have ended. Bots still at work after Limits.TurnGrace are
// cancelled: a Repeater is asked again by the next process, of another's turn the
// visitor is told that it was interrupted. When ctx ends first, they are cancelled
// then, and ctx's error is returned. Call it before http.Server.Shutdown, which
// does not end streams. It may be called again.
func (e *Engine) Shutdown(ctx context.Context) error {
	e.gate.Lock()
	if !e.draining {
		e.draining = true
		close(e.stop)
	}
	e.gate.Unlock()
	if e.bot != nil {
		grace := time.AfterFunc(e.limits.TurnGrace, func() { e.bot.cancel(errShutdown) })
		defer grace.Stop()
		defer e.bot.cancel(errShutdown)
	}
	e.endAll()
	done := make(chan struct{})
	go func() {
		e.work.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tend does what is due from time to time until the engine stops.
func (e *Engine) tend() {
	defer e.work.Done()
	tick := time.NewTicker(e.limits.Recheck)
	defer tick.Stop()
	for {
		select {
		case <-e.stop:
			return
		case <-tick.C:
			e.recheck()
			e.throttle.forget(time.Now())
			e.directory.rest()
		}
	}
}

// notify calls a hook that is only told of something. It runs in goroutines of the
// engine's too, where its panic would end the process, and the next one with the
// same turn.
func (e *Engine) notify(hook string, call func()) {
	defer func() {
		if v := recover(); v != nil {
			e.log.Error("chat: a hook panicked", slog.String("hook", hook), slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
		}
	}()
	call()
}

// fail returns err as an *Error: one without a code becomes CodeInternal, with
// a message that is fit for visitors and the cause for the log.
func fail(err error) error {
	if err == nil || errors.As(err, new(*Error)) {
		return err
	}
	return &Error{Code: CodeInternal, Message: "Something went wrong on our side; please try again.", Err: err}
}

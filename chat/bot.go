package chat

import "context"

// Bot answers visitors. Package bot has adapters and middleware; bot/bottest is
// the suite for those who write their own.
type Bot interface {
	// Reply answers one turn, through r, and returns when it has said everything.
	//
	// Calls never overlap within a conversation and come in the order of its log;
	// calls for different conversations run concurrently. ctx ends when a person
	// takes the conversation over, when it is ended, when the visitor stops the answer,
	// after Limits.TurnTimeout and when the engine shuts down past its patience: return
	// soon then. Where somebody else answers now or the answer was stopped, what is said
	// later is refused. A call that has not returned five seconds later is left behind with
	// its goroutine, the turn has failed, and what is said later is refused; when
	// Limits.Turns calls are left behind, the bot is not asked any more. r must not be used
	// after Reply has returned.
	//
	// An error is logged with its cause and told to Hooks.OnTurnFailed, and the
	// visitor is told that there is no answer, once, by a message of the system whose
	// Reply is the turn's offset; its text is the message of an *Error in err's
	// chain that does not come from r, else a general one. A panic counts as an error. After somebody else has
	// taken over an error is only logged.
	//
	// A turn is stored with the message that it answers, so it outlives the process.
	// When that dies before the bot is asked, the next one asks it. When it dies during
	// the call, the bot may have acted: that it is about to be asked was stored before.
	// The turn is then closed with such a message and ErrInterrupted. A Bot that is
	// safe to ask again implements Repeater, and is asked again instead. What it had
	// said before keeps its place: the n-th message of a turn has the same key in each
	// attempt, so that nothing is said twice. The same holds when the engine
	// shuts down during a call, and when the store cannot be written.
	Reply(ctx context.Context, t Turn, r Responder) error
}

// Repeater is what a Bot implements that may be asked the same turn again after
// a crash, because asking has no effect but the answer.
type Repeater interface {
	// Repeatable is asked once, when the Engine starts.
	Repeatable() bool
}

// Turn is one thing that a visitor did and that the bot answers.
type Turn struct {
	ID           string // the same in each attempt; a good idempotency key for services
	Conversation string
	Visitor      Participant
	Event        Event // KindMessage or KindAction
	// Text is what was said: the text and markdown parts joined by newlines, or
	// the value of the pressed button.
	Text string
	// Fence counts the changes of who answers, as State.Fence: who learns the answer
	// only after Reply has returned says it by the command Say with this fence.
	Fence int64
	// History returns up to n events, oldest first: those before this one, and what came
	// of earlier turns while this one waited. What a turn led to stands behind its question.
	History func(ctx context.Context, n int) ([]Event, error)
}

// Responder is how a bot speaks within a turn. Its methods return when what
// they say is durable, and may be called by one goroutine at a time. Each
// returns an *Error: CodeConflict once the conversation belongs to somebody
// else or the turn is over, CodeTooLarge past Limits.TurnMessages, CodeInvalid
// for parts that are not well-formed.
type Responder interface {
	// Send says one message.
	Send(ctx context.Context, parts ...Part) error
	// Stream begins a message that grows; see Stream.
	Stream(ctx context.Context) (Stream, error)
	// Typing shows or hides the typing indicator. The engine shows it when a
	// turn begins and hides it at its end, so a bot needs it only in between.
	Typing(on bool)
	// Handoff asks for a person: the bot is silent until the conversation is assigned
	// back to it, and turns that wait are not answered. Streams that are open are closed
	// before, as when Reply returns; the turn's ctx ends. The reason, of which the first
	// 500 characters count, is in the log: visitors may read it.
	Handoff(ctx context.Context, reason string) error
	// End ends the conversation; a visitor's next message opens it again. Turns that
	// wait are not answered, and streams that are open are closed before, as when Reply
	// returns; the turn's ctx ends.
	End(ctx context.Context) error
}

// Stream is a message that grows while it is made. Readers see its text as it
// comes; it enters the log once, when it is closed.
type Stream interface {
	// Write appends markdown text. It never blocks on readers.
	Write(text string) error
	// Close completes the message, durably. Parts are added behind the text.
	// A stream that the bot leaves open when Reply returns is closed with what it
	// has, and marked as truncated; one without any text leaves no message. The text of
	// one that is cut off by a crash is not kept: the turn is answered again or
	// closed as Bot says.
	Close(ctx context.Context, parts ...Part) error
}

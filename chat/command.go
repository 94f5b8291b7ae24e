package chat

import "time"

// Command is something a participant asks of the engine. Browser, agent, bot
// and host application all come in through Engine.Do, so that policy, limits
// and hooks hold for each of them.
//
// In every command an empty Conversation stands for the visitor's current one.
type Command interface{ command() }

// Open creates a conversation for the calling visitor and makes it the current
// one. Its Ack has Conversation.
type Open struct{}

// Send says a message. A visitor without a conversation gets one. Key makes it
// safe to repeat: the first Ack is returned again.
type Send struct {
	Conversation string
	Key          string // 1 to MaxIDLength characters
	Parts        []Part
	Reply        int64 // offset of the event that it answers; 0: none
	// OnlyRepeat asks for the first ack of Key and appends nothing: CodeRateLimited
	// when there is none. A connection uses it for what follows a refused message.
	OnlyRepeat bool
	// From is the subscription that is not rung for the message, because whoever
	// sends it pulls there afterwards anyway; may be nil.
	From *Subscription
}

// Action presses a button that a stored message offers.
type Action struct {
	Conversation string
	Key          string // as for Send; the two share one set of keys
	Target       Target // the message
	Value        string // one of its buttons' values
	OnlyRepeat   bool   // as for Send
	From         *Subscription
}

// Typing says that the participant types, or has stopped to. Nothing is stored
// and its Ack is empty.
type Typing struct {
	Conversation string
	On           bool
	// From is the subscription that is not told, because it said so; may be nil.
	From *Subscription
}

// Stop ends the answer that the bot is giving: its turn's ctx ends, what it has streamed
// so far is kept and marked as truncated, and what it says later in the turn is refused.
// It stays the bot's conversation. Where no answer is under way nothing happens; one that
// has not been begun for want of a free call is not stopped. Nothing else is stored
// and its Ack is empty.
type Stop struct {
	Conversation string
	Offset       int64 // of the event whose answer it is; 0: whichever is under way
	// Draft is a message of the answer as it was seen to grow, by its Delta.Draft: an
	// answer that has begun since is not stopped. Empty: whichever is under way.
	Draft string
}

// Read raises the participant's read mark, durably. Its Ack is empty.
type Read struct {
	Conversation string
	Offset       int64 // not beyond the head
	From         *Subscription
}

// Assign gives the conversation to an agent, or back to the bot. Agents only.
type Assign struct {
	Conversation string
	Key          string // may be empty
	To           string // participant id of an agent; empty or the bot's id: the bot
}

// End ends the conversation: a visitor's next message opens it again. Agents
// only. CodeConflict when it has ended already.
type End struct {
	Conversation string
	Key          string // may be empty
}

// Say has the bot say something that is no part of a turn: a reminder, or an
// answer that it learned after Reply had returned. Only the host may, with the
// session of System. CodeConflict when the visitor's messages are not the bot's to
// answer now, so that a late answer never speaks over a person; CodeRateLimited
// past Limits.Rate for each conversation.
type Say struct {
	Conversation string
	Key          string // 1 to MaxIDLength characters, as for Send; shared with Handoff only
	Parts        []Part
	Reply        int64 // offset of the event that it answers; 0: none
	// Fence is Turn.Fence for what belongs to an earlier turn: CodeConflict when
	// anybody else has answered since. 0: it belongs to none.
	Fence int64
}

// Handoff has the bot ask for a person outside of a turn. Its rules are those
// of Say.
type Handoff struct {
	Conversation string
	Key          string
	Reason       string
	Fence        int64
}

func (Open) command()    {}
func (Send) command()    {}
func (Action) command()  {}
func (Typing) command()  {}
func (Read) command()    {}
func (Stop) command()    {}
func (Assign) command()  {}
func (End) command()     {}
func (Say) command()     {}
func (Handoff) command() {}

// Ack says that a command is done and, where it appended an event, that the
// event is on stable storage.
type Ack struct {
	Key          string
	Conversation string
	Offset       int64
	ID           string // the event's
	At           time.Time
	Repeat       bool // the key had been used; this is the first ack
}

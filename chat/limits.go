package chat

import "time"

// MaxDepth is how deeply a field of a part of an "x-" type nests at most: readers need not
// be able to take more.
const MaxDepth = 32

// MaxIDLength is the most characters an id or a key has.
const MaxIDLength = 64

// MaxCursorLength is the most characters a cursor has.
const MaxCursorLength = 128

// Limits bound what one participant may ask of the engine. Zero fields take the
// value of DefaultLimits.
type Limits struct {
	Connections  int           // live connections of one session
	Rate         float64       // messages and actions a second of one participant
	Burst        int           // and how many at once
	Payload      int           // bytes of one payload that a client sends
	Text         int           // characters (Unicode code points) of one text
	Parts        int           // parts of one message
	Turns        int           // bot turns that run at once, over all conversations
	TurnMessages int           // messages a bot may say in one turn
	TurnTimeout  time.Duration // what a bot's turn may take in all
	TurnGrace    time.Duration // what Shutdown leaves to bots at work before it cancels them
	Recheck      time.Duration // how often the sessions of live connections are checked
}

// DefaultLimits returns the limits of an Engine that was given none.
func DefaultLimits() Limits {
	return Limits{
		Connections:  5,
		Rate:         2,
		Burst:        10,
		Payload:      64 << 10,
		Text:         8 << 10,
		Parts:        16,
		Turns:        1024,
		TurnMessages: 50,
		TurnTimeout:  2 * time.Minute,
		TurnGrace:    3 * time.Second,
		Recheck:      time.Minute,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	orDefault(&l.Connections, d.Connections)
	orDefault(&l.Rate, d.Rate)
	orDefault(&l.Burst, d.Burst)
	orDefault(&l.Payload, d.Payload)
	orDefault(&l.Text, d.Text)
	orDefault(&l.Parts, d.Parts)
	orDefault(&l.Turns, d.Turns)
	orDefault(&l.TurnMessages, d.TurnMessages)
	orDefault(&l.TurnTimeout, d.TurnTimeout)
	orDefault(&l.TurnGrace, d.TurnGrace)
	orDefault(&l.Recheck, d.Recheck)
	return l
}

func orDefault[T int | float64 | time.Duration](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}

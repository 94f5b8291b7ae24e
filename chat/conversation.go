package chat

import "time"

// Conversation is an ordered log of events plus a little state.
type Conversation struct {
	ID      string
	Visitor string    // the participant id of the visitor whose conversation it is
	Created time.Time // UTC
	Head    int64     // offset of its last event; 0: none yet
	State   State
}

// State is the part of a conversation that changes. It is replaced as a whole,
// in the transaction that appends the event which changes it.
type State struct {
	// Version counts the changes of the state, from 1. A Store refuses a new state
	// whose Version is not the stored one and stores it with the next number.
	Version int64 `json:"version"`
	// Fence counts the changes of who answers, from 1. An answer that was begun
	// under an older fence is refused.
	Fence        int64         `json:"fence"`
	Assigned     string        `json:"assigned,omitempty"` // participant id of the agent who answers; empty: the bot
	Waiting      bool          `json:"waiting,omitempty"`  // handed off, and no person has come yet: the bot stays silent
	Ended        bool          `json:"ended,omitempty"`
	Participants []Participant `json:"participants,omitempty"` // everyone who has been in it, in order of arrival
}

// BotAnswers reports whether visitors' messages are the bot's to answer.
func (s State) BotAnswers() bool { return s.Assigned == "" && !s.Waiting }

// Has reports whether a participant has been in the conversation.
func (s State) Has(participant string) bool {
	for _, p := range s.Participants {
		if p.ID == participant {
			return true
		}
	}
	return false
}

// with returns the state with one more participant; s is not changed.
func (s State) with(p Participant) State {
	s.Participants = append(s.Participants[:len(s.Participants):len(s.Participants)], p)
	return s
}

// reopened returns the state of an ended conversation that goes on, with the bot.
func (s State) reopened() *State {
	s.Ended, s.Assigned, s.Waiting = false, "", false
	s.Fence++
	return &s
}

// ReadMark says how far a participant has read.
type ReadMark struct {
	Participant string `json:"participant"`
	Offset      int64  `json:"offset"`
}

// Page selects a run of events. At most one of From and Before is set; with
// neither it is the newest events. Pages are always in ascending order.
type Page struct {
	From   int64 // the events with this offset or a greater one, from 1
	Before int64 // the newest events with a lesser offset
	Limit  int   // at most so many; 0: 50
	// Bytes stops after the event that brings the sum of Data to so many, counted
	// from From up or from the newest down; 0: no bound.
	Bytes int
}

// Query selects conversations, newest first.
type Query struct {
	Visitor string // only this visitor's; empty: everybody's
	Before  string // continue after this conversation id of the previous page
	Limit   int    // at most so many; 0: 50
}

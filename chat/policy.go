package chat

import "slices"

// verb is what a session wants to do with a conversation.
type verb uint8

const (
	verbSee    verb = iota // read its log and follow it
	verbSay                // send a message
	verbPress              // press a button
	verbSignal             // typing and read marks
	verbAssign             // say who answers
	verbEnd
	verbSpeak // speak as the bot
	verbStop  // end what the bot is saying
)

// verbs lists what each role may do with a conversation that it may see. The
// bot has no session: it speaks through its turn, and between turns by the host.
var verbs = map[Role][]verb{
	RoleVisitor: {verbSee, verbSay, verbPress, verbSignal, verbStop},
	RoleAgent:   {verbSee, verbSay, verbSignal, verbAssign, verbEnd, verbStop},
	RoleSystem:  {verbSee, verbSay, verbAssign, verbEnd, verbSpeak, verbStop},
}

// partsFrom lists the types of parts that a role may send besides its own "x-"
// types; a role that is missing may send all.
var partsFrom = map[Role][]string{
	RoleVisitor: {PartText, PartMarkdown},
}

var errNotYours = &Error{Code: CodeNotFound, Message: "There is no such conversation."}

// authorize is the one place that decides whether a session may do something
// with a conversation. What is somebody else's looks like what does not exist.
func authorize(s Session, v verb, c Conversation) error {
	if s.Participant.Role == RoleVisitor && c.Visitor != s.Participant.ID {
		return errNotYours
	}
	if slices.Contains(verbs[s.Participant.Role], v) {
		return nil
	}
	return &Error{Code: CodeForbidden, Message: "You may not do this in this conversation."}
}

// maySend reports whether a role may send a part.
func maySend(r Role, p Part) bool {
	types, restricted := partsFrom[r]
	return !restricted || p.custom() || slices.Contains(types, p.Type)
}

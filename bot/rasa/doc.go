// Package rasa is a bot that asks a Rasa server (open source Rasa 3) over its
// REST channel, which `rest:` in Rasa's credentials.yml enables, or its callback channel:
//
//	chat.New(chat.Options{Store: db, Bot: rasa.New("http://localhost:5005")})
//
// # What Rasa gets
//
// The sender is the id of the conversation, so each conversation has a tracker of
// its own. Metadata has the turn's id as "turn", by which an action can tell a repeat,
// and the visitor's id as "visitor".
//
// Rasa takes a message that begins with a slash, after white space, for the name of
// an intent, and obeys it without asking its language model. A visitor must not be
// able to force one by typing, so such a text gets a backslash before the slash,
// which makes it something said. The payload of a button passes as it is,
// because the engine accepts only presses of buttons that were offered.
//
// # What the visitor gets
//
// Each item of Rasa's answer becomes one message:
//
//   - text becomes a text, buttons become buttons that send their payload
//   - an image becomes an image, an attachment that is or names a URL an image, a file,
//     an audio or a video; another attachment that is a string becomes a text
//   - custom becomes a part of type "x-rasa" with the payload in its field "custom";
//     its fallback is the payload's "fallback" or "text"
//   - custom with "handoff" asks for a person, after everything is said; the reason is
//     "handoff" itself where it is a string, or its or the payload's "reason"
//
// What cannot be shown is left out and logged; the rest of the answer is kept.
// An empty answer may mean that the assistant has nothing to say, is paused, or that
// an action failed: Rasa does not tell. It is logged, and silent unless
// WithEmptyReply has a text for it.
//
// # Other ways to ask
//
// WithStreaming shows each message as soon as Rasa utters it. WithCallback asks over the
// callback channel, over which reminders come, too. WithSessionStart and WithRestart
// tell Rasa where a conversation begins.
//
// # When a person answers
//
// A conversation that is handed off or taken over is not Rasa's until it is given
// back: Rasa is not asked, a question under way is given up, and what Rasa still sends is
// refused. WithTracker pauses Rasa's tracker meanwhile.
//
// # When it fails
//
//	connecting fails             asked again, twice at most
//	429                          asked again after Retry-After, or 1 s, 2 s, ... 32 s, while there is time
//	any other status but 200     no answer
//	the connection breaks        no answer, Rasa may have acted
//	no answer in time (30 s)     no answer, Rasa may have acted
//	not JSON, over 1 MiB         no answer, Rasa may have acted
//	more than 50 items           the first 50
//	a stream that pauses (15 s)  what was said stays, no more answer, Rasa may have acted
//
// The errors are *bot.Error. What Rasa sent is never in them. A Bot does not claim
// to be safe to ask again after a crash, because Rasa's tracker and actions
// remember the question.
package rasa

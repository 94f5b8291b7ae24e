// Package dialogflow is a bot that asks an agent of Google's Dialogflow, CX or ES,
// over its REST API:
//
//	client, err := google.DefaultClient(ctx, "https://www.googleapis.com/auth/dialogflow")
//	...
//	name := "projects/my-project/locations/europe-west1/agents/1234"
//	chat.New(chat.Options{Store: db, Bot: dialogflow.New(name, client)})
//
// The client adds the credentials; application default ones as above, of
// golang.org/x/oauth2/google, need the role Dialogflow API Client. This package
// needs nothing of Google's.
//
// # What Dialogflow gets
//
// Each conversation is a session; its id is SessionID of the conversation's. A text
// is asked as a text. The value of a pressed button is asked as
//
//	event:NAME                          the event NAME
//	event:NAME {"parameters":{"a":1}}   with parameters, and "languageCode" perhaps
//	dtmf:123#                           DTMF digits, CX only
//	text:...                            a text, whatever it begins with
//	anything else                       a text
//
// which is how the buttons of an answer are made, and how an application can make
// its own. What is typed is always a text: no visitor can trigger an event that no
// button offers. Webhooks get the turn's id as "turn", by which they can tell a
// repeat, and the visitor's id as "visitor", in the payload; WithQuery changes all
// of this. ES takes MaxText characters at most, CX more. A visitor who writes more
// than the agent takes is asked to be brief; WithCutText cuts what ES is asked.
//
// # What the visitor gets
//
// Each message of the answer becomes one message:
//
//   - a text becomes a text, of several alternatives the first that is not blank
//   - richContent of a payload becomes a message for each of its cards: info,
//     description and accordion become cards, list a carousel, image an image, button
//     and chips buttons; a link opens, an event is triggered, anything else is said
//   - another payload becomes a part of type "x-dialogflow" with the payload in its
//     field "payload"; its fallback is the payload's "fallback" or "text"
//   - of ES an image, a card, a basicCard, a listSelect, a carouselSelect, a
//     browseCarouselCard, mediaContent and simpleResponses become what they are called;
//     quickReplies, suggestions and a linkOutSuggestion become buttons below what was
//     said before them; fulfillmentText counts when there is no message
//   - live agent handoff asks for a person, after everything is said; of CX the reason
//     is "reason" of its metadata
//   - the end of an interaction ends the conversation with WithEnd, else nothing
//   - of CX outputAudioText is said when there is nothing else; what else is for
//     telephones is passed over. Turn automatic text to speech off in the agent: its
//     sound comes with every answer, is not played, and counts towards the 1 MiB below
//
// What cannot be shown is left out and logged; the rest of the answer is kept. An
// empty answer is logged, and silent unless WithEmptyReply has a text for it.
// Dialogflow reports a webhook that failed within a success: its code is logged as
// an error, and what the agent has to say without it is said. When that is nothing,
// the visitor is told that something went wrong.
//
// # When it fails
//
//	connecting fails             asked again, twice at most
//	429 RESOURCE_EXHAUSTED       asked again after Retry-After or RetryInfo, or 1 s, 2 s, ... 32 s, while there is time
//	400 for a long text          no answer, the visitor is asked to be brief
//	any other 4xx, a redirect    no answer
//	5xx, 499                     no answer, the agent may have acted
//	the connection breaks        no answer, the agent may have acted
//	no answer in time (30 s)     no answer, the agent may have acted
//	not JSON, over 1 MiB         no answer, the agent may have acted
//	a stream that pauses (15 s)  what came is kept, no more answer, the agent may have acted
//	a stream without its end     the same
//	more than 50 messages        the first 50
//
// Asking is not idempotent, so 503 is not repeated, although Google's own client
// does that. A transport that gets tokens over the network may fail before it sends
// anything; unless that is a failure to connect it counts as a broken connection.
//
// The errors are *bot.Error. What Dialogflow sent is never in them but the names of
// codes and reasons, such as PERMISSION_DENIED. A Bot does not claim to be safe to
// ask again after a crash, because sessions and webhooks remember the question.
package dialogflow

// Package official holds package dialogflow to Google's own definition of the API:
// the protocol buffers of cloud.google.com/go/dialogflow, with their HTTP rules.
// It has tests only, and is a module of its own so that nobody else needs Google's
// modules.
//
// A gateway takes the bot's requests by the official HTTP rules, decodes them
// strictly into the official requests, has an official SessionsServer answer them
// and encodes what that says as official JSON.
package official

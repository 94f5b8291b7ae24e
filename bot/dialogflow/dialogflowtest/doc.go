// Package dialogflowtest has a stand-in for Dialogflow's REST API, ES (v2) and CX
// (v3), for tests of package dialogflow and of applications that use it. It is
// written from the documented wire format: the names of sessions, what a
// detectIntent request may have, how each edition renders an answer, what its
// stream of partial responses and its errors look like. It takes nothing that
// Dialogflow would not take. What it answers next is programmed with behaviors,
// the ways to fail among them.
package dialogflowtest

// Package sdktest holds packages openai and anthropic, and their stand-ins, to the
// official SDKs of OpenAI and Anthropic. It is a module of its own, so that nobody
// gets the SDKs who does not want them.
//
//   - What our adapters send is read into the SDKs' types of requests, and written again by the SDKs:
//     nothing may be lost or changed on the way.
//   - What the SDKs' types of responses say is answered to our adapters.
//   - The SDKs' own clients talk to our stand-ins, which shows that those speak the wire format.
//
// What does not fit: the SDKs' clients cannot be given our requests, and their types know neither
// how a stream breaks nor what a server refuses; that is left to the stand-ins.
package sdktest
